// Two people changed one entry: what each of them changed since the version both began with, put
// together.  A field that only one of them changed is theirs; lists take what both added and leave out
// what either removed; only a text that both changed differently needs a choice.  Pure.

import type { EntryContent } from '../types';
import { comparable, fields, linesOf, type Field } from './content';

export type Side = 'mine' | 'theirs';

export interface Merged {
  content: EntryContent;
  /** Fields that they changed and this side did not: taken over. */
  taken: Field[];
  /** Lists that both changed: put together. */
  joined: Field[];
  /** Fields that both changed differently: this side's until somebody chooses. */
  open: Field[];
}

/** What both lists hold now, in the order of mine with theirs after it. */
export function mergeLists(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] {
  const was = new Set(base);
  const isThere = { mine: new Set(mine), theirs: new Set(theirs) };
  const kept = mine.filter((one) => isThere.theirs.has(one) || !was.has(one));
  const added = theirs.filter((one) => !isThere.mine.has(one) && !was.has(one));
  return [...kept, ...added];
}

const lists: readonly Field[] = ['variants', 'tags', 'sites'];

/** A content with a field taken from another. */
export function withField(content: EntryContent, field: Field, from: EntryContent): EntryContent {
  return { ...content, [field]: from[field] };
}

export function merge(base: EntryContent, mine: EntryContent, theirs: EntryContent): Merged {
  const out: Merged = { content: { ...mine }, taken: [], joined: [], open: [] };
  for (const field of fields) {
    const [was, my, their] = [base, mine, theirs].map((one) => comparable(one, field));
    if (my === their || their === was) continue;
    if (my === was) {
      out.content = withField(out.content, field, theirs);
      out.taken.push(field);
    } else if (lists.includes(field)) {
      /* An emptied list of sites means everywhere, which no adding up can say. */
      const everywhere = field === 'sites' && (mine.sites.length === 0 || theirs.sites.length === 0);
      if (everywhere) {
        out.open.push(field);
        continue;
      }
      out.content = { ...out.content, [field]: mergeLists(linesOf(base, field), linesOf(mine, field), linesOf(theirs, field)) };
      out.joined.push(field);
    } else {
      out.open.push(field);
    }
  }
  return out;
}
