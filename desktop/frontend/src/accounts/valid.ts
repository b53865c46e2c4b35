/** Tells whether a text could be one mail address; the companion has the last word. */
export function looksLikeAddress(text: string): boolean {
  return /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(text);
}

/** Tells whether a text is a server and a port. */
export function looksLikeServer(text: string): boolean {
  const match = /^(?:\[[0-9a-f:.]+\]|[^\s:/@]+):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[1]);
  return match !== null && port > 0 && port < 65_536;
}
