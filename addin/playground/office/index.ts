/**
 * A typed fake of the part of Office.js that the add-in uses, for tests, for the playground's compose window and for
 * end-to-end stories. It is built from documented behaviour: each limit it enforces names its section of the platform
 * facts, and each broken limit is recorded as a quirk. It promises to refuse what Outlook refuses and to lose what Outlook
 * loses; it does not promise Outlook's looks, timing or undocumented habits. It runs in a page and in node.
 */
export type { Alert, AlertButton, AlertReason, ButtonKind } from './alert';
export { type BareFetch, type BareGlobals, bareGlobals } from './bare-globals';
export { type Clock, realClock } from './clock';
export type { OpenDialog } from './dialogs';
export {
  type Draft,
  type DraftAttachment,
  type DraftBody,
  type DraftRecipient,
  newDraft,
  type SharedMailbox,
} from './draft';
export { type EventRoom, type LoadEventCode, runtimeStorage } from './event-room';
export type { ComposeEvent, EventName, SendEvent } from './events';
export { type Fault, Faults } from './faults';
export { type HostOptions, type OpenPane, OutlookHost, type Status } from './host';
export type { Identity } from './identity';
export type { LoadFunctionFile, PageRoom } from './item-send';
export type { Control, FakeManifest, SendMode } from './manifest';
export type { FakeOffice } from './namespace';
export { type AlertAbility, type Profile, type ProfileId, profiles, supports } from './profiles';
export { type Quirk, type QuirkCode, QuirkError, QuirkLog } from './quirk';
export type { Unasked } from './unasked';
export type { CallRecord, MailboxStore, Permission, RuntimeKind } from './world';
