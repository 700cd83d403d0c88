// What a file would do, what is wrong with it, and what of it is left aside.

import type { VNode } from 'preact';
import { Badge, type Tone } from '../../shared/components/Banner';
import { useT, word, type T } from '../texts';
import type { ImportAnswer, ImportEffect, ImportProblem, Outcome } from './types';

const tones: Record<Outcome, Tone> = { added: 'good', changed: 'info', unchanged: 'neutral' };

/** "faq/returns.md, 3" or "3, column 2". */
function place(t: T, one: { file: string | null; line: number; column?: number }): string {
  const parts: string[] = [];
  if (one.file) parts.push(one.file);
  if (one.line > 0) parts.push(t('exchange.line', { line: one.line }));
  if (one.column) parts.push(t('exchange.column', { column: one.column }));
  return parts.join(', ');
}

function messageOf(t: T, row: ImportProblem): string {
  if (row.code === 'exists' && row.other_line > 0) return t('exchange.twin', { line: row.other_line });
  return row.detail && !row.message.includes(row.detail) ? `${row.message} ${row.detail}` : row.message;
}

function changesOf(t: T, effect: ImportEffect): string {
  return effect.changes
    .split(' ')
    .filter(Boolean)
    .map((name) => word(t, 'exchange.fact', name))
    .join(', ');
}

/** Keys of several words have them on lines of their own; a file's is its hash. */
function titleOf(effect: ImportEffect): string {
  if (effect.part === 'file') return effect.question.slice(0, 12);
  if (effect.part === 'judgement') return effect.question.split('\n')[0] ?? '';
  return effect.question.replace(/\n/g, ', ');
}

export function Effects({ answer }: { answer: ImportAnswer }): VNode {
  const t = useT();
  const total = answer.added + answer.changed + answer.unchanged;
  return (
    <>
      <ul class="counts">
        <li class="added">{t('exchange.added', { count: answer.added })}</li>
        <li class="changed">{t('exchange.changed', { count: answer.changed })}</li>
        <li>{t('exchange.unchanged', { count: answer.unchanged })}</li>
      </ul>
      <div class="table-scroll exchange-rows" tabIndex={0} role="region" aria-label={t('exchange.rows')}>
        <table class="compare">
          <thead>
            <tr>
              <th>{t('exchange.where')}</th>
              <th>{t('exchange.question')}</th>
              <th>{t('exchange.what')}</th>
            </tr>
          </thead>
          <tbody>
            {answer.effects.map((effect) => (
              <tr key={`${effect.file ?? ''}:${effect.line}:${effect.part}:${effect.question}`}>
                <th scope="row">{place(t, effect)}</th>
                <td>
                  {effect.part !== 'entry' && <span class="exchange-part">{word(t, 'exchange.part', effect.part)}</span>} {titleOf(effect)}
                </td>
                <td>
                  <Badge tone={tones[effect.outcome]}>{word(t, 'exchange.outcome', effect.outcome)}</Badge> {changesOf(t, effect)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > answer.effects.length && <p class="hint">{t('exchange.first', { shown: answer.effects.length, total })}</p>}
    </>
  );
}

export function Problems({ rows, count }: { rows: readonly ImportProblem[]; count: number }): VNode {
  const t = useT();
  return (
    <div role="alert">
      <p class="bad-notice">{t('exchange.refused', { count })}</p>
      <div class="table-scroll exchange-rows">
        <table class="compare">
          <thead>
            <tr>
              <th>{t('exchange.where')}</th>
              <th>{t('exchange.field')}</th>
              <th>{t('exchange.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <th scope="row">{place(t, row)}</th>
                <td>{word(t, 'exchange.fact', row.field)}</td>
                <td>{messageOf(t, row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {count > rows.length && <p class="hint">{t('exchange.first', { shown: rows.length, total: count })}</p>}
    </div>
  );
}

export function Notes({ answer }: { answer: ImportAnswer }): VNode | null {
  const t = useT();
  if (answer.notes_total === 0) return null;
  return (
    <details class="exchange-notes">
      <summary>{t('exchange.notes', { count: answer.notes_total })}</summary>
      <ul>
        {answer.notes.map((note, index) => (
          <li key={index}>
            <strong>{note.field || place(t, note)}</strong> {word(t, 'exchange.note', note.detail)}
          </li>
        ))}
      </ul>
    </details>
  );
}
