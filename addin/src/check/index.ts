/**
 * From an item of Outlook to a request, and from an answer to the words of an alert. Everything here is pure: no Office,
 * no network, no clock.
 */
export {
  type AlertText,
  askAlert,
  brokenAlert,
  type Consequence,
  notTakenAlert,
  refuseAlert,
  type Uncheckable,
  uncheckedAlert,
} from './alert';
export { type DraftContext, draftLimits, draftOf } from './draft';
export { alertLimit, labelLimit } from './fit';
export { insightLimit, insightText } from './insight';
export { isInternal } from './internal';
export { keyOf, type SeenFiles, seenFiles, withHashes, without } from './seen-files';
export { externalsOf, isSecondPress, type KeptPolicy, keptPolicy, pressAgainWithin, pressOf } from './unchecked';
export type { Language } from './words';
