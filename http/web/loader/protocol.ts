// What the loader (in the page) and the widget (in the frame) say to each other by postMessage.
// Every message carries the mark, so that other scripts' messages are not mistaken for ours.

export const MARK = 'foyer';

/** Who is signed in at the page: signed by the site's server (docs/widget.md). */
export interface User {
  id: string;
  /** When the signature ends, in seconds since 1970. */
  expires: number;
  signature: string;
}

export type ToFrame =
  | { type: 'open' }
  | { type: 'close' }
  | { type: 'place'; page: string; referrer: string }
  | { type: 'language'; language: string }
  | { type: 'theme'; theme: string }
  | { type: 'ask'; text: string }
  | { type: 'person'; group?: string }
  | { type: 'group'; group: string }
  | { type: 'user'; user: User | null };

export type FromFrame =
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  /** Whether there is a conversation worth keeping a stream for while the chat is closed. */
  | { type: 'active'; active: boolean }
  | { type: 'user'; member: string | null; error: string | null };
