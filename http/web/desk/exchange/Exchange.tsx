// Bringing entries in from files and taking them out: a file is checked first, and nothing is
// stored before what it would do is seen.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Button } from '../../shared/components/Button';
import { useStore } from '../../shared/store';
import { approvesBase } from '../abilities';
import { useDesk } from '../desk';
import { queryOf } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { useT, word } from '../texts';
import { toast } from '../toasts';
import '../styles/exchange.css';
import { Chooser } from './Chooser';
import { History } from './History';
import { Effects, Notes, Problems } from './Reports';
import { formats, MOST_BYTES, TIMEOUT, type ImportAnswer, type ImportProblem, type ImportProgress } from './types';
import { useImports } from './useImports';

type Stage =
  | { is: 'choosing' }
  | { is: 'checking' | 'importing'; file: File }
  | { is: 'checked'; file: File; answer: ImportAnswer }
  | { is: 'refused'; file: File; rows: ImportProblem[]; count: number }
  | { is: 'failed'; text?: string; error?: unknown };

function Progress({ progress }: { progress: ImportProgress | null }): VNode {
  const t = useT();
  const { stage, done, total } = progress ?? { stage: 'reading', done: 0, total: 0 };
  const label = total > 0 ? t('exchange.progress', { done, total }) : t('exchange.read', { count: done });
  return (
    <div class="exchange-progress" role="status">
      <span>
        {word(t, 'exchange.stage', stage === 'idle' ? 'reading' : stage)} {done > 0 && label}
      </span>
      <progress max={total > 0 ? total : 1} {...(total > 0 ? { value: done } : {})} aria-label={label} />
    </div>
  );
}

/** A refused file's rows, or what else went wrong. */
function stageOf(file: File, error: unknown): Stage {
  const rows = error instanceof ApiError ? error.problem['rows'] : null;
  if (!Array.isArray(rows)) return { is: 'failed', error };
  const all = (error as ApiError).problem['rows_refused'];
  return { is: 'refused', file, rows: rows as ImportProblem[], count: typeof all === 'number' ? all : rows.length };
}

function Import({ progress, onBusy, onDone }: { progress: ImportProgress | null; onBusy: (isBusy: boolean) => void; onDone: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [stage, setStage] = useState<Stage>({ is: 'choosing' });
  const isBusy = stage.is === 'checking' || stage.is === 'importing';

  const send = async (file: File, isDryRun: boolean) => {
    if (file.size > MOST_BYTES) return setStage({ is: 'failed', text: t('exchange.tooLarge', { most: MOST_BYTES / 1024 / 1024 }) });
    setStage({ is: isDryRun ? 'checking' : 'importing', file });
    onBusy(true);
    try {
      const path = `/v1/imports${queryOf({ name: file.name.slice(-200), dry_run: isDryRun ? 1 : null })}`;
      const answer = await api.upload<ImportAnswer>(path, file, 'application/octet-stream', { timeout: TIMEOUT });
      if (isDryRun) return setStage({ is: 'checked', file, answer });
      toast('good', t('exchange.done'));
      setStage({ is: 'choosing' });
    } catch (error) {
      setStage(stageOf(file, error));
    } finally {
      onBusy(false);
      if (!isDryRun) onDone();
    }
  };

  return (
    <section class="card" aria-label={t('exchange.import')}>
      <h2>{t('exchange.import')}</h2>
      {stage.is === 'choosing' && <Chooser onFile={(file) => void send(file, true)} />}
      {'file' in stage && <p class="file-name">{stage.file.name}</p>}
      {isBusy && <Progress progress={progress} />}
      {stage.is === 'checked' && (
        <>
          <p>{t('exchange.checked', { format: word(t, 'exchange.format', stage.answer.format) })}</p>
          <Effects answer={stage.answer} />
          <Notes answer={stage.answer} />
          {stage.answer.encoding !== 'UTF-8' && <p class="hint">{t('exchange.encoding', { encoding: stage.answer.encoding })}</p>}
        </>
      )}
      {stage.is === 'refused' && <Problems rows={stage.rows} count={stage.count} />}
      {stage.is === 'failed' && (stage.text ? <ErrorNotice text={stage.text} /> : <ErrorNotice error={stage.error} />)}
      {stage.is !== 'choosing' && !isBusy && (
        <div class="card-actions">
          <Button onClick={() => setStage({ is: 'choosing' })}>{t('exchange.another')}</Button>
          {stage.is === 'checked' && stage.answer.added + stage.answer.changed > 0 && (
            <Button look="primary" onClick={() => void send(stage.file, false)}>
              {t('exchange.submit')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function Export(): VNode {
  const t = useT();
  const [withRetired, setRetired] = useState(false);
  const mayTakeAll = useStore(useDesk().me, approvesBase);
  return (
    <section class="card" aria-label={t('exchange.export')}>
      <h2>{t('exchange.export')}</h2>
      <ul class="exchange-formats">
        {mayTakeAll && (
          <li>
            <a class="exchange-format whole" href={`/v1/export${queryOf({ format: 'jsonl', whole: 1 })}`} download>
              <strong>{t('exchange.whole')}</strong>
              <span class="hint">{t('exchange.wholeAbout')}</span>
            </a>
          </li>
        )}
        {formats.map((format) => (
          <li key={format}>
            <a class="exchange-format" href={`/v1/export${queryOf({ format, retired: withRetired ? 1 : null })}`} download>
              <strong>{word(t, 'exchange.format', format)}</strong>
              <span class="hint">{word(t, 'exchange.about', format)}</span>
            </a>
          </li>
        ))}
      </ul>
      <label class="exchange-retired">
        <input type="checkbox" checked={withRetired} onChange={(event) => setRetired(event.currentTarget.checked)} />
        {t('exchange.retired')}
      </label>
    </section>
  );
}

export function Exchange(): VNode {
  const t = useT();
  const [isBusy, setBusy] = useState(false);
  const imports = useImports(isBusy);
  const progress = imports.data?.progress ?? null;
  return (
    <Page title={t('exchange.title')} lead={t('exchange.lead')}>
      <Import progress={progress} onBusy={setBusy} onDone={imports.again} />
      <Export />
      <section class="card" aria-label={t('exchange.history')}>
        <h2>{t('exchange.history')}</h2>
        {!isBusy && progress && progress.stage !== 'idle' && <Progress progress={progress} />}
        {imports.data ? (
          <History imports={imports.data.imports} isFree={progress?.stage === 'idle'} onBusy={setBusy} onDone={imports.again} />
        ) : imports.error ? (
          <ErrorNotice error={imports.error} onRetry={imports.again} />
        ) : (
          <Loading />
        )}
      </section>
    </Page>
  );
}
