import { describe, expect, it } from 'vitest';
import { readWhy, strengthOf } from './why';

describe('why', () => {
  it('reads what the bot keeps', () => {
    const why = readWhy({
      step: 'whole',
      corrected: [{ from: 'roming', to: 'roaming' }],
      entry: 'roaming_activate',
      question: 'How do I switch on roaming?',
      resembles: { text: 'activate roaming', likeness: 0.6 },
      score: 3.2,
      confidence_before_calibration: 0.8,
      confidence: 0.9,
      needed: 0.7,
      words: [
        { text: 'roaming', weight: 0.8 },
        { text: 'activate', weight: 0.4 },
        { text: 'how', weight: -0.2 },
      ],
      runners_up: [{ entry: 'sim_activate', question: 'How do I activate my SIM?', confidence: 0.1, behind: 1.6, lacks: ['roaming'] }],
      snapshot: 3,
      micros: 220,
    });
    expect(why).toEqual({
      reason: null,
      step: 'whole',
      rule: null,
      matched: null,
      tags: [],
      form: null,
      entry: 'roaming_activate',
      question: 'How do I switch on roaming?',
      askedAs: null,
      words: [
        { text: 'roaming', weight: 1 },
        { text: 'activate', weight: 0.5 },
        { text: 'how', weight: -0.25 },
      ],
      corrected: [{ from: 'roming', to: 'roaming' }],
      resembles: 'activate roaming',
      likeness: 0.6,
      score: 3.2,
      raw: 0.8,
      confidence: 0.9,
      needed: 0.7,
      runners: [{ entry: 'sim_activate', question: 'How do I activate my SIM?', confidence: 0.1, behind: 1.6, lacks: ['roaming'] }],
      snapshot: 3,
      micros: 220,
    });
  });

  it('reads what a rule and its form did', () => {
    const why = readWhy({ rule: 'order status', matched: 'my order', tags: ['order'], form: { rule: 'order status', field: 'order', outcome: 'wrong', wrong: 2 } });
    expect(why).toMatchObject({ matched: 'my order', tags: ['order'], form: { outcome: 'wrong', field: 'order', wrong: 2 } });
    expect(readWhy({ form: { rule: 'x', outcome: 'something new' } })?.form).toBeNull();
  });

  it('counts a word that is said twice once, with all its weight', () => {
    const why = readWhy({ words: [{ text: 'bill', weight: 0.3 }, { text: 'my', weight: 0.3 }, { text: 'bill', weight: 0.3 }] });
    expect(why?.words).toEqual([
      { text: 'bill', weight: 1 },
      { text: 'my', weight: 0.5 },
    ]);
  });

  it('says a weight in words', () => {
    expect([1, 0.5, 0.1, -0.9, null].map((weight) => strengthOf({ text: 'x', weight }))).toEqual(['strong', 'some', 'little', 'strong', 'some']);
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
