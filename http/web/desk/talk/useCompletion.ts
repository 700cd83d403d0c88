// What can be completed at the cursor of the reply field: "/" a ready-made reply, "@" a colleague in
// a note.

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { isComposing } from '../keys';
import { named, namingAt } from '../knowledge/mentions';
import { givenName, useT, visitorName, withoutMarks } from '../texts';
import type { Choice } from './Completion';
import { fitting, replaced, slashAt } from './slash';
import type { Canned, Reader } from './types';
import { filled } from './variables';

const NAMES_MOST = 6;

export interface Completing {
  choices: Choice[];
  chosen: number;
  /** Something was typed; the cursor stands here. */
  look: (cursor: number) => void;
  /** True when the key was used up. */
  onKey: (event: KeyboardEvent) => boolean;
}

export interface CompletionOptions {
  view: ConversationView;
  isNote: boolean;
  field: RefObject<HTMLTextAreaElement>;
  text: string;
  setText: (text: string) => void;
}

/** What is known to fill in. */
function useValues(view: ConversationView): Parameters<typeof filled>[1] {
  const t = useT();
  const agent = useStore(useDesk().me, (me) => me.display_name);
  const now = new Date().getTime();
  return {
    visitor: visitorName(t, view.id, givenName(view)),
    agent,
    site: view.site,
    group: view.group ?? '',
    page: view.page ?? '',
    time: t.time(now),
    date: t.date(now),
  };
}

export function useCompletion({ view, isNote, field, text, setText }: CompletionOptions): Completing {
  const [cursor, setCursor] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const wanted = useRef<number | null>(null);
  const values = useValues(view);
  const slash = cursor === null ? null : slashAt(text, cursor);
  const naming = cursor === null || !isNote ? null : namingAt(text, cursor);
  const known = useFetched<{ canned: Canned[] }>(slash ? '/v1/canned' : null, 'staff');
  const canned = known.data?.canned ?? [];
  /* Enter would send the shortcut itself to the customer. */
  const isComing = slash !== null && !known.data && known.error === null;
  const readers = useFetched<{ readers: Reader[] }>(naming ? `/v1/conversations/${view.id}/readers` : null, 'staff').data?.readers ?? [];

  const put = (next: { text: string; cursor: number }) => {
    wanted.current = next.cursor;
    setText(next.text);
    setCursor(null);
    setAt(0);
  };
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    field.current?.focus();
    field.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  }, [text, field]);

  const typed = naming?.typed.toLowerCase() ?? '';
  const choices: Choice[] = slash
    ? fitting(canned, slash.typed, view.language).map((one) => ({
        key: one.id,
        title: `/${one.shortcut}`,
        detail: `${one.title} · ${withoutMarks(one.text).slice(0, 120)}`,
        take: () => put(replaced(text, slash, filled(one.text, values))),
      }))
    : naming
      ? readers
          .filter((one) => one.name.startsWith(typed) || one.display_name.toLowerCase().includes(typed))
          .slice(0, NAMES_MOST)
          .map((one) => ({ key: one.name, title: one.display_name, detail: `@${one.name}`, take: () => put(named(text, naming, one.name)) }))
      : [];
  const chosen = Math.min(at, choices.length - 1);

  const onKey = (event: KeyboardEvent): boolean => {
    if (isComposing(event)) return false;
    if (isComing && event.key === 'Enter') {
      event.preventDefault();
      return true;
    }
    if (choices.length === 0) return false;
    if (event.key === 'ArrowDown') setAt((chosen + 1) % choices.length);
    else if (event.key === 'ArrowUp') setAt((chosen - 1 + choices.length) % choices.length);
    else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') choices[chosen]?.take();
    else if (event.key === 'Escape') setCursor(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const look = (position: number) => {
    setCursor(position);
    setAt(0);
  };
  return { choices, chosen, look, onKey };
}
