// A week's hours as people edit them.  Pure.

import { days, type Day, type Hours } from './types';

export interface Span {
  from: string;
  to: string;
}

export const spanOf = (text: string): Span => ({ from: text.slice(0, 5), to: text.slice(6) });
export const textOf = ({ from, to }: Span): string => `${from}-${to}`;

/** From nine to six on weekdays, in the reader's own zone. */
export function firstHours(zone: string): Hours {
  const week = {} as Record<Day, string[]>;
  for (const day of days) week[day] = day === 'sat' || day === 'sun' ? [] : ['09:00-18:00'];
  return { zone, week, holidays: [] };
}

/** A time field has no 24:00: midnight at the end of a span is the day's end. */
export const shownEnd = (to: string): string => (to === '24:00' ? '00:00' : to);
export const keptEnd = (to: string): string => (to === '00:00' ? '24:00' : to);

/** Whether a day's spans are in order and apart, each ending after it begins. */
export function dayIsGood(spans: readonly string[]): boolean {
  return spans.map(spanOf).every((span, at, all) => {
    const before = all[at - 1];
    return /^\d\d:\d\d$/.test(span.from) && /^\d\d:\d\d$/.test(span.to) && span.from < span.to && (!before || before.to < span.from);
  });
}

/** A day with one more span, after the others; the same when there is no room. */
export function withSpan(spans: readonly string[]): string[] {
  const last = spans[spans.length - 1];
  if (!last) return ['09:00-18:00'];
  const hour = Number(spanOf(last).to.slice(0, 2)) + 1;
  if (hour > 22) return [...spans];
  const clock = (at: number) => `${String(at).padStart(2, '0')}:00`;
  return [...spans, `${clock(hour)}-${clock(Math.min(24, hour + 4))}`];
}

/** The days at fault, and the holidays at fault by place. */
export function faultsOf(hours: Hours): { days: Day[]; holidays: number[] } {
  const isGood = (at: Hours['holidays'][number]) => at.from !== '' && at.to !== '' && at.from <= at.to && dayIsGood(at.hours);
  return {
    days: days.filter((day) => !dayIsGood(hours.week[day])),
    holidays: hours.holidays.flatMap((holiday, at) => (isGood(holiday) ? [] : [at])),
  };
}

/** All names of time zones that the browser knows, the given one among them. */
export function zones(given: string): string[] {
  const known = (Intl as unknown as { supportedValuesOf?: (what: string) => string[] }).supportedValuesOf?.('timeZone') ?? [];
  return [...new Set([given, 'UTC', ...known.filter((zone) => zone.includes('/'))])].sort();
}

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
