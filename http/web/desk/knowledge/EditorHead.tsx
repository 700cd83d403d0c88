// The head of the editor: what it is, where it stands between draft and published, and what can be done
// with it now.

import type { VNode } from 'preact';
import { Badge, type Tone } from '../../shared/components/Banner';
import { Button, IconButton } from '../../shared/components/Button';
import { arrowLeft, chat } from '../../shared/components/icons';
import { Menu, type MenuItem } from '../../shared/components/Menu';
import { past } from '../icons';
import { go, to } from '../router';
import { useT, word, type Key, type T } from '../texts';
import type { Entry, EntryStatus } from '../types';
import type { Editor } from './useEditor';

const tones: Record<EntryStatus, Tone> = { draft: 'neutral', review: 'warn', published: 'good', retired: 'bad' };

export function StatusBadge({ status }: { status: EntryStatus }): VNode {
  const t = useT();
  return <Badge tone={tones[status]}>{word(t, 'status', status)}</Badge>;
}

/** What the main button says and saves as; null leaves it to the server. */
export function mainWay(entry: Entry | null, approves: boolean): { text: Key; status: EntryStatus | null } {
  if (!approves) return { text: 'entry.propose', status: null };
  if (!entry) return { text: 'entry.create', status: 'published' };
  const texts: Record<EntryStatus, Key> = { draft: 'entry.approve', review: 'entry.approve', published: 'entry.save', retired: 'entry.restore' };
  return { text: texts[entry.status], status: 'published' };
}

/** What saving without approving makes of it. */
export const quietStatus = (entry: Entry | null): EntryStatus => (entry?.status === 'review' ? 'review' : 'draft');

function Facts({ editor, entry }: { editor: Editor; entry: Entry }): VNode {
  const t = useT();
  const when = t.ago(entry.changed_at);
  return (
    <p>
      {t('entry.version', { number: editor.version })} ·{' '}
      {entry.changed_by ? t('entry.changedBy', { when, name: entry.changed_by }) : t('entry.changed', { when })}
      {entry.approved_version > 0 && entry.approved_version !== entry.version && ` · ${t('entry.visitorsSee', { number: entry.approved_version })}`}
    </p>
  );
}

export interface EditorHeadProps {
  editor: Editor;
  approves: boolean;
  comments: number;
  onSave: (status: EntryStatus | null) => void;
  onRetire: () => void;
  onHistory: () => void;
  onComments: () => void;
}

/** What is done now and then, behind the dots. */
function moreWays(t: T, { editor, approves, onSave, onRetire, onHistory, onComments }: EditorHeadProps): MenuItem[] {
  const { stored } = editor;
  const items: MenuItem[] = [];
  const isOpen = stored?.status === 'draft' || stored?.status === 'review';
  if (approves && stored?.status !== 'review') items.push({ label: t('entry.propose'), onSelect: () => onSave('review') });
  if (!approves && isOpen) items.push({ label: t('entry.approve'), onSelect: () => onSave('published') });
  if (stored?.status === 'review') items.push({ label: t('entry.backToDraft'), onSelect: () => onSave('draft') });
  if (stored) items.push({ label: t('history.title'), onSelect: onHistory }, { label: t('comments.title'), onSelect: onComments });
  if (stored && stored.status !== 'retired') items.push({ label: t('entry.retire'), danger: true, onSelect: onRetire });
  return items;
}

export function EditorHead(props: EditorHeadProps): VNode {
  const t = useT();
  const { editor, approves, comments, onSave, onHistory, onComments } = props;
  const { stored } = editor;
  const main = mainWay(stored, approves);
  /* Saving nothing anew makes sense only where it changes the status. */
  const isSame = !editor.isChanged && stored?.status === (approves ? 'published' : 'review');
  return (
    <header class="pane-head">
      <IconButton class="narrow-only" icon={arrowLeft} label={t('app.back')} onClick={() => go(to('knowledge'))} />
      <div class="pane-title">
        <h1>
          {t(stored ? 'entry.edit' : 'entry.new')} {stored && <StatusBadge status={stored.status} />}{' '}
          {editor.isChanged && <Badge tone="warn">{t('entry.unsaved')}</Badge>}
        </h1>
        {stored && <Facts editor={editor} entry={stored} />}
      </div>
      <div class="pane-actions">
        {stored && (
          <>
            <IconButton class="wide-only" icon={past} label={t('history.title')} onClick={onHistory} />
            <span class="wide-only head-comments">
              <IconButton icon={chat} label={t('comments.title')} onClick={onComments} />
              {comments > 0 && <span class="head-count">{comments}</span>}
            </span>
          </>
        )}
        <Button size="s" busy={editor.isBusy} disabled={stored !== null && !editor.isChanged} onClick={() => onSave(quietStatus(stored))}>
          {t(stored?.status === 'review' ? 'entry.saveReview' : 'entry.saveDraft')}
        </Button>
        <Button look="primary" size="s" busy={editor.isBusy} disabled={isSame} onClick={() => onSave(main.status)}>
          {t(main.text)}
        </Button>
        <Menu label={t('entry.more')} items={moreWays(t, props)} />
      </div>
    </header>
  );
}
