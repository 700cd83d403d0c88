// Publishing: what is live, what waits, the golden questions' verdict, and the publications before.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { TextArea } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { alert, check, publish as publishIcon } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { useT } from '../texts';
import { GoldenVerdict } from '../trial/GoldenVerdict';
import type { GoldenResult } from '../trial/types';
import type { Publication, PublicationsAnswer } from '../types';

const PUBLISH_TIMEOUT = 5 * 60_000;

interface FailuresProps {
  result: GoldenResult;
  onPublish: (reason: string) => void;
  isBusy: boolean;
}

function Failures({ result, onPublish, isBusy }: FailuresProps): VNode {
  const t = useT();
  const [reason, setReason] = useState('');
  const mayOverrule = useStore(useDesk().me, (me) => may(me, 'publish-anyway'));
  return (
    <section class="golden-failures">
      <h3 role="alert">
        <Icon of={alert} size={18} />
        {t('publish.failedTitle', { count: result.stopping })}
      </h3>
      <p>{t('publish.failedLead')}</p>
      <GoldenVerdict result={result} />
      {mayOverrule ? (
        <>
          <TextArea
            label={t('publish.reason')}
            placeholder={t('publish.reasonPlaceholder')}
            rows={2}
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <Button busy={isBusy} disabled={!reason.trim()} onClick={() => onPublish(reason.trim().replace(/\s+/g, ' '))}>
            {t('publish.anyway')}
          </Button>
        </>
      ) : (
        <p>{t('publishing.askOverrule')}</p>
      )}
    </section>
  );
}

function Live({ live, pending }: { live: Publication | undefined; pending: number }): VNode {
  const t = useT();
  return (
    <div class="live">
      <div>
        <span class="live-label">{t('publish.live')}</span>
        {live ? (
          <>
            <strong>{t('publish.liveNumber', { number: live.number })}</strong>
            <span>{t('publish.size', { entries: live.entries, variants: live.variants })}</span>
            <small>
              {live.published_by
                ? t('publish.whenBy', { when: t.ago(live.published_at), name: live.published_by })
                : t('publish.when', { when: t.ago(live.published_at) })}
            </small>
          </>
        ) : (
          <p>{t('publish.never')}</p>
        )}
      </div>
      <Badge tone={pending > 0 ? 'warn' : 'good'}>{pending > 0 ? t('publish.pending', { count: pending }) : t('publish.upToDate')}</Badge>
    </div>
  );
}

function History({ list }: { list: readonly Publication[] }): VNode | null {
  const t = useT();
  if (list.length < 2) return null;
  return (
    <details class="history">
      <summary>{t('publish.history')}</summary>
      <ul>
        {list.slice(1).map((one) => (
          <li key={one.number}>
            <strong>{t('publish.liveNumber', { number: one.number })}</strong>
            <span>{t('publish.golden', { passed: one.golden_passed, all: one.golden_passed + one.golden_failed })}</span>
            <small>{t('publish.when', { when: t.ago(one.published_at) })}</small>
            {one.reason && <q>{one.reason}</q>}
          </li>
        ))}
      </ul>
    </details>
  );
}

interface Verdict {
  failed: GoldenResult | null;
  done: Publication | null;
  error: unknown;
}

const noVerdict: Verdict = { failed: null, done: null, error: null };

export function PublishCard(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { data, error, again } = useFetched<PublicationsAnswer>('/v1/publications', 'knowledge');
  const [isBusy, setBusy] = useState(false);
  const [verdict, setVerdict] = useState<Verdict>(noVerdict);

  const publish = async (reason?: string) => {
    setBusy(true);
    try {
      const done = await api.post<Publication>('/v1/publications', reason ? { reason } : {}, { timeout: PUBLISH_TIMEOUT });
      setVerdict({ ...noVerdict, done });
    } catch (problem) {
      const isRefused = problem instanceof ApiError && problem.code === 'golden-failed';
      setVerdict(isRefused ? { ...noVerdict, failed: problem.problem as unknown as GoldenResult } : { ...noVerdict, error: problem });
    }
    setBusy(false);
    again();
  };

  if (!data) return error ? <ErrorNotice error={error} onRetry={again} /> : <Loading />;
  const live = data.publications.find((one) => one.number === data.live);
  return (
    <section class="card" aria-label={t('publish.title')}>
      <h2>{t('publish.title')}</h2>
      <Live live={live} pending={data.pending_changes} />
      {verdict.error !== null && <ErrorNotice error={verdict.error} />}
      {verdict.done && (
        <p class="good-notice" role="status">
          <Icon of={check} size={18} />
          {t('publish.done', { number: verdict.done.number })} ·{' '}
          {verdict.done.golden_failed === 0
            ? t('publish.goldenAll', { count: verdict.done.golden_passed })
            : t('publish.golden', { passed: verdict.done.golden_passed, all: verdict.done.golden_passed + verdict.done.golden_failed })}
        </p>
      )}
      {verdict.failed && <Failures result={verdict.failed} isBusy={isBusy} onPublish={(reason) => void publish(reason)} />}
      <div class="card-actions">
        {isBusy && <span class="hint">{t('publish.running')}</span>}
        <Button look="primary" icon={publishIcon} busy={isBusy} onClick={() => void publish()}>
          {t('publish.submit')}
        </Button>
      </div>
      <History list={data.publications} />
    </section>
  );
}
