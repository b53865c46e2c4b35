/** What only a page has: its address and its own storage. Loaded before launchevent.js in browser runtimes, and by panes. */
export function installPage(): void {
  globalThis.sekishoPage = {
    origin: location.origin,
    keep: {
      getItem: async (key) => localStorage.getItem(key),
      setItem: async (key, value) => localStorage.setItem(key, value),
    },
  };
}

/** Tells office.js that this page has nothing to wait for; it complains about pages that never say so. */
export function announceReady(): void {
  if (typeof Office !== 'undefined') {
    void Office.onReady();
  }
}
