// Publishing: what would change for visitors, the golden questions on it, and then live, at once or at a
// time; and back to any earlier publication.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Icon } from '../../shared/components/Icon';
import { check, publish as publishIcon, refresh } from '../../shared/components/icons';
import { ApiError } from '../../shared/api';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { useT } from '../texts';
import { toast } from '../toasts';
import '../styles/trial.css';
import { Difference } from './Difference';
import { GoldenVerdict } from './GoldenVerdict';
import { Overrule } from './Overrule';
import { PlanCard } from './PlanCard';
import { TRIAL_TIMEOUT, type PastPublication, type Preview, type Publications } from './types';

function Live({ data }: { data: Publications }): VNode {
  const t = useT();
  const live = data.publications.find((one) => one.number === data.live);
  return (
    <div class="live">
      <div>
        <span class="live-label">{t('publish.live')}</span>
        {live ? (
          <>
            <strong>{t('publish.liveNumber', { number: live.number })}</strong>
            <span>{t('publish.size', { entries: live.entries, variants: live.variants })}</span>
            <small>
              {live.published_by ? t('publish.whenBy', { when: t.ago(live.published_at), name: live.published_by }) : t('publish.when', { when: t.ago(live.published_at) })}
              {live.same_as !== null && ` · ${t('publishing.sameAs', { number: live.same_as })}`}
            </small>
          </>
        ) : (
          <p>{t('publish.never')}</p>
        )}
      </div>
      <Badge tone={data.pending_changes > 0 ? 'warn' : 'good'}>
        {data.pending_changes > 0 ? t('publish.pending', { count: data.pending_changes }) : t('publish.upToDate')}
      </Badge>
    </div>
  );
}

function History({ data, onBack }: { data: Publications; onBack: (one: PastPublication) => void }): VNode | null {
  const t = useT();
  const list = data.publications.filter((one) => one.number !== data.live);
  const mayPublish = useStore(useDesk().me, (me) => may(me, 'publish'));
  if (list.length === 0) return null;
  return (
    <section class="card" aria-label={t('publish.history')}>
      <h2>{t('publish.history')}</h2>
      <ul class="publications">
        {list.map((one) => (
          <li key={one.number}>
            <div>
              <strong>{t('publish.liveNumber', { number: one.number })}</strong>
              <span>
                {t.ago(one.published_at)} · {t('publish.size', { entries: one.entries, variants: one.variants })}
                {one.same_as !== null && ` · ${t('publishing.sameAs', { number: one.same_as })}`}
                {one.same_as === null && !one.learned && ` · ${t('publishing.notLearned')}`}
              </span>
              {one.reason && <q>{one.reason}</q>}
            </div>
            {mayPublish && (
              <Button size="s" icon={refresh} onClick={() => onBack(one)}>
                {t('publishing.back')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Going back: what that changes for visitors, then one press. */
function BackDialog({ one, onDone, onClose }: { one: PastPublication; onDone: () => void; onClose: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const { data, error } = useFetched<Preview>(`/v1/publications/preview?to=${one.number}`, 'knowledge');
  const [isBusy, setBusy] = useState(false);
  const goBack = async () => {
    setBusy(true);
    try {
      await api.post(`/v1/publications/${one.number}/rollback`, {}, { timeout: TRIAL_TIMEOUT });
      toast('good', t('publishing.wentBack', { number: one.number }));
      onDone();
    } catch (problem) {
      toast('bad', errorText(t, problem));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('publishing.backTitle', { number: one.number })}
      closeLabel={t('app.close')}
      onClose={onClose}
      size="l"
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy} onClick={() => void goBack()}>
            {t('publishing.backNow')}
          </Button>
        </>
      }
    >
      <p class="lead">{t('publishing.backLead')}</p>
      {error !== null && <ErrorNotice error={error} />}
      {!data && error === null && <Loading />}
      {data && <Difference preview={data} />}
      {data && <GoldenVerdict result={data.golden} />}
    </Dialog>
  );
}

/** The drafts aren't those that were looked at any more. */
const hasChanged = (problem: unknown) => problem instanceof ApiError && problem.code === 'changed-meanwhile';

export function Publishing(): VNode {
  const t = useT();
  const { api, me } = useDesk();
  const mayPublish = useStore(me, (who) => may(who, 'publish'));
  const { data, error, again } = useFetched<Publications>('/v1/publications', 'knowledge');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState<'preview' | 'publish' | null>(null);
  const [reason, setReason] = useState('');
  const [back, setBack] = useState<PastPublication | null>(null);
  const [done, setDone] = useState<number | null>(null);

  /* Afterwards `why` is told, unless looking itself fails. */
  const look = async (why: unknown = null) => {
    setBusy('preview');
    setDone(null);
    try {
      setPreview(await api.get<Preview>('/v1/publications/preview', { timeout: TRIAL_TIMEOUT }));
      setProblem(why);
    } catch (caught) {
      setProblem(caught);
    }
    setBusy(null);
  };

  const publish = async () => {
    setBusy('publish');
    const why = reason.trim().replace(/\s+/g, ' ');
    try {
      const said = { ...(preview?.tried && { tried: preview.tried }), ...(why && { reason: why }) };
      const made = await api.post<{ number: number }>('/v1/publications', said, { timeout: TRIAL_TIMEOUT });
      setDone(made.number);
      setPreview(null);
      setReason('');
      setProblem(null);
    } catch (caught) {
      /* A colleague has changed something since: it is looked at before it goes live. */
      if (hasChanged(caught)) await look(caught);
      else setProblem(caught);
    }
    setBusy(null);
    again();
  };

  const fails = (preview?.golden.stopping ?? 0) > 0;
  const isBlocked = fails && (!preview?.may_overrule || !reason.trim());
  if (!data) return <Page title={t('publishing.title')} lead={t('publishing.lead')}>{error ? <ErrorNotice error={error} onRetry={again} /> : <Loading />}</Page>;
  return (
    <Page title={t('publishing.title')} lead={t('publishing.lead')}>
      <section class="card" aria-label={t('publish.title')}>
        <Live data={data} />
        {done !== null && (
          <p class="good-notice" role="status">
            <Icon of={check} size={18} />
            {t('publish.done', { number: done })}
          </p>
        )}
        {problem !== null && (hasChanged(problem) ? <ErrorNotice text={t('publishing.meanwhile')} /> : <ErrorNotice error={problem} />)}
        {preview && (
          <>
            <h2>{t('publishing.difference')}</h2>
            <Difference preview={preview} />
            <h2>{t('golden.title')}</h2>
            <GoldenVerdict result={preview.golden} />
            {fails && mayPublish && <Overrule mayOverrule={preview.may_overrule} reason={reason} onReason={setReason} />}
          </>
        )}
        <div class="card-actions">
          {isBusy && <span class="hint">{t('publish.running')}</span>}
          <Button look={preview ? 'secondary' : 'primary'} icon={refresh} busy={isBusy === 'preview'} disabled={isBusy !== null} onClick={() => void look()}>
            {t(preview ? 'publishing.lookAgain' : 'publishing.look')}
          </Button>
          {preview && mayPublish && (
            <Button look="primary" icon={publishIcon} busy={isBusy === 'publish'} disabled={isBusy !== null || isBlocked} onClick={() => void publish()}>
              {t(fails ? 'publish.anyway' : 'publish.submit')}
            </Button>
          )}
        </div>
      </section>
      <PlanCard plan={data.plan} mayPublish={mayPublish} onChanged={again} />
      <History data={data} onBack={setBack} />
      {back && (
        <BackDialog
          one={back}
          onDone={() => {
            setBack(null);
            again();
          }}
          onClose={() => setBack(null)}
        />
      )}
    </Page>
  );
}
