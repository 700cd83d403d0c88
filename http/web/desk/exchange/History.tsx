// Past imports, each of which can be undone as a whole.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Empty } from '../../shared/components/Empty';
import { upload } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { to } from '../router';
import { useT, word } from '../texts';
import { toast } from '../toasts';
import { TIMEOUT, type ImportConflict, type ImportRecord } from './types';

function Conflicts({ list }: { list: readonly ImportConflict[] }): VNode {
  const t = useT();
  return (
    <div role="alert">
      <p class="bad-notice">{t('exchange.conflicts')}</p>
      <ul class="exchange-conflicts">
        {list.map((one) => (
          <li key={`${one.entry} ${one.external_id} ${one.question}`}>
            {one.entry ? <a href={to('knowledge', 'entry', one.entry)}>{one.question}</a> : `${word(t, 'exchange.part', one.external_id)}: ${one.question.replace(/\n/g, ', ')}`}{' '}
            {one.entry && t('exchange.changedBy', { who: one.changed_by ?? '–', when: t.ago(one.changed_at) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface UndoProps {
  record: ImportRecord;
  onClose: () => void;
  onBusy: (isBusy: boolean) => void;
  onDone: () => void;
}

function UndoDialog({ record, onClose, onBusy, onDone }: UndoProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const conflicts = error instanceof ApiError ? error.problem['conflicts'] : null;

  const undo = async () => {
    setBusy(true);
    onBusy(true);
    try {
      await api.post(`/v1/imports/${record.id}/undo`, {}, { timeout: TIMEOUT });
      toast('good', t('exchange.undoneNow'));
      onDone();
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
      onBusy(false);
    }
  };

  return (
    <Dialog
      title={t('exchange.undoTitle')}
      closeLabel={t('app.close')}
      onClose={onClose}
      size="m"
      actions={
        error === null && (
          <Button look="danger" busy={isBusy} onClick={() => void undo()}>
            {t('exchange.undo')}
          </Button>
        )
      }
    >
      <div class="form">
        <p>{t('exchange.undoLead', { file: record.file, added: record.added, changed: record.changed })}</p>
        {Array.isArray(conflicts) ? <Conflicts list={conflicts as ImportConflict[]} /> : error !== null && <ErrorNotice error={error} />}
      </div>
    </Dialog>
  );
}

function Line({ record, isFree, onUndo }: { record: ImportRecord; isFree: boolean; onUndo: () => void }): VNode {
  const t = useT();
  const isBroken = record.state === 'running' && isFree;
  return (
    <li class="exchange-line">
      <div>
        <strong class="file-name">{record.file}</strong>
        <p class="hint">
          {word(t, 'exchange.format', record.format)} · {record.started_by ?? t('exchange.byCommand')} · {t.ago(record.started_at)}
        </p>
        <p class="hint">{t('exchange.did', { added: record.added, changed: record.changed, unchanged: record.unchanged })}</p>
      </div>
      {record.state === 'undone' && <Badge>{t('exchange.undone', { who: record.undone_by ?? t('exchange.byCommand') })}</Badge>}
      {isBroken && <Badge tone="warn">{t('exchange.broken')}</Badge>}
      {(record.state === 'done' || isBroken) && record.added + record.changed > 0 && (
        <Button size="s" onClick={onUndo} aria-label={t('exchange.undoFile', { file: record.file })}>
          {t('exchange.undo')}
        </Button>
      )}
    </li>
  );
}

interface HistoryProps {
  imports: readonly ImportRecord[];
  isFree: boolean;
  onBusy: (isBusy: boolean) => void;
  onDone: () => void;
}

export function History({ imports, isFree, onBusy, onDone }: HistoryProps): VNode {
  const t = useT();
  const [undoing, setUndoing] = useState<ImportRecord | null>(null);
  if (imports.length === 0) return <Empty icon={upload} title={t('exchange.noImports')} />;
  return (
    <>
      <ul class="exchange-list">
        {imports.map((record) => (
          <Line key={record.id} record={record} isFree={isFree} onUndo={() => setUndoing(record)} />
        ))}
      </ul>
      {undoing && <UndoDialog record={undoing} onClose={() => setUndoing(null)} onBusy={onBusy} onDone={onDone} />}
    </>
  );
}
