import type { Check, FileNeed } from '@sekisho/client';
import type { ItemAttachment } from '../office/item';

/** What rules need of files. A server of before says only that something is needed, and wants the whole. */
export function needsOf(check: Check): readonly FileNeed[] {
  return check.needs ?? (check.needsContent ?? []).map((name) => ({ name, needs: 'text' }));
}

/** What a rule needs of one file: 'marks' are told by its ends, 'text' only by all of it; undefined: nothing. */
export function needOf(needs: readonly FileNeed[], file: ItemAttachment): FileNeed['needs'] | undefined {
  const [need] = needs.filter(({ name }) => name === file.name);
  return need?.needs;
}
