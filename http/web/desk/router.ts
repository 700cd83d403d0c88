// Where the reader is, kept in the address after '#': "#/inbox/mine/ID".  The server only ever sees
// /desk/, and the back button of a phone leads from a conversation to the list.

import { createStore, useStore } from '../shared/store';

export interface Place {
  /** "inbox", "knowledge"...: the screen. */
  screen: string;
  /** What follows, in order. */
  parts: string[];
  query: URLSearchParams;
}

/** Reads "#/inbox/mine/ID?x=y". */
export function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [screen = '', ...parts] = path.split('/').map(decodeSafely);
  return { screen, parts: parts.filter(Boolean), query: new URLSearchParams(query) };
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place, as an href. */
export function to(...parts: (string | undefined)[]): string {
  return '#/' + parts.filter((part): part is string => part !== undefined && part !== '').map(encodeURIComponent).join('/');
}

const place = createStore<Place>(readPlace(location.hash));
window.addEventListener('hashchange', () => place.set(readPlace(location.hash)));

export function go(href: string, replace = false): void {
  if (href === location.hash) return;
  if (replace) {
    history.replaceState(null, '', href);
    place.set(readPlace(href));
  } else {
    location.hash = href;
  }
}

export function usePlace(): Place {
  return useStore(place);
}

export function currentPlace(): Place {
  return place.get();
}

/** The token of a one-time sign-in link ("#link=TOKEN"); it is taken out of the address at once. */
export function takeSignInLink(): string | null {
  const match = /^#link=([\w.~-]+)/.exec(location.hash);
  if (!match) return null;
  history.replaceState(null, '', location.pathname);
  place.set(readPlace(''));
  return match[1] ?? null;
}
