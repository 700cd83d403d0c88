// The widget's pure parts: rows, choices by number, thumbs, and the contact check.

import { describe, expect, it } from 'vitest';
import { createTranslator } from '../shared/i18n';
import type { LogEvent } from '../shared/types';
import english from '../widget/i18n/en.json';
import { faultsOf } from '../widget/contact';
import { lineText } from '../widget/parts/Line';
import { backAt } from '../widget/parts/Ways';
import { answersQuestion, rowsOf } from '../widget/rows';
import { chosenByNumber, helpfulness, openChoices } from '../widget/session';

const noon = new Date(2026, 5, 1, 12).getTime();
const minute = 60_000;

function event(seq: number, more: Partial<LogEvent>): LogEvent {
  return { seq, type: 'message', author: 'bot', at: noon + seq * 1000, ...more };
}

const choices = [
  { entry: 'a', text: 'First?' },
  { entry: 'b', text: 'Second?' },
];

describe('when somebody is back', () => {
  const t = createTranslator('en', english);
  const minutes = -new Date(noon).getTimezoneOffset();
  const own = `GMT${minutes < 0 ? '-' : '+'}${Math.floor(Math.abs(minutes) / 60)}${minutes % 60 ? `:${Math.abs(minutes) % 60}` : ''}`;

  it('is said by the reader\'s clock, unless the text did', () => {
    expect(backAt(noon, 'We are back today at 12:00 (GMT+13:45).', t)).toContain(t.moment(noon));
    expect(backAt(noon, `We are back today at 12:00 (${own}).`, t)).toBeNull();
    expect(backAt(noon, `恢复服务（${own}）`, t)).toBeNull();
    expect(backAt(noon, 'In the words of a site that tells no time.', t)).not.toBeNull();
    expect(backAt(undefined, '', t)).toBeNull();
  });
});

describe('rows', () => {
  it('tell once that a colleague takes over', () => {
    const rows = rowsOf([
      event(1, { type: 'transferred', author: 'agent', to_agent: 'Bo' }),
      event(2, { type: 'assigned', author: 'system', agent: 'Bo', how: 'transferred' }),
      event(3, { type: 'assigned', author: 'system', agent: 'Mei', how: 'automatic' }),
    ]);
    expect(rows.filter((row) => row.kind === 'line').map((row) => row.key)).toEqual(['1', '3']);
  });

  it('groups by day and author, and leaves out what visitors need not see', () => {
    const rows = rowsOf([
      event(1, { author: 'visitor', at: noon - 24 * 60 * minute }),
      event(2, {}),
      event(3, {}),
      event(4, { type: 'feedback', author: 'visitor', about: 3, helpful: true }),
      event(5, { type: 'something-new' }),
      event(6, { at: noon + 30 * minute }),
      event(7, { type: 'handoff' }),
      event(8, { author: 'agent', name: 'Mei', at: noon + 31 * minute }),
      event(9, { author: 'agent', name: 'Lin', at: noon + 31 * minute }),
    ]);
    expect(rows.map((row) => (row.kind === 'message' ? `${row.key}${row.follows ? ' follows' : ''}` : row.kind))).toEqual([
      'day', '1', 'day', '2', '3 follows', '6', 'line', '8', '9',
    ]);
  });
});

describe('the end', () => {
  it('is one line when a message was left', () => {
    const rows = rowsOf([event(1, { type: 'left-message' }), event(2, { type: 'closed', by: 'visitor' })]);
    expect(rows.map((row) => row.kind)).toEqual(['day', 'line']);
  });
});

it('knows an answer from a further word', () => {
  const question = event(1, { author: 'visitor' });
  expect(answersQuestion([question, event(2, {})])).toBe(true);
  expect(answersQuestion([question, event(2, {}), event(3, { type: 'feedback', author: 'visitor' }), event(4, {})])).toBe(false);
  expect(answersQuestion([event(1, {})])).toBe(false);
});

describe('choices', () => {
  const events = [event(1, { author: 'visitor' }), event(2, { choices })];

  it.each([['1', 'a'], ['2', 'b'], ['２', 'b'], [' 2. ', 'b'], ['2、', 'b']])('%j picks', (text, entry) => {
    expect(chosenByNumber(text, events)?.entry).toBe(entry);
  });

  it.each(['0', '3', '12', 'two', '2 more', ''])('%j picks nothing', (text) => {
    expect(chosenByNumber(text, events)).toBeUndefined();
  });

  it('are open only until something else is said', () => {
    expect(openChoices(events)).toHaveLength(2);
    expect(openChoices([...events, event(3, { type: 'feedback', author: 'visitor' })])).toHaveLength(2);
    expect(openChoices([...events, event(3, { author: 'visitor' })])).toEqual([]);
  });
});

it('takes the last word about an answer', () => {
  const said = (seq: number, helpful: boolean) => event(seq, { type: 'feedback', author: 'visitor', about: 2, helpful });
  expect(helpfulness([], 2)).toBeNull();
  expect(helpfulness([said(3, true), said(4, false)], 2)).toBe(false);
  expect(helpfulness([said(3, true)], 1)).toBeNull();
});

describe('a contact', () => {
  const message = { text: 'hello', category: 'other', contact: '' };
  it.each([
    ['site', '', true],
    ['email', 'mei@example.com', true],
    ['email', 'mei@example', false],
    ['email', '', false],
    ['phone', '+86 138-0000 0000', true],
    ['sms', '(02) 2345.6789', true],
    ['phone', 'call me', false],
    ['sms', '123', false],
  ] as const)('%s %j', (reply_by, contact, good) => {
    expect(Object.keys(faultsOf({ ...message, reply_by, contact }))).toEqual(good ? [] : ['contact']);
  });

  it('is not asked for before there is a text', () => {
    expect(faultsOf({ ...message, text: ' ', reply_by: 'email' })).toEqual({ text: 'left.needText' });
  });
});

describe('lines', () => {
  const t = createTranslator('en', english);
  it.each([
    [{ type: 'assigned', agent: 'Mei' }, 'Mei joined the conversation'],
    [{ type: 'transferred', to_group: 'Billing' }, 'Passed on to Billing'],
    [{ type: 'transferred', to_agent: 'Lin' }, 'Lin takes over'],
    [{ type: 'left-message', reply_by: 'email' }, 'Your message has been passed on. We reply by email.'],
    [{ type: 'closed', by: 'visitor' }, 'You ended the conversation'],
    [{ type: 'closed', by: 'agent' }, 'The conversation was ended'],
  ] as const)('%j', (more, expected) => expect(lineText(event(1, more as Partial<LogEvent>), t)).toBe(expected));
});
