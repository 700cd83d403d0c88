import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../shared/types';
import { lastQuestion } from './question';

const said = (author: 'visitor' | 'bot' | 'agent', text: string, at: number) => ({ seq: at, type: 'message', author, text, at }) as LogEvent;
const handoff = (at: number) => ({ seq: at, type: 'handoff', author: 'bot', at }) as LogEvent;

describe('the last question of a visitor', () => {
  it('is what they said last', () => {
    expect(lastQuestion([said('visitor', 'one', 1000), said('bot', 'well', 1001), said('visitor', 'two', 9000), said('agent', 'yes', 9900)])).toBe('two');
    expect(lastQuestion([said('bot', 'Hello', 1)])).toBe('');
  });

  it('is not the one that asks for a person, unless there is no other', () => {
    expect(lastQuestion([said('visitor', 'My router restarts', 1000), said('visitor', 'a person please', 5000), handoff(5003)])).toBe('My router restarts');
    expect(lastQuestion([said('visitor', 'a person please', 5000), handoff(5003)])).toBe('a person please');
    expect(lastQuestion([said('visitor', 'one', 1), said('visitor', 'two', 1000), handoff(60_000)])).toBe('two');
  });
});
