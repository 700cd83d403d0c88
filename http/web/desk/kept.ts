// What a list is searched and filtered by, kept in the address: the way back, a reload and a link that
// is passed on show the same list.

import { useEffect, useState } from 'preact/hooks';
import { useSettled } from './fetched';
import { currentPlace, go, usePlace } from './router';

type Members<T> = { [name in keyof T]: string };

/** Those that the address names; the others are as in `none`. */
function named<T extends Members<T>>(none: T, query: URLSearchParams): T {
  const kept = Object.keys(none).flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : []));
  return { ...none, ...Object.fromEntries(kept) };
}

/** As useState, for members that are all texts; '' is said of what isn't asked for. */
export function useKept<T extends Members<T>>(none: T): [T, (value: T) => void] {
  const place = usePlace();
  const [screen] = useState(() => currentPlace().screen);
  const [value, setValue] = useState(() => named(none, place.query));
  /* Later than each key that is pressed: browsers take so many changes of the address and no more. */
  const settled = useSettled(value, 300);
  const path = location.hash.split('?')[0];
  useEffect(() => {
    if (currentPlace().screen !== screen) return;
    const query = new URLSearchParams(currentPlace().query);
    for (const [name, text] of Object.entries<string>(settled)) {
      if (text.trim()) query.set(name, text);
      else query.delete(name);
    }
    go([path, query.toString()].filter(Boolean).join('?'), true);
  }, [path, screen, settled]);
  return [value, setValue];
}
