// How its reader likes the desk: order and looks of the lists, the key that sends.  Kept with the
// account, so that it is the same in every browser.

import type { Api } from '../../shared/api';
import { createStore, useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { useEffect } from 'preact/hooks';

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
const choice = createStore<DeskChoice>(usual);
let asked: Api | null = null;
let look = -1;

/** The choice, and how to change it; it is stored at once. */
export function useDeskChoice(): [DeskChoice, (part: Partial<DeskChoice>) => void] {
  const { api, looks } = useDesk();
  const current = useStore(choice);
  const now = useStore(looks, (counts) => counts.me);
  useEffect(() => {
    if (asked === api && look === now) return;
    asked = api;
    look = now;
    api
      .get<{ choice: Partial<DeskChoice> }>('/v1/me/desk')
      .then((answer) => choice.set({ ...usual, ...answer.choice }))
      .catch(() => undefined);
  }, [api, now]);
  const change = (part: Partial<DeskChoice>) => {
    choice.patch(part);
    api.put('/v1/me/desk', choice.get()).catch(() => undefined);
  };
  return [current, change];
}
