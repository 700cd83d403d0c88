// A list of conversations as its reader wants it.  Pure.

import type { Summary } from '../types';
import type { DeskChoice, Sort } from './choice';

const orders: Record<Sort, (one: Summary, other: Summary) => number> = {
  newest: (one, other) => other.changed_at - one.changed_at,
  oldest: (one, other) => one.changed_at - other.changed_at,
  unread: (one, other) => Number(other.unread > 0) - Number(one.unread > 0) || other.changed_at - one.changed_at,
  waiting: (one, other) => (one.queued_at ?? one.created_at) - (other.queued_at ?? other.created_at),
};

/** Those that are wanted, in the order that is wanted; the queue keeps its own unless another was chosen. */
export function ordered(list: readonly Summary[], choice: DeskChoice, isQueue: boolean): readonly Summary[] {
  const wanted = list.filter(
    (one) => (choice.group === null || one.group === choice.group) && (choice.language === null || one.language === choice.language),
  );
  if (isQueue && choice.sort === 'newest') return wanted;
  return [...wanted].sort(orders[choice.sort]);
}
