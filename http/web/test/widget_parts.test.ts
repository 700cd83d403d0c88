// The widget's newer pure parts: ticks, the site's colour, what may be sent, members, the transcript.

import { describe, expect, it } from 'vitest';
import { ApiError } from '../shared/api';
import { isAccepted } from '../shared/files';
import { createTranslator, mirrored, sizeText } from '../shared/i18n';
import { renderMarkdown } from '../shared/markdown';
import type { ConversationView, LogEvent, SiteForm } from '../shared/types';
import english from '../widget/i18n/en.json';
import { contrast, parse, shades } from '../widget/look';
import { setUser, type MemberDoor, type Membership } from '../widget/member';
import { missing } from '../widget/parts/FormCard';
import { reachOf } from '../widget/rows';
import { transcript } from '../widget/transcript';

const t = createTranslator('en', english);
const event = (seq: number, more: Partial<LogEvent>): LogEvent => ({ seq, type: 'message', author: 'visitor', at: 1_700_000_000_000 + seq, ...more });

describe('how far a message got', () => {
  const view = (more: Partial<ConversationView>) => ({ owner: 'agent', agent: { name: 'Mei', here: true }, read_seq: 1, ...more }) as ConversationView;
  const own = event(2, {});

  it('is sent, delivered to an open desk, and read', () => {
    expect(reachOf([own], null, 2)).toBe('sent');
    expect(reachOf([own], view({ owner: 'queue', agent: null }), 2)).toBe('sent');
    expect(reachOf([own], view({ agent: { name: 'Mei', here: false } }), 2)).toBe('sent');
    expect(reachOf([own], view({}), 2)).toBe('delivered');
    expect(reachOf([own], view({ read_seq: 2 }), 2)).toBe('read');
  });

  it('is read when it was answered, but not by an automatic text', () => {
    expect(reachOf([own, event(3, { author: 'system' })], null, 2)).toBe('sent');
    expect(reachOf([own, event(3, { author: 'agent' })], null, 2)).toBe('read');
    expect(reachOf([event(1, { author: 'bot' }), own], null, 2)).toBe('sent');
  });
});

describe('a site\'s colour', () => {
  const rgb = (css: string): [number, number, number] => (css === '#fff' ? [255, 255, 255] : (css.match(/\d+/g)!.map(Number) as [number, number, number]));
  const colours = ['#ffff00', '#ffffff', '#000000', '#ff0000', '#1d4ed8', '#88cc44', '#ff99cc', '#777777'];

  it.each(colours.flatMap((colour) => [false, true].map((isDark) => [colour, isDark] as const)))('%s (dark: %s) can be read wherever it is used', (colour, isDark) => {
    const made = shades(parse(colour)!, isDark);
    const pair = (text: string, ground: string) => contrast(rgb(made[text]!), rgb(made[ground]!));
    expect(pair('--on-brand', '--brand')).toBeGreaterThanOrEqual(4.5);
    expect(pair('--on-brand', '--brand-2')).toBeGreaterThanOrEqual(4.5);
    expect(pair('--on-brand-2', '--brand')).toBeGreaterThanOrEqual(4.5);
    expect(pair('--on-accent', '--accent')).toBeGreaterThanOrEqual(4.5);
    expect(pair('--accent-strong', '--accent-soft')).toBeGreaterThanOrEqual(4.5);
  });

  it('is a colour and nothing else', () => {
    expect(parse('red; background: url(//x)')).toBeNull();
    expect(parse('#12345')).toBeNull();
  });
});

describe('files', () => {
  it('are judged by their end, and by nothing when they have none', () => {
    expect(isAccepted('me.PNG', '.png,.pdf')).toBe(true);
    expect(isAccepted('me.png.exe', '.png,.pdf')).toBe(false);
    expect(isAccepted('photo', '.png')).toBe(true);
    expect(sizeText(t, 10)).toBe('1 KB');
    expect(sizeText(t, 5 * 1024 * 1024)).toBe('5 MB');
  });
});

describe('the language that is written from right to left', () => {
  it('turns texts round and keeps what else a translator does', () => {
    const turned = mirrored(t);
    expect(turned('person')).toBe('\u202eTalk to a person\u202c');
    expect(turned.number(1200)).toBe('1,200');
    expect(turned.language).toBe('en');
  });
});

describe('a chat\'s Markdown', () => {
  it('underlines, which help pages don\'t', () => {
    const kinds = (chat: boolean) => [renderMarkdown('this ++matters++ much', { chat })[0]!.props.children].flat(3).map((part) => (part as { type?: string }).type);
    expect(kinds(true)).toContain('u');
    expect(kinds(false)).not.toContain('u');
  });
});

describe('a form', () => {
  const form: SiteForm = {
    when: 'before-chat',
    fields: [
      { name: 'who', kind: 'name', required: true, label: null, options: [] },
      { name: 'note', kind: 'text', required: false, label: 'Note', options: [] },
      { name: 'terms', kind: 'consent', required: true, label: 'Terms', options: [] },
    ],
  };
  it('lacks what must be there and is blank or not ticked', () => {
    expect(missing(form, {})).toEqual(['who', 'terms']);
    expect(missing(form, { who: '  ', terms: true })).toEqual(['who']);
    expect(missing(form, { who: 'Mei', terms: false })).toEqual(['terms']);
    expect(missing(form, { who: 'Mei', terms: true })).toEqual([]);
  });
});

describe('a transcript', () => {
  it('has who said what, files by their names, and what happened', () => {
    const text = transcript([event(1, { author: 'bot', text: 'Hello' }), event(2, { text: 'See', files: [{ id: 'a', name: 'me.png', type: 'image/png', size: 1 }] }), event(3, { type: 'closed', author: 'system', by: 'silence', text: 'Goodbye' })], null, t);
    expect(text).toContain('Assistant: Hello');
    expect(text).toContain('You: See\n[me.png]');
    expect(text).toContain('The conversation ended because nobody wrote\nGoodbye');
  });
});

describe('a member', () => {
  const user = { id: 'mei', expires: 1, signature: 'signed' };
  const problem = (code: string) => new ApiError({ title: code, status: 403, code });

  function world(answers: (body: Record<string, unknown>) => unknown) {
    const kept = { value: null as { id: string; token: string; member?: string } | null };
    const store = new Map<string, string>();
    const told: [string | null, string | null][] = [];
    const asked: Record<string, unknown>[] = [];
    const linked: string[] = [];
    const is = { member: null as Membership | null };
    const door = {
      api: {
        post: (_path: string, body: Record<string, unknown>) => {
          asked.push(body);
          return Promise.resolve().then(() => answers(body));
        },
      },
      site: 'default',
      storage: { getItem: (name: string) => store.get(name) ?? null, setItem: (name: string, value: string) => store.set(name, value), removeItem: (name: string) => store.delete(name) },
      name: 'member',
      kept: () => kept.value,
      forget: () => (kept.value = null),
      follow: (next: { id: string; token: string }) => (kept.value = next),
      link: (member: string) => Promise.resolve(void linked.push(member)),
      become: (member: Membership | null) => (is.member = member),
      told: (member: string | null, error: unknown) => told.push([member, error instanceof ApiError ? error.code : null]),
    } as unknown as MemberDoor;
    return { door, kept, store, told, asked, linked, is };
  }
  const entry = (more: object = {}) => ({ member: 'mei', session: 'secret', session_until: Date.now() + 1e6, conversation: null, ...more });

  it('comes in by the signature once and by the session afterwards', async () => {
    const { door, asked, told, is } = world((body) => entry(body['session'] ? { session: null, session_until: null } : {}));
    await setUser(user, door);
    await setUser(user, door);
    expect(asked.map((body) => Object.keys(body))).toEqual([['member', 'expires', 'signature'], ['session']]);
    expect(told).toEqual([['mei', null], ['mei', null]]);
    expect(is.member?.session).toBe('secret');
  });

  it('finds the open conversation of another device', async () => {
    const { door, kept } = world(() => entry({ conversation: { id: 'c', token: 'k' } }));
    await setUser(user, door);
    expect(kept.value).toEqual({ id: 'c', token: 'k', member: 'mei' });
  });

  it('takes along what was begun as a guest', async () => {
    const { door, kept, linked } = world(() => entry({ conversation: { id: 'other', token: 'k' } }));
    kept.value = { id: 'mine', token: 'x' };
    await setUser(user, door);
    expect(kept.value.id).toBe('mine');
    expect(linked).toEqual(['mei']);
  });

  it('never sees what another member said in this browser', async () => {
    const { door, kept } = world(() => entry());
    kept.value = { id: 'bos', token: 'x', member: 'bo' };
    await setUser(user, door);
    expect(kept.value).toBeNull();
    kept.value = { id: 'meis', token: 'x', member: 'mei' };
    await setUser(null, door);
    expect(kept.value).toBeNull();
  });

  it('stays a guest when the signature is forged, and is told', async () => {
    const { door, told, is, store } = world(() => {
      throw problem('signature-wrong');
    });
    await setUser(user, door);
    expect(told).toEqual([[null, 'signature-wrong']]);
    expect(is.member).toBeNull();
    expect(store.size).toBe(0);
  });
});
