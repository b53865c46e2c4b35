/** How long a pane waits for office.js before it says that it does not come. */
export const officePatience = 10_000;

const step = 50;

/** Waits until a global of that name is there; rejects after milliseconds. office.js announces itself in no other way. */
export function globalReady(name: string, milliseconds: number): Promise<void> {
  const deadline = performance.now() + milliseconds;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (name in globalThis) resolve();
      else if (performance.now() > deadline) reject(new Error(`${name} did not come within ${milliseconds} ms`));
      else window.setTimeout(look, step);
    };
    look();
  });
}
