/**
 * The only folder that says Office. It turns callbacks into promises with a time limit, three at a time, and failures into
 * values; it decides nothing. Everything here works in the JavaScript-only runtime too, except page-keep.ts, which pages
 * import by its own name.
 */
export { OfficeCalls, type OfficeError } from './async';
export { type ComposeEvent, onCompose } from './compose-events';
export {
  accountAddress,
  clientName,
  displayLanguage,
  hasMailboxSet,
  isMeeting,
  type Language,
  paneButton,
  paneButtons,
} from './context';
export { clearInsight, type Insight, showInsight } from './insight';
export type { Ends, Item, ItemAttachment, ItemRecipient, Person } from './item';
export {
  type KeepName,
  keepKey,
  keepNames,
  noteRefused,
  readKept,
  readToken,
  shareToken,
  writeKept,
  writeToken,
} from './keep';
export { serverOrigin } from './origin';
export { canSend, onPaneData, type PaneData, readPaneData, sendItem, whenReady } from './pane';
export { type ContentBudget, readContent, withContents } from './read-contents';
export { readAttachmentList, readItem } from './read-item';
export { onSend, type Refusal, type SendAnswer, stampPass } from './send-event';
export { readSession, type SessionName, sessionNames, writeSession } from './session';
export { hasNestedAppAuth, singleSignOn } from './sign-on';
