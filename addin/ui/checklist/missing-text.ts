import type { Translate } from '../i18n/text';
import type { Task, TaskKind } from './tasks';

/** Says how much of each kind is open: "3 recipients, 1 file". Empty if nothing is. */
export function missingText(open: readonly Task[], t: Translate): string {
  const counts = new Map<TaskKind, number>();
  for (const task of open) counts.set(task.kind, (counts.get(task.kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => t(`missing.${kind}`, { count })).join(t('list.separator'));
}
