import { describe, expect, it } from 'vitest';
import { actionsOf, aroundBuiltin, bodyOf, deedOf, draftOf, moved, type Rule } from './model';

const rule = (name: string, priority: number): Rule => ({
  id: name, name, priority, kind: 'words', pattern: '', words: { any: [name], all: [], none: [] }, conditions: null,
  actions: { say: { text: 'Hello' } }, is_active: true, version: 1, changed_by: null, changed_at: 0,
});

describe('rules', () => {
  it('leave out what is empty', () => {
    const body = bodyOf({ ...draftOf(rule('a', 1)), conditions: { sites: [], tags: ['vip'] } });
    expect(body['conditions']).toEqual({ tags: ['vip'] });
    expect(body['pattern']).toBeUndefined();
    expect(body['actions']).toEqual({ say: { text: 'Hello' } });
  });

  it('keep what fits when they do something else', () => {
    const form = actionsOf('form', { tags: ['x'], say: { text: 'Thanks' } });
    expect(form.say).toEqual({ text: 'Thanks' });
    expect(deedOf(form)).toBe('form');
    expect(actionsOf('menu', form)).toMatchObject({ tags: ['x'], menu: { choices: [{}, {}] } });
    expect(deedOf(actionsOf('tags', form))).toBe('tags');
  });

  it('drop an empty last word of a hand-over, not of an answer', () => {
    const said = (actions: object) => bodyOf({ ...draftOf(null), actions })['actions'];
    expect(said({ hand_over: { group: ' ' }, say: { text: '' } })).toEqual({ hand_over: {} });
    expect(said({ say: { text: '' } })).toEqual({ say: { text: '' } });
  });

  it('are moved one by one', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });

  it('stand above or below the built-in ones', () => {
    const { above, below } = aroundBuiltin({ rules: [rule('a', 1300), rule('b', 1100), rule('c', 1)], builtin_from: 1000, builtin_to: 1200 });
    expect(above.map((one) => one.name)).toEqual(['a']);
    expect(below.map((one) => one.name)).toEqual(['b', 'c']);
  });
});
