export { ChecklistView, type ChecklistViewProps } from './checklist/ChecklistView';
export { type Fix, type FixResult, fixFor, type OnFix } from './fix';
export { findingText, severityName } from './i18n/finding-text';
export { durationMs, formatDuration, formatSize, formatTime } from './i18n/format';
export { LanguageProvider, useText } from './i18n/LanguageProvider';
export { fill, type Language, languageOf, placeholders, type TextArgs, type Translate, translator } from './i18n/text';
export { SekishoProvider } from './theme/SekishoProvider';
export { type ColorScheme, schemeOfBackground } from './theme/useDarkMode';
export type { ConfirmationRequest, Decision, Missing, TickAll, Verdict } from './verdict';
