// Screenshots for people to look at: each screen at the width of a desktop and of a phone.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sizes } from './browser.mjs';

export class Shots {
  constructor(folder) {
    this.folder = folder;
    this.number = 0;
    if (folder) mkdirSync(folder, { recursive: true });
  }

  path(name) {
    return join(this.folder, `${name}.png`);
  }

  /** Takes a window at both widths and leaves it as it was. */
  async take(name, page) {
    if (!this.folder) return;
    const before = page.viewportSize();
    this.number += 1;
    const number = String(this.number).padStart(2, '0');
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await settle(page);
      await page.screenshot({ path: this.path(`${number}-${name}-${size}`) });
    }
    await page.setViewportSize(before);
  }

  /** Takes a window as it is. */
  async asIs(name, page) {
    if (!this.folder) return;
    await settle(page);
    await page.screenshot({ path: this.path(name) });
  }
}

/** Transitions are over and the fonts are there, in the page and in the chat's frame. */
export async function settle(page) {
  for (const frame of page.frames()) {
    await frame.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
      await Promise.allSettled(passing.map((one) => one.finished));
    }).catch(() => undefined);
  }
}
