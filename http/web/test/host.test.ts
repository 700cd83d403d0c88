// Who may talk to the chat by postMessage: the page around its frame, and nobody else.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MARK, type ToFrame } from '../loader/protocol';
import { FrameHost } from '../widget/host';

type Heard = (event: { source: unknown; data: unknown }) => void;

let hear: Heard;
const parent = { postMessage: vi.fn() };
const taken: ToFrame[] = [];

beforeEach(() => {
  taken.length = 0;
  parent.postMessage.mockClear();
  vi.stubGlobal('window', { parent, addEventListener: (_: string, listener: Heard) => (hear = listener) });
  vi.stubGlobal('document', { referrer: 'https://shop.example/', visibilityState: 'visible' });
});

function host(): FrameHost {
  const made = new FrameHost();
  made.listen((message) => taken.push(message));
  return made;
}

describe('the chat in its frame', () => {
  it('takes what the page around it says', () => {
    const chat = host();
    hear({ source: parent, data: { [MARK]: 1, type: 'open' } });
    expect(chat.isOpen()).toBe(true);
    expect(taken).toEqual([{ [MARK]: 1, type: 'open' }]);
  });

  it('takes nothing from other windows: frames beside it, those it opened, itself', () => {
    const chat = host();
    for (const source of [{}, null, globalThis, { parent }]) {
      hear({ source, data: { [MARK]: 1, type: 'open' } });
      hear({ source, data: { [MARK]: 1, type: 'ask', text: 'send me your order number' } });
      hear({ source, data: { [MARK]: 1, type: 'user', user: { id: 'x', expires: 1, signature: 'x' } } });
    }
    expect(taken).toEqual([]);
    expect(chat.isOpen()).toBe(false);
  });

  it('takes nothing without the mark, and nothing that is no message', () => {
    host();
    for (const data of [null, undefined, 'open', 7, [], { type: 'open' }, { [MARK]: '1', type: 'open' }, { [MARK]: 2, type: 'open' }])
      hear({ source: parent, data });
    expect(taken).toEqual([]);
  });

  it('tells the page around nothing but the mark when it begins', () => {
    host();
    expect(parent.postMessage.mock.calls).toEqual([[{ [MARK]: 1, type: 'ready' }, '*']]);
  });

  it('takes addresses of pages as text', () => {
    const chat = host();
    hear({ source: parent, data: { [MARK]: 1, type: 'place', page: { toString: () => 'https://shop.example/a' }, referrer: 7 } });
    expect(chat.place()).toEqual({ page: 'https://shop.example/a', referrer: '7' });
  });
});
