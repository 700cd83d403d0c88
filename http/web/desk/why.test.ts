import { describe, expect, it } from 'vitest';
import { readWhy } from './why';

describe('why', () => {
  it('reads what the bot keeps', () => {
    const why = readWhy({
      step: 'whole',
      corrected: [{ from: 'roming', to: 'roaming' }],
      entry: 'roaming_activate',
      resembles: { text: 'activate roaming', likeness: 0.6 },
      words: [
        { text: 'roaming', weight: 0.8 },
        { text: 'activate', weight: 0.4 },
        { text: 'how', weight: -0.2 },
      ],
      runners_up: [{ entry: 'sim_activate', confidence: 0.1 }],
      snapshot: 3,
      micros: 220,
    });
    expect(why).toEqual({
      reason: null,
      rule: null,
      words: [
        { text: 'roaming', weight: 1 },
        { text: 'activate', weight: 0.5 },
      ],
      corrected: [{ from: 'roming', to: 'roaming' }],
      resembles: 'activate roaming',
      runners: [{ entry: 'sim_activate', question: null, confidence: 0.1 }],
      snapshot: 3,
      micros: 220,
    });
  });

  it.each([null, undefined, 'text', 7, []])('makes nothing of %j', (value) => {
    expect(readWhy(value)).toBeNull();
  });

  it('leaves out what it does not understand', () => {
    const why = readWhy({ words: [1, null, { word: 'x' }, 'plain'], runners_up: 'none', corrected: [{}], resembles: 'x', micros: 'fast' });
    expect(why?.words).toEqual([{ text: 'plain', weight: null }]);
    expect(why?.runners).toEqual([]);
    expect(why?.corrected).toEqual([]);
    expect(why?.micros).toBeNull();
  });
});
