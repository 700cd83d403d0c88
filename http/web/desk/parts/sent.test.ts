import { expect, test } from 'vitest';
import { restOf, sendOnce } from './sent';

test('nothing is left of what was sent whole', () => {
  expect(restOf('hello', 'hello')).toBe('');
  expect(restOf('  hello \n', 'hello')).toBe('');
});

test('what was written meanwhile stays', () => {
  expect(restOf('hello\nand another thing', 'hello')).toBe('and another thing');
  expect(restOf('您好，还有一件事', '您好，')).toBe('还有一件事');
});

test('what has become another text stays as it is', () => {
  expect(restOf('something else', 'hello')).toBe('something else');
});

test('what is tried again keeps its key, until it has arrived', async () => {
  let made = 0;
  const keys: string[] = [];
  const once = sendOnce(() => `key ${++made}`);
  const lost = (key: string) => (keys.push(key), Promise.reject(new Error('lost')));
  const arrives = (key: string) => (keys.push(key), Promise.resolve('there'));
  await expect(once('hello', lost)).rejects.toThrow('lost');
  await expect(once('hello', arrives)).resolves.toBe('there');
  await once('hello', arrives);
  await expect(once('bye', lost)).rejects.toThrow('lost');
  await once('something else', arrives);
  expect(keys).toEqual(['key 1', 'key 1', 'key 2', 'key 3', 'key 4']);
});
