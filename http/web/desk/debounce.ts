// Calls that come in bursts are made once, and never twice at the same time: one that comes while
// the last is still running runs after it.

export interface Debounced {
  /** After the pause. */
  soon(): void;
  /** At once, or right after the running one. */
  now(): void;
  stop(): void;
}

export function debounced(call: () => Promise<void>, pause: number): Debounced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isWanted = false;

  function run(): void {
    clearTimeout(timer);
    timer = undefined;
    if (isRunning) {
      isWanted = true;
      return;
    }
    isRunning = true;
    void call().finally(() => {
      isRunning = false;
      if (!isWanted) return;
      isWanted = false;
      soon();
    });
  }

  function soon(): void {
    timer ??= setTimeout(run, pause);
  }

  return { soon, now: run, stop: () => clearTimeout(timer) };
}
