// Who may talk to the script in the page by postMessage: the chat's own frame, from our own origin.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MARK } from '../loader/protocol';

type Heard = (event: { origin: string; source: unknown; data: unknown }) => void;

const ORIGIN = 'https://chat.example.com';

class Script {
  src = `${ORIGIN}/widget.js`;
  dataset: Record<string, string> = { button: 'none' };
}

/** As much of an element as the loader touches. */
function element() {
  return {
    style: { setProperty: () => undefined },
    contentWindow: { postMessage: vi.fn() },
    isConnected: true,
    setAttribute: () => undefined,
    append: () => undefined,
    addEventListener: () => undefined,
    focus: () => undefined,
    attachShadow: () => ({ adoptedStyleSheets: [], append: () => undefined }),
  };
}

let hear: Heard;
let frames: ReturnType<typeof element>[];

beforeEach(async () => {
  vi.resetModules();
  frames = [];
  const listener = { observe: () => undefined };
  const make = (name: string) => {
    const made = element();
    if (name === 'iframe') frames.push(made);
    return made;
  };
  const page = { ...element(), lang: 'en' };
  vi.stubGlobal('HTMLScriptElement', Script);
  vi.stubGlobal('CSSStyleSheet', class { replaceSync() {} });
  vi.stubGlobal('MutationObserver', class { observe() { return listener; } });
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
  vi.stubGlobal('location', { href: 'https://shop.example/cart' });
  vi.stubGlobal('fetch', () => Promise.reject(new Error('the page forbids it')));
  vi.stubGlobal('document', {
    currentScript: new Script(), documentElement: page, body: element(), referrer: '',
    createElement: make, createElementNS: () => element(), addEventListener: () => undefined,
  });
  vi.stubGlobal('window', { addEventListener: (_: string, take: Heard) => (hear = take) });
  await import('../loader/loader');
});

/** The chat is open; what the page hears of unread messages. */
function opened() {
  const heard: unknown[] = [];
  window.foyer!('on', 'unread', (count: unknown) => heard.push(count));
  window.foyer!('open');
  return { heard, frame: frames[0]!.contentWindow };
}

describe('the script in the page', () => {
  it('hears its own frame', () => {
    const { heard, frame } = opened();
    hear({ origin: ORIGIN, source: frame, data: { [MARK]: 1, type: 'unread', count: 2 } });
    expect(heard).toEqual([2]);
  });

  it('hears nothing from wrong origins and wrong windows', () => {
    const { heard, frame } = opened();
    const data = { [MARK]: 1, type: 'unread', count: 9 };
    for (const origin of ['https://evil.example', `${ORIGIN}.evil.example`, 'http://chat.example.com', 'null', ''])
      hear({ origin, source: frame, data });
    for (const source of [{}, null, undefined, window]) hear({ origin: ORIGIN, source, data });
    for (const other of [null, 'unread', { type: 'unread', count: 9 }, { [MARK]: 2, type: 'unread', count: 9 }])
      hear({ origin: ORIGIN, source: frame, data: other });
    expect(heard).toEqual([]);
  });

  it('tells the frame nothing before it is ready, and then our origin alone', () => {
    const { frame } = opened();
    window.foyer!('setUser', { id: 'mei', expires: 1, signature: 'x' });
    expect(frame.postMessage).not.toHaveBeenCalled();
    hear({ origin: 'https://evil.example', source: frame, data: { [MARK]: 1, type: 'ready' } });
    expect(frame.postMessage).not.toHaveBeenCalled();
    hear({ origin: ORIGIN, source: frame, data: { [MARK]: 1, type: 'ready' } });
    expect(frame.postMessage).toHaveBeenCalled();
    for (const [, target] of frame.postMessage.mock.calls) expect(target).toBe(ORIGIN);
  });
});
