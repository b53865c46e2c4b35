const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Says a time (RFC 3339) as the clock shows it where it was written; anything else is left alone. As server/catalogue/fill.go. */
export function momentText(text: string, language: 'ja' | 'en'): string {
  const match = /^\d{4}-(\d{2})-(\d{2})T(\d{2}:\d{2}):\d{2}(?:Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (!match) return text;
  const [month, day, clock] = [Number(match[1]), Number(match[2]), match[3]];
  return language === 'ja' ? `${month}月${day}日 ${clock}` : `${day} ${months[month - 1] ?? ''} ${clock}`;
}
