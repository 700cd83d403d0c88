// An entry being written: its content, what was changed, and the copy kept in this browser so that
// leaving the page loses nothing.

import type { AnswerButton } from '../../shared/types';
import type { Entry, EntryContent, EntryVersion } from '../types';
import { recall, remember } from '../memory';

export const emptyContent: EntryContent = {
  external_id: '',
  question: '',
  variants: [],
  answer: '',
  category: '',
  tags: [],
  language: '',
  valid_from: 0,
  valid_until: 0,
  sites: [],
  translation: '',
  buttons: [],
  files: [],
};

export type Field = Exclude<keyof EntryContent, 'external_id'>;
export const fields: readonly Field[] = [
  'question',
  'answer',
  'variants',
  'category',
  'tags',
  'language',
  'valid_from',
  'valid_until',
  'sites',
  'translation',
  'buttons',
  'files',
];

export function contentOf({ extras, ...entry }: Entry): EntryContent {
  const { external_id, question, variants, answer, category, tags, language, valid_from, valid_until, sites, translation } = entry;
  return {
    ...{ external_id, question, variants, answer, category, tags, language, valid_from, valid_until, sites, translation },
    buttons: extras.buttons ?? [],
    files: extras.files ?? [],
  };
}

/** The content of a version, which is written in the import format: what is empty is left out there. */
export function contentOfVersion({ content }: EntryVersion): EntryContent {
  const known = Object.fromEntries(fields.map((field) => [field, content[field] ?? emptyContent[field]]));
  return { ...emptyContent, ...known, external_id: content.id ?? '' };
}

/** A field's content as lines of text, for comparing. */
export function linesOf(content: EntryContent, field: Field): string[] {
  switch (field) {
    case 'buttons':
      return content.buttons.map((one) => `${one.label} → ${one.action}${one.target && ` ${one.target}`}`);
    case 'files':
      return content.files.map((one) => one.name);
    case 'valid_from':
    case 'valid_until':
      return content[field] ? [new Date(content[field]).toISOString()] : [];
    case 'tags':
    case 'sites':
      return [...content[field]].map((one) => one.trim()).filter(Boolean).sort();
    case 'variants':
      return content.variants.map((one) => one.trim()).filter(Boolean);
    default:
      return content[field].trim() ? content[field].trim().split('\n') : [];
  }
}

/** What tells two contents of a field apart; the order of tags and sites means nothing. */
export function comparable(content: EntryContent, field: Field): string {
  return JSON.stringify(field === 'buttons' || field === 'files' ? content[field] : linesOf(content, field));
}

/** The fields in which two contents differ. */
export function differences(one: EntryContent, other: EntryContent): Field[] {
  return fields.filter((field) => comparable(one, field) !== comparable(other, field));
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
    sites: lines(content.sites),
    buttons: content.buttons
      .map(({ action, label, target }) => ({ action, label: label.trim(), target: target.trim() }))
      .filter(({ label, target }) => label || target),
  };
}

/** What a change of a stored entry sends: its external id stays as it is. */
export function sentOf(content: EntryContent): Omit<EntryContent, 'external_id'> {
  const { external_id, ...rest } = cleaned(content);
  void external_id;
  return rest;
}

/** A link leads to where a link may lead; to ask, there must be something to ask. */
export function isGoodTarget({ action, target }: AnswerButton): boolean {
  if (action === 'link') return /^(https?:\/\/|mailto:|tel:)[^\s"<>\\]+$/.test(target.trim());
  return action === 'person' || target.trim() !== '';
}

/** Nothing that the server would refuse at sight is missing. */
export function isWhole({ question, answer, buttons, valid_from, valid_until }: EntryContent): boolean {
  const inOrder = !valid_from || !valid_until || valid_from < valid_until;
  return question !== '' && answer !== '' && inOrder && buttons.every((one) => one.label !== '' && isGoodTarget(one));
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

/** For its writer alone: others may use the same browser. */
export function keepDraft(writer: string, id: string, draft: KeptDraft | null): void {
  remember(`entry:${writer}:${id}`, draft && JSON.stringify(draft));
}

export function keptDraft(writer: string, id: string): KeptDraft | null {
  try {
    const draft = JSON.parse(recall(`entry:${writer}:${id}`) ?? 'null') as KeptDraft | null;
    if (!draft || typeof draft.content.question !== 'string' || !Array.isArray(draft.content.variants)) return null;
    return { version: draft.version, content: { ...emptyContent, ...draft.content } };
  } catch {
    return null;
  }
}
