import type { Locator, Page } from 'playwright-core';

/** More stops of Tab than any page here has. */
const stops = 400;

/** A person who has no mouse: goes from stop to stop with Tab, and presses keys. */
export class Keyboard {
  constructor(readonly page: Page) {}

  /** Goes on with Tab, or back with Shift, until this has the focus, in whichever frame it is. Throws when Tab does not come by. */
  async reach(target: Locator, way: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const wanted = target.first();
    await wanted.waitFor();
    for (let stop = 0; stop < stops; stop += 1) {
      if (await wanted.evaluate((element) => element.ownerDocument.activeElement === element)) {
        if (await this.hasFocus(wanted)) return;
      }
      await this.page.keyboard.press((await this.besides(wanted)) ? 'ArrowRight' : way);
    }
    throw new Error(`Tab does not reach ${target}`);
  }

  async press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press(key);
  }

  /** Chooses an item of an open menu with the arrow keys. */
  async item(target: Locator): Promise<void> {
    await target.waitFor();
    for (let stop = 0; stop < 40; stop += 1) {
      if (await target.evaluate((element) => element.ownerDocument.activeElement === element)) {
        await this.page.keyboard.press('Enter');
        return;
      }
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`the arrow keys do not reach ${target}`);
  }

  // a toolbar, a list of tabs and a group of choices are one stop of Tab; the arrows go on inside
  private besides(target: Locator): Promise<boolean> {
    return target.evaluate((element) => {
      const group = element.closest('[role=toolbar], [role=tablist], [role=radiogroup]');
      const active = element.ownerDocument.activeElement;
      return element.ownerDocument.hasFocus() && active !== element && group?.contains(active) === true;
    });
  }

  // a frame remembers its focus while another has it
  private hasFocus(target: Locator): Promise<boolean> {
    return target.evaluate((element) => element.ownerDocument.hasFocus());
  }
}
