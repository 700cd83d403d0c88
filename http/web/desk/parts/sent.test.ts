import { expect, test } from 'vitest';
import { restOf } from './sent';

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
