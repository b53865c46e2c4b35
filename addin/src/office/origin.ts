/**
 * Where the server is. It writes its own address over this text when it delivers launchevent.js: classic Windows runs that
 * file without a page, so nothing else could tell. `.invalid` never resolves (RFC 2606, 2).
 */
const written = 'https://sekisho-origin.invalid';

/** The server's origin: the page's own where there is a page, else what the server wrote into the script. */
export function serverOrigin(): string {
  return typeof sekishoPage === 'undefined' ? written : sekishoPage.origin;
}
