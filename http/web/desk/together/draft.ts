// What is half written to colleagues and customers, kept in this browser.

import { useRef, useState } from 'preact/hooks';
import { useDesk } from '../desk';
import { recall, remember } from '../memory';

/** `what` names it: "room:all", "whisper:ID", "comment:ENTRY", "ticket:ID". */
export function useKeptText(what: string): [string, (text: string | ((now: string) => string)) => void] {
  const name = `draft:${useDesk().me.get().id}:${what}`;
  const [text, setText] = useState(() => recall(name) ?? '');
  const latest = useRef(text);
  const write = (next: string | ((now: string) => string)) => {
    latest.current = typeof next === 'string' ? next : next(latest.current);
    remember(name, latest.current || null);
    setText(latest.current);
  };
  return [text, write];
}
