// What is half written to colleagues, kept in this browser.

import { useState } from 'preact/hooks';
import { recall, remember } from '../memory';

/** `what` names it: "room:all", "whisper:ID". */
export function useKeptText(what: string): [string, (text: string) => void] {
  const name = `draft:${what}`;
  const [text, setText] = useState(() => recall(name) ?? '');
  const write = (next: string) => {
    remember(name, next || null);
    setText(next);
  };
  return [text, write];
}
