import { expect, test } from 'vitest';
import type { Api } from '../shared/api';
import { readLeft } from './leftMessages';

/** So many messages, two at each time. */
function server(count: number) {
  const all = Array.from({ length: count }, (_, at) => ({ id: `id-${String(at).padStart(4, '0')}`, created_at: 1000 + Math.floor(at / 2) }));
  const asked: string[] = [];
  const get = (path: string) => {
    asked.push(path);
    const query = new URL(path, 'http://desk').searchParams;
    const [at, id] = [Number(query.get('after_at') ?? 0), query.get('after_id') ?? ''];
    const behind = all.filter((one) => one.created_at > at || (one.created_at === at && one.id > id));
    const limit = Number(query.get('limit'));
    return Promise.resolve({ messages: behind.slice(0, limit), more: behind.length > limit });
  };
  return { api: { get } as unknown as Pick<Api, 'get'>, asked };
}

test('as many are read as are wanted, each once, and whether there are more', async () => {
  const { api, asked } = server(250);
  const first = await readLeft(api, 'open', 100);
  expect([first.messages.length, first.more, asked.length]).toEqual([100, true, 1]);
  const all = await readLeft(api, 'open', 300);
  expect([new Set(all.messages.map((one) => one.id)).size, all.messages.length, all.more]).toEqual([250, 250, false]);
  expect(asked.at(-1)).toContain('state=open');
});

test('none is an end too', async () => {
  const { api, asked } = server(0);
  expect(await readLeft(api, 'done', 100)).toEqual({ messages: [], more: false });
  expect(asked.length).toBe(1);
});
