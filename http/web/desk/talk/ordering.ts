// A list of conversations as its reader wants it.  Pure.

import type { Group, Summary } from '../types';
import { MY_GROUPS, type DeskChoice, type Sort } from './choice';

const orders: Record<Sort, (one: Summary, other: Summary) => number> = {
  newest: (one, other) => other.changed_at - one.changed_at,
  oldest: (one, other) => one.changed_at - other.changed_at,
  unread: (one, other) => Number(other.unread > 0) - Number(one.unread > 0) || other.changed_at - one.changed_at,
  waiting: (one, other) => (one.queued_at ?? one.created_at) - (other.queued_at ?? other.created_at),
};

/** The names of the groups that somebody serves: as a member, or where everybody is one. */
export function groupsOf(me: string, groups: readonly Group[]): ReadonlySet<string> {
  return new Set(groups.filter(({ members }) => members.length === 0 || members.includes(me)).map(({ name }) => name));
}

/** Those that are wanted, in the order that is wanted; the queue keeps its own unless another was chosen. */
export function ordered(list: readonly Summary[], choice: DeskChoice, isQueue: boolean, mine: ReadonlySet<string>): readonly Summary[] {
  const isOfGroup = ({ group }: Summary) => (choice.group === MY_GROUPS ? group !== null && mine.has(group) : choice.group === null || group === choice.group);
  const wanted = list.filter((one) => isOfGroup(one) && (choice.language === null || one.language === choice.language));
  if (isQueue && choice.sort === 'newest') return wanted;
  return [...wanted].sort(orders[choice.sort]);
}
