// What the synchroniser and the outbox need from the outside world.  Tests bring their own clock,
// chance and sockets; pages use the browser's.

/** The part of WebSocket that is used. */
export interface SocketLike {
  onopen: ((event: unknown) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: unknown) => void) | null;
  send(data: string): void;
  close(): void;
}

export interface Environment {
  now(): number;
  random(): number;
  setTimeout(callback: () => void, milliseconds: number): number;
  clearTimeout(timer: number): void;
  openSocket(address: string): SocketLike;
  /** What is shown is of a past that isn't the server's any more. */
  beginAnew(): void;
}

export const browserEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  setTimeout: (callback, milliseconds) => globalThis.setTimeout(callback, milliseconds) as unknown as number,
  clearTimeout: (timer) => globalThis.clearTimeout(timer),
  openSocket: (address) => new WebSocket(address) as unknown as SocketLike,
  beginAnew: () => location.reload(),
};

/** Exponential with jitter: between half and all of base * 2^attempt, at most `most`. */
export function backoff(attempt: number, random: () => number, base = 500, most = 30_000): number {
  const whole = Math.min(most, base * 2 ** Math.min(attempt, 16));
  return whole / 2 + (whole / 2) * random();
}

/** A client-made key: the same message sent twice carries the same key and is stored once. */
export function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
