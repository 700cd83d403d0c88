import { describe, expect, it } from 'vitest';
import { named, namingAt, parts } from './mentions';

describe('mentions in a comment', () => {
  it('are being written after an @ that begins a word', () => {
    expect(namingAt('see @li', 7)).toEqual({ from: 4, typed: 'li' });
    expect(namingAt('@', 1)).toEqual({ from: 0, typed: '' });
    expect(namingAt('请看（@li', 7)).toEqual({ from: 4, typed: 'li' });
    expect(namingAt('mail me@example', 15)).toBeNull();
    expect(namingAt('see @li now', 11)).toBeNull();
  });

  it('are put in whole', () => {
    expect(named('see @li', { from: 4, typed: 'li' }, 'lin')).toEqual({ text: 'see @lin ', cursor: 9 });
    expect(named('@l please', { from: 0, typed: 'l' }, 'lin')).toEqual({ text: '@lin please', cursor: 5 });
  });

  it('stand out, without the full stop after them', () => {
    expect(parts('Ask @li.na. Or me@b.c')).toEqual([
      { text: 'Ask ', isMention: false },
      { text: '@li.na', isMention: true },
      { text: '. Or me@b.c', isMention: false },
    ]);
  });
});
