// Steps of a story: printed as they pass or fail, and counted.

import { within } from './wait.mjs';

export class StepFailed extends Error {}

/** No step takes that long, nor does looking at what failed: a page that never answers ends its step only. */
const STEP_LIMIT = 180_000;
const LOOK_LIMIT = 30_000;

export class Steps {
  passed = 0;
  failed = 0;

  /** `onFailure` is called before the story is given up, to keep what can be seen. */
  constructor(onFailure) {
    this.onFailure = onFailure;
  }

  /** Runs one step; a failing one ends its story, since the next steps build on it. */
  async step(name, act) {
    const begun = Date.now();
    try {
      const note = await within(STEP_LIMIT, act());
      this.passed += 1;
      console.log(`  ok    ${name}${note ? ` (${note})` : ''} ${Date.now() - begun} ms`);
    } catch (error) {
      this.failed += 1;
      console.log(`  FAIL  ${name}\n        ${String(error?.stack ?? error).split('\n').slice(0, 14).join('\n        ')}`);
      await within(LOOK_LIMIT, this.onFailure?.(name)).catch(() => undefined);
      throw new StepFailed(name);
    }
  }

  /** A step that nothing else builds on: the story goes on when it fails. */
  async check(name, act) {
    await this.step(name, act).catch((error) => {
      if (!(error instanceof StepFailed)) throw error;
    });
  }

  /** Whether it was told to its end. */
  async story(name, tell) {
    console.log(name);
    try {
      await tell();
      return true;
    } catch (error) {
      if (error instanceof StepFailed) {
        console.log('  the rest of this story was not told');
        return false;
      }
      this.failed += 1;
      console.log(`  FAIL  ${error?.stack ?? error}`);
      return false;
    }
  }
}

export function equal(actual, expected, what = 'value') {
  const [one, other] = [actual, expected].map((value) => JSON.stringify(value) ?? 'undefined');
  if (one !== other) throw new Error(`${what}: expected ${other}, got ${one}`);
}

export function truth(condition, what) {
  if (!condition) throw new Error(what);
}
