import { type Language, uiTranslator } from './text';

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Writes a number of octets in steps of 1,000, as the policy language counts. */
export function formatSize(octets: number, language: Language): string {
  let value = octets;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`;
}

const milliseconds = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
type DurationUnit = keyof typeof milliseconds;

function durationParts(text: string): { unit: DurationUnit; count: number }[] {
  return [...text.matchAll(/(\d+(?:\.\d+)?)([dhms])/g)].map((match) => ({
    unit: match[2] as DurationUnit,
    count: Number(match[1]),
  }));
}

/** Reads a duration of the policy language ("1h30m", "5s") in milliseconds; 0 for none. */
export function durationMs(text: string | undefined): number {
  return durationParts(text ?? '').reduce((sum, part) => sum + part.count * milliseconds[part.unit], 0);
}

const names = { d: 'duration.day', h: 'duration.hour', m: 'duration.minute', s: 'duration.second' } as const;

/** Says a duration of the policy language in words; parts that are zero are left out. */
export function formatDuration(text: string, language: Language): string {
  const t = uiTranslator(language);
  return durationParts(text)
    .filter((part) => part.count > 0)
    .map((part) => t(names[part.unit], { count: part.count }))
    .join(language === 'ja' ? '' : ' ');
}

/** Says a point in time (RFC 3339) in the reader's own zone; what cannot be read is shown as it is. */
export function formatTime(text: string, language: Language): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}
