import type { components } from '@sekisho/client';

type Schemas = components['schemas'];

/** The verdict on one mail, as the API gives it. */
export type Verdict = Schemas['Verdict'];
/** One finding: a code, its arguments and all it points at. */
export type Finding = Schemas['Finding'];
/** How bad a finding is. */
export type Severity = Finding['severity'];
/** One recipient as the rules saw it. */
export type Recipient = Schemas['RecipientVerdict'];
/** One attachment as the rules saw it. */
export type Attachment = Schemas['AttachmentVerdict'];
/** What the sender is asked. */
export type Confirm = Schemas['ConfirmVerdict'];
/** One thing to tick or to type. */
export type ConfirmItem = Schemas['ConfirmItem'];
/** What a confirmation says. */
export type ConfirmationRequest = Schemas['ConfirmationRequest'];
/** What a refused confirmation left out. */
export type Missing = Schemas['Missing'];
/** Whose boxes one press may tick. */
export type TickAll = NonNullable<Schemas['Check']['tickAll']>;
/** What the door is to do now. */
export type Decision = Schemas['Check']['decision'];
