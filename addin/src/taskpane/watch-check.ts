/** How often an open pane looks for another check where Outlook does not tell. */
const interval = 2_000;

/**
 * Looks again and again which check the pane is for, and calls back when it is another one. Outlook before 1.15 tells an
 * open pane nothing when the next alert's button is pressed.
 */
export function watchCheck(read: () => Promise<string | undefined>, changed: (id: string) => void): () => void {
  let known: string | undefined;
  let first = true;
  const look = async () => {
    const id = await read();
    const other = !first && id !== undefined && id !== known;
    known = id ?? known;
    first = false;
    if (other && id !== undefined) changed(id);
  };
  void look();
  const timer = window.setInterval(() => void look(), interval);
  return () => window.clearInterval(timer);
}
