// The visitor's session where answers are late and where something is written already.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Host } from '../widget/host';
import { Session } from '../widget/session';
import { settle } from './world';

const host = { canClose: false, place: () => ({}), isOpen: () => true, listen: () => undefined, tell: () => undefined } as unknown as Host;

/** What was asked, and how each is answered when the test says so. */
const asked: { path: string; answer: (body: object) => Promise<void> }[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('location', { protocol: 'http:', host: 'shop.example' });
  vi.stubGlobal('fetch', (path: string) =>
    new Promise((resolve) => {
      const answer = (body: object) => {
        resolve({ ok: true, status: 200, text: () => Promise.resolve(JSON.stringify(body)) });
        return settle();
      };
      asked.push({ path, answer });
    }),
  );
});
afterEach(() => void vi.unstubAllGlobals());

test('an answer in the language of before does not overwrite the one that was chosen since', async () => {
  const session = new Session('default', 'en', host);
  const wished: string[] = [];
  session.onLanguage = (language) => wished.push(language);
  session.setLanguage('zh-CN');
  session.setLanguage('en');
  await asked[1]!.answer({ language: 'en', title: 'Welcome' });
  await asked[0]!.answer({ language: 'zh-CN', title: '欢迎' });
  expect(session.state.get().site?.title).toBe('Welcome');
  expect(wished).toEqual([]);
});

test('a message that is taken back does not overwrite what is being written', () => {
  const session = new Session('default', 'en', host);
  session.send('the first');
  session.setDraft('the second, half wri');
  session.takeBack(session.state.get().unsent[0]!.key);
  expect(session.state.get().draft).toBe('the first\nthe second, half wri');
  expect(session.state.get().unsent).toEqual([]);
});
