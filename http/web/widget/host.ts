// Where the chat lives: in a frame inside somebody's page, or as a page of its own.  A frame tells
// the page around it how many messages are unread and when to close; the page tells it when it is
// opened, which address it shows, and what to ask.  loader/protocol.ts lists the messages.

import type { FromFrame, ToFrame } from '../loader/protocol';
import { MARK } from '../loader/protocol';

export interface PlaceInfo {
  page: string;
  referrer: string;
}

export interface Host {
  /** Where the visitor is now. */
  place(): PlaceInfo;
  /** Whether the visitor sees the chat now. */
  isOpen(): boolean;
  /** Called with each message from the page around; isOpen() has changed before 'open' and 'close'. */
  listen(take: (message: ToFrame) => void): void;
  tell(message: FromFrame): void;
  readonly canClose: boolean;
}

export class FrameHost implements Host {
  readonly canClose = true;
  private open = false;
  private info: PlaceInfo = { page: document.referrer, referrer: '' };

  place(): PlaceInfo {
    return this.info;
  }

  isOpen(): boolean {
    return this.open && document.visibilityState === 'visible';
  }

  listen(take: (message: ToFrame) => void): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (event.source !== window.parent) return;
      const message = event.data as ToFrame & { [MARK]?: number };
      if (typeof message !== 'object' || message === null || message[MARK] !== 1) return;
      if (message.type === 'open') this.open = true;
      if (message.type === 'close') this.open = false;
      if (message.type === 'place') this.info = { page: String(message.page), referrer: String(message.referrer) };
      take(message);
    });
    this.tell({ type: 'ready' });
  }

  tell(message: FromFrame): void {
    // Nothing secret is ever told to the page around, so any origin may hear it.
    window.parent.postMessage({ [MARK]: 1, ...message }, '*');
  }
}

export class PageHost implements Host {
  readonly canClose = false;

  place(): PlaceInfo {
    return { page: location.href, referrer: document.referrer };
  }

  isOpen(): boolean {
    return document.visibilityState === 'visible';
  }

  listen(take: (message: ToFrame) => void): void {
    const ask = new URLSearchParams(location.search).get('ask');
    if (ask) take({ type: 'ask', text: ask });
  }

  tell(message: FromFrame): void {
    if (message.type !== 'unread') return;
    const bare = document.title.replace(/^\(\d+\) /, '');
    document.title = message.count > 0 ? `(${message.count}) ${bare}` : bare;
  }
}
