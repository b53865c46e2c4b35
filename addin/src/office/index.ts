/**
 * The only folder that says Office. It turns callbacks into promises with a time limit, three at a time, and failures into
 * values; it decides nothing. Everything here works in the JavaScript-only runtime too, except page-keep.ts, which pages
 * import by its own name.
 */
export { describeOfficeError, OfficeCalls, type OfficeError } from './async';
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
export type { Item, ItemAttachment, ItemRecipient, Person } from './item';
export { type KeepName, keepKey, keepNames, readKept, readToken, shareToken, writeKept, writeToken } from './keep';
export { serverOrigin } from './origin';
export { canSend, onPaneData, type PaneData, readPaneData, sendItem, whenReady } from './pane';
export { type ContentBudget, withContents } from './read-contents';
export { readItem } from './read-item';
export { onSend, type Refusal, type SendAnswer, stampPass } from './send-event';
