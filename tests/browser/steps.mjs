// Steps of a story: printed as they pass or fail, and counted.

export class StepFailed extends Error {}

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
      const note = await act();
      this.passed += 1;
      console.log(`  ok    ${name}${note ? ` (${note})` : ''} ${Date.now() - begun} ms`);
    } catch (error) {
      this.failed += 1;
      console.log(`  FAIL  ${name}\n        ${String(error?.stack ?? error).split('\n').slice(0, 14).join('\n        ')}`);
      await this.onFailure?.(name);
      throw new StepFailed(name);
    }
  }

  /** A step that nothing else builds on: the story goes on when it fails. */
  async check(name, act) {
    await this.step(name, act).catch((error) => {
      if (!(error instanceof StepFailed)) throw error;
    });
  }

  async story(name, tell) {
    console.log(name);
    try {
      await tell();
    } catch (error) {
      if (error instanceof StepFailed) {
        console.log('  the rest of this story was not told');
        return;
      }
      this.failed += 1;
      console.log(`  FAIL  ${error?.stack ?? error}`);
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
