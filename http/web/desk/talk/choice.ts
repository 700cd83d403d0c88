// How its reader likes the desk: order and looks of the lists, the key that sends.  Kept with the
// account, so that it is the same in every browser.

import { createStore, useStore } from '../../shared/store';
import { useEffect } from 'preact/hooks';
import { useDesk, type Desk } from '../desk';
import { errorText } from '../parts/ErrorNotice';
import { useT } from '../texts';
import { toast } from '../toasts';

export const sorts = ['newest', 'oldest', 'unread', 'waiting'] as const;
export type Sort = (typeof sorts)[number];

/** Instead of a group: those whose conversations one takes. */
export const MY_GROUPS = '*';

export interface DeskChoice {
  sort: Sort;
  /** A group's name, MY_GROUPS, or null for all; likewise the language. */
  group: string | null;
  language: string | null;
  send_on: 'enter' | 'ctrl-enter';
  excerpts: boolean;
  labels: boolean;
  times: boolean;
}

const usual: DeskChoice = { sort: 'newest', group: null, language: null, send_on: 'enter', excerpts: true, labels: true, times: true };

interface Known {
  choice: DeskChoice;
  /** What is stored has come: only then can it be changed, for it is stored as a whole. */
  isKnown: boolean;
  error: unknown;
}

const nothingKnown: Known = { choice: usual, isKnown: false, error: null };
const known = createStore<Known>(nothingKnown);
/** Whose it is, and as of which look of theirs. */
let asked: Desk | null = null;
let look = -1;
/** Grows with each question and change: an answer to an older one says nothing any more. */
let edition = 0;
let storing: Promise<unknown> = Promise.resolve();

async function read(desk: Desk): Promise<void> {
  const mine = (edition += 1);
  try {
    const answer = await desk.api.get<{ choice: Partial<DeskChoice> }>('/v1/me/desk');
    if (mine === edition) known.set({ choice: { ...usual, ...answer.choice }, isKnown: true, error: null });
  } catch (error) {
    if (mine === edition) known.patch({ error });
  }
}

/** Shown at once; as it was before when it can't be stored. */
function change(desk: Desk, part: Partial<DeskChoice>, onRefused: (error: unknown) => void): void {
  const before = known.get();
  if (!before.isKnown) return;
  const mine = (edition += 1);
  const choice = { ...before.choice, ...part };
  known.patch({ choice });
  storing = storing.then(() =>
    desk.api.put('/v1/me/desk', choice).catch((error: unknown) => {
      if (mine === edition) known.set(before);
      onRefused(error);
    }),
  );
}

export interface DeskChosen extends Known {
  change: (part: Partial<DeskChoice>) => void;
  again: () => void;
}

/** The choice, and how to change it; it is stored at once. */
export function useDeskChoice(): DeskChosen {
  const t = useT();
  const desk = useDesk();
  const current = useStore(known);
  const now = useStore(desk.looks, (counts) => counts.me);
  useEffect(() => {
    if (asked === desk && look === now) return;
    if (asked !== desk) known.set(nothingKnown);
    asked = desk;
    look = now;
    void read(desk);
  }, [desk, now]);
  return { ...current, change: (part) => change(desk, part, (error) => toast('bad', errorText(t, error))), again: () => void read(desk) };
}
