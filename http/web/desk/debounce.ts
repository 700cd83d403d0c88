// Calls that come in bursts are made once, and never twice at the same time: one that comes while
// the last is still running runs after it.

export interface Debounced {
  /** After the pause, or after another length of time; what is due sooner stands. */
  soon(delay?: number): void;
  /** At once, or right after the running one. */
  now(): void;
  /** For good: what is running then is the last. */
  stop(): void;
}

export function debounced(call: () => Promise<void>, pause: number): Debounced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = Infinity;
  let isRunning = false;
  let isWanted = false;
  let isStopped = false;

  function run(): void {
    clearTimeout(timer);
    dueAt = Infinity;
    if (isStopped) return;
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

  function soon(delay = pause): void {
    const at = Date.now() + delay;
    if (isStopped || at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(run, delay);
  }

  /** For good. */
  function stop(): void {
    isStopped = true;
    clearTimeout(timer);
  }

  return { soon, now: run, stop };
}
