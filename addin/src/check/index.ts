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
export { endsOf } from './ends';
export { alertLimit, labelLimit } from './fit';
export { insightLimit, insightText } from './insight';
export { isInternal } from './internal';
export { needOf, needsOf } from './needs';
export { keyOf, type SeenFiles, seenFiles, withHashes, without } from './seen-files';
export { sha256OfBase64 } from './sha256';
export { externalsOf, isSecondPress, type KeptPolicy, keptPolicy, pressAgainWithin, pressOf } from './unchecked';
export type { Language } from './words';
