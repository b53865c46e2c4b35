import type { Mail } from '../backend/api.gen';

/** How long a mail program still waits: whole seconds, rounded up; 0 once it has given up. */
export function patience(mail: Pick<Mail, 'connected' | 'until'>, now: number): number {
  if (!mail.connected) return 0;
  return Math.max(0, Math.ceil((Date.parse(mail.until) - now) / 1000));
}

/** The whole seconds at which the rest of the time is read out. */
export const spoken: readonly number[] = [30, 10];
