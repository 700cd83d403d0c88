// Waiting times that tick: one timer for the whole page, stopped when nobody looks at it.

import { useEffect, useState } from 'preact/hooks';

const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  for (const watcher of [...watchers]) watcher();
}

/** Now, in milliseconds; renders again every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const look = () => setNow(Date.now());
    watchers.add(look);
    timer ??= setInterval(tick, 1000);
    return () => {
      watchers.delete(look);
      if (watchers.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
    };
  }, []);
  return now;
}

/** "0:07", "12:40", "1:02:05": a waiting time that is easy to compare down a list. */
export function stopwatch(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${hours ? two(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}
