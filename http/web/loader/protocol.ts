// What the loader (in the page) and the widget (in the frame) say to each other by postMessage.
// Every message carries the mark, so that other scripts' messages are not mistaken for ours.

export const MARK = 'foyer';

export type ToFrame =
  | { type: 'open' }
  | { type: 'close' }
  | { type: 'place'; page: string; referrer: string }
  | { type: 'language'; language: string }
  | { type: 'theme'; theme: string }
  | { type: 'ask'; text: string }
  | { type: 'person'; group?: string };

export type FromFrame =
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  /** Whether there is a conversation worth keeping a stream for while the chat is closed. */
  | { type: 'active'; active: boolean };
