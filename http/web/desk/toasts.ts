// Short messages that appear at the edge of the page and go by themselves.

import { createStore } from '../shared/store';

export interface Toast {
  id: number;
  tone: 'info' | 'good' | 'bad' | 'human';
  title: string;
  text?: string;
  /** Where a click leads. */
  href?: string;
  /** What can be done about it, such as undoing it. */
  action?: { label: string; run: () => void };
}

const STAYS = 7000;
const AT_MOST = 4;

let lastId = 0;

export const toasts = createStore<readonly Toast[]>([]);

export function toast(tone: Toast['tone'], title: string, more: Pick<Toast, 'text' | 'href' | 'action'> = {}): void {
  lastId += 1;
  const id = lastId;
  if (more.href) dismissToastsTo(more.href);
  toasts.set((list) => {
    const others = list.filter((one) => one.title !== title || one.text !== more.text);
    return [...others.slice(1 - AT_MOST), { id, tone, title, ...more }];
  });
  setTimeout(() => dismissToast(id), tone === 'bad' || more.action ? STAYS * 1.5 : STAYS);
}

export function dismissToast(id: number): void {
  toasts.set((list) => list.filter((one) => one.id !== id));
}

/** What leads to a place that has been reached needs no showing any more. */
export function dismissToastsTo(href: string): void {
  toasts.set((list) => (list.some((one) => one.href === href) ? list.filter((one) => one.href !== href) : list));
}
