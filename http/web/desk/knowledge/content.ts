// An entry being written: its content, what was changed, and the copy kept in this browser so that
// leaving the page loses nothing.

import type { Entry, EntryContent } from '../types';
import { recall, remember } from '../memory';

export const emptyContent: EntryContent = {
  external_id: '',
  question: '',
  variants: [],
  answer: '',
  category: '',
  tags: [],
  language: '',
};

export type Field = keyof EntryContent;
export const fields: readonly Field[] = ['question', 'variants', 'answer', 'category', 'tags', 'language'];

export function contentOf({ external_id, question, variants, answer, category, tags, language }: Entry): EntryContent {
  return { external_id, question, variants, answer, category, tags, language };
}

function said(value: string | readonly string[]): string {
  return typeof value === 'string' ? value.trim() : value.map((one) => one.trim()).filter(Boolean).join('\n');
}

/** Order of tags means nothing. */
function comparable(content: EntryContent, field: Field): string {
  return field === 'tags' ? said([...content.tags].sort()) : said(content[field]);
}

/** The fields in which two contents differ. */
export function differences(one: EntryContent, other: EntryContent): Field[] {
  return fields.filter((field) => comparable(one, field) !== comparable(other, field));
}

/** A field's content as text, for comparing side by side. */
export function shown(content: EntryContent, field: Field): string {
  const value = content[field];
  return typeof value === 'string' ? value : value.join('\n');
}

/** What is sent: trimmed, without empty lines. */
export function cleaned(content: EntryContent): EntryContent {
  const lines = (texts: readonly string[]) => texts.map((text) => text.trim()).filter(Boolean);
  return {
    ...content,
    external_id: content.external_id.trim(),
    question: content.question.trim(),
    variants: lines(content.variants),
    answer: content.answer.trim(),
    category: content.category.trim(),
    tags: lines(content.tags),
  };
}

/** Tags from "a, b，c": Western and Chinese commas alike. */
export function splitTags(text: string): string[] {
  return [...new Set(text.split(/[,，、;；\n]/).map((tag) => tag.trim()).filter(Boolean))];
}

/** Wordings from pasted text: one a line, without list marks. */
export function splitLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•·]|\d+[.)、])\s+/, '').trim()).filter(Boolean);
}

/** Words that say the same but for case, width and spaces. */
export function sameWording(one: string, other: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  return fold(one) === fold(other);
}

export interface KeptDraft {
  /** The version it was made from; 0 for a new entry. */
  version: number;
  content: EntryContent;
}

export function keepDraft(id: string, draft: KeptDraft | null): void {
  remember(`entry:${id}`, draft && JSON.stringify(draft));
}

export function keptDraft(id: string): KeptDraft | null {
  try {
    const draft = JSON.parse(recall(`entry:${id}`) ?? 'null') as KeptDraft | null;
    return draft && typeof draft.content.question === 'string' && Array.isArray(draft.content.variants) ? draft : null;
  } catch {
    return null;
  }
}
