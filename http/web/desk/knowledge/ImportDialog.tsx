// Importing a file: every row is checked first, and nothing is stored before that is seen.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Icon } from '../../shared/components/Icon';
import { upload } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { ImportAnswer, RowProblem } from '../types';

const MOST_BYTES = 20 * 1024 * 1024;
const TIMEOUT = 3 * 60_000;

type Stage =
  | { is: 'choosing' }
  | { is: 'checking' | 'importing'; file: File }
  | { is: 'checked'; file: File; answer: ImportAnswer }
  | { is: 'refused'; file: File; rows: RowProblem[]; count: number }
  | { is: 'failed'; text?: string; error?: unknown };

function formatOf(file: File): 'jsonl' | 'csv' | null {
  if (/\.(jsonl|ndjson)$/i.test(file.name)) return 'jsonl';
  return /\.csv$/i.test(file.name) ? 'csv' : null;
}

function Chooser({ onFile }: { onFile: (file: File) => void }): VNode {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      class={`drop ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file) onFile(file);
      }}
    >
      <Icon of={upload} size={28} />
      <Button look="primary" onClick={() => input.current?.click()}>
        {t('import.choose')}
      </Button>
      <span>{t('import.drop')}</span>
      <input
        ref={input}
        class="unseen"
        type="file"
        tabIndex={-1}
        aria-label={t('import.choose')}
        accept=".jsonl,.ndjson,.csv"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) onFile(file);
        }}
      />
    </div>
  );
}

function Rows({ rows, count }: { rows: readonly RowProblem[]; count: number }): VNode {
  const t = useT();
  return (
    <div role="alert">
      <p class="bad-notice">{t('import.refused', { count })}</p>
      <div class="table-scroll">
        <table class="compare">
          <thead>
            <tr>
              <th>{t('import.line')}</th>
              <th>{t('import.field')}</th>
              <th>{t('import.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <th scope="row">{row.line}</th>
                <td>{row.field}</td>
                <td>{row.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Counts({ answer }: { answer: ImportAnswer }): VNode {
  const t = useT();
  if (answer.added + answer.changed === 0) return <p>{t('import.nothing')}</p>;
  return (
    <>
      <p>{t('import.checked')}</p>
      <ul class="counts">
        <li class="added">{t('import.added', { count: answer.added })}</li>
        <li class="changed">{t('import.changed', { count: answer.changed })}</li>
        <li>{t('import.unchanged', { count: answer.unchanged })}</li>
      </ul>
    </>
  );
}

export function ImportDialog({ onClose }: { onClose: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [stage, setStage] = useState<Stage>({ is: 'choosing' });

  const send = async (file: File, isDryRun: boolean) => {
    const format = formatOf(file);
    if (!format) return setStage({ is: 'failed', text: t('import.wrongKind') });
    if (file.size > MOST_BYTES) return setStage({ is: 'failed', text: t('import.tooLarge') });
    setStage({ is: isDryRun ? 'checking' : 'importing', file });
    const path = `/v1/imports?format=${format}${isDryRun ? '&dry_run=1' : ''}`;
    try {
      const answer = await api.upload<ImportAnswer>(path, file, format === 'csv' ? 'text/csv' : 'application/x-ndjson', { timeout: TIMEOUT });
      if (isDryRun) return setStage({ is: 'checked', file, answer });
      toast('good', t('import.done'));
      onClose();
    } catch (error) {
      const rows = error instanceof ApiError ? error.problem['rows'] : null;
      if (!Array.isArray(rows)) return setStage({ is: 'failed', error });
      const all = (error as ApiError).problem['rows_refused'];
      setStage({ is: 'refused', file, rows: rows as RowProblem[], count: typeof all === 'number' ? all : rows.length });
    }
  };

  const canChooseAnother = stage.is !== 'choosing' && stage.is !== 'checking' && stage.is !== 'importing';
  return (
    <Dialog
      title={t('import.title')}
      closeLabel={t('app.close')}
      onClose={onClose}
      size="m"
      actions={
        <>
          {canChooseAnother && <Button onClick={() => setStage({ is: 'choosing' })}>{t('import.another')}</Button>}
          {stage.is === 'checked' && stage.answer.added + stage.answer.changed > 0 && (
            <Button look="primary" onClick={() => void send(stage.file, false)}>
              {t('import.submit')}
            </Button>
          )}
        </>
      }
    >
      <div class="form">
        <p class="lead">{t('import.lead')}</p>
        {stage.is === 'choosing' && <Chooser onFile={(file) => void send(file, true)} />}
        {'file' in stage && <p class="file-name">{stage.file.name}</p>}
        {(stage.is === 'checking' || stage.is === 'importing') && (
          <>
            <p class="hint">{t(stage.is === 'checking' ? 'import.checking' : 'import.importing')}</p>
            <Loading />
          </>
        )}
        {stage.is === 'checked' && <Counts answer={stage.answer} />}
        {stage.is === 'refused' && <Rows rows={stage.rows} count={stage.count} />}
        {stage.is === 'failed' && (stage.text ? <ErrorNotice text={stage.text} /> : <ErrorNotice error={stage.error} />)}
      </div>
    </Dialog>
  );
}
