import type { Occasion } from './ports';

/** How often an open pane looks for another occasion where Outlook does not tell. */
const interval = 2_000;

/**
 * Looks again and again what the pane is for, and calls back when it is something else. Outlook before 1.15 tells an
 * open pane nothing when the next button that opens it is pressed.
 */
export function watchCheck(
  read: () => Promise<Occasion | undefined>,
  changed: (occasion: Occasion) => void,
): () => void {
  let known: string | undefined;
  let first = true;
  const look = async () => {
    const occasion = await read();
    const name = occasion && nameOf(occasion);
    const other = !first && name !== undefined && name !== known;
    known = name ?? known;
    first = false;
    if (other && occasion !== undefined) changed(occasion);
  };
  void look();
  const timer = window.setInterval(() => void look(), interval);
  return () => window.clearInterval(timer);
}

function nameOf(occasion: Occasion): string {
  return occasion.kind === 'check' ? `check ${occasion.id}` : occasion.kind;
}
