// Runs the built add-in in a frame of the playground. What it gets for Office, and which files it loads, stands in the slot
// that outlook/frames.ts put on the frame element.
(() => {
  const slot = window.frameElement?.sekishoFrame;
  if (!slot) return;
  window.Office = slot.office;
  if (slot.officeRuntime) window.OfficeRuntime = slot.officeRuntime;
  if (slot.nestedAppAuthBridge) window.nestedAppAuthBridge = slot.nestedAppAuthBridge;
  for (const href of slot.styles) {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
  }
  for (const { src, type } of slot.scripts) {
    // async = false keeps the order, as in a page.
    const script = Object.assign(document.createElement('script'), { src, type, async: false });
    script.addEventListener('error', () => slot.failed(src));
    document.head.append(script);
  }
})();
