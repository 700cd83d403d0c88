// Two contents of an entry side by side, field by field; what differs is marked.

import type { VNode } from 'preact';
import { useT, type Key, type T } from '../texts';
import type { EntryContent } from '../types';
import { linesOf, type Field } from './content';
import { diffLines, type Line } from './diff';

/** A field's lines for people: moments by their clock. */
function shownLines(t: T, content: EntryContent, field: Field): string[] {
  if (field !== 'valid_from' && field !== 'valid_until') return linesOf(content, field);
  const at = content[field];
  return at ? [`${t.date(at)} ${t.time(at)}`] : [];
}

function Side({ line, kind }: { line: Line; kind: 'before' | 'after' }): VNode {
  if (line === null) return <span class="diff-line absent" />;
  const isChanged = line.some((piece) => piece.isChanged);
  const Mark = kind === 'before' ? 'del' : 'ins';
  return (
    <span class={`diff-line ${isChanged ? kind : ''}`}>
      {line.map((piece, at) => (piece.isChanged ? <Mark key={at}>{piece.text}</Mark> : <span key={at}>{piece.text}</span>))}
    </span>
  );
}

export interface FieldDiffProps {
  field: Field;
  before: EntryContent;
  after: EntryContent;
}

export function FieldDiff({ field, before, after }: FieldDiffProps): VNode {
  const t = useT();
  const rows = diffLines(shownLines(t, before, field), shownLines(t, after, field));
  return (
    <div class="diff-field">
      {rows.map((row, at) => (
        <div key={at} class="diff-row">
          <Side line={row.before} kind="before" />
          <Side line={row.after} kind="after" />
        </div>
      ))}
    </div>
  );
}

export const fieldName = (t: T, field: Field): string => t(`entry.${field}` as Key);

export interface DiffViewProps {
  fields: readonly Field[];
  before: EntryContent;
  after: EntryContent;
  beforeLabel: string;
  afterLabel: string;
}

export function DiffView({ fields, before, after, beforeLabel, afterLabel }: DiffViewProps): VNode {
  const t = useT();
  return (
    <div class="diff">
      <div class="diff-row diff-heads">
        <strong>{beforeLabel}</strong>
        <strong>{afterLabel}</strong>
      </div>
      {fields.length === 0 && <p class="hint">{t('history.same')}</p>}
      {fields.map((field) => (
        <section key={field} aria-label={fieldName(t, field)}>
          <h4>{fieldName(t, field)}</h4>
          <FieldDiff field={field} before={before} after={after} />
        </section>
      ))}
    </div>
  );
}
