import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { debounced } from './debounce';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function slow() {
  const ends: (() => void)[] = [];
  const call = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  const end = async () => {
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { call, end };
}

test('what is wanted while it runs runs once more after it', async () => {
  const { call, end } = slow();
  const look = debounced(call, 10);
  look.now();
  look.now();
  look.now();
  expect(call).toHaveBeenCalledTimes(1);
  await end();
  await vi.advanceTimersByTimeAsync(100);
  expect(call).toHaveBeenCalledTimes(2);
});

test('stopped for good: neither what was wanted meanwhile nor what is wanted later runs', async () => {
  const { call, end } = slow();
  const look = debounced(call, 10);
  look.now();
  look.now();
  look.stop();
  await end();
  look.soon();
  look.now();
  await vi.advanceTimersByTimeAsync(100);
  expect(call).toHaveBeenCalledTimes(1);
});
