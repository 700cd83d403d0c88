import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Api } from '../../shared/api';
import { Draft } from './drafts';

/** Drafts as a server keeps them, each answer given when the test says so. */
class Server {
  stored: string[] = [];
  private readonly answers: (() => void)[] = [];
  put = (_path: string, { text }: { text: string }): Promise<void> =>
    new Promise((resolve) => {
      this.answers.push(() => {
        this.stored.push(text);
        resolve();
      });
    });
  get waiting(): number {
    return this.answers.length;
  }
  async answer(): Promise<void> {
    this.answers.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  }
}

const begun = (server: Server) => new Draft(server as unknown as Api, 'mei', 'c1', 'reply');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an answer that was asked for before writing began does not overwrite what was written and saved since', async () => {
  const server = new Server();
  const draft = begun(server);
  const asOf = draft.edition;
  draft.write('written here');
  await vi.advanceTimersByTimeAsync(1000);
  await server.answer();
  draft.take('what the server had before', asOf);
  expect(draft.text).toBe('written here');
});

test('nor does it bring back what was sent', () => {
  const draft = begun(new Server());
  const asOf = draft.edition;
  draft.write('a short reply');
  draft.sent();
  draft.take('an older draft', asOf);
  expect(draft.text).toBe('');
});

test('one saving follows another, and the last text is the one that stays', async () => {
  const server = new Server();
  const draft = begun(server);
  draft.write('one');
  await vi.advanceTimersByTimeAsync(1000);
  draft.write('one and two');
  await vi.advanceTimersByTimeAsync(1000);
  expect(server.waiting).toBe(1);
  await server.answer();
  await server.answer();
  expect(server.stored).toEqual(['one', 'one and two']);
});

test('a saving on its way when the message is sent does not bring the draft back', async () => {
  const server = new Server();
  const draft = begun(server);
  draft.write('a reply');
  await vi.advanceTimersByTimeAsync(1000);
  draft.sent();
  await server.answer();
  await server.answer();
  expect(server.stored.at(-1)).toBe('');
});
