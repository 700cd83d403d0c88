// One cluster: its questions, what is known beside them, and what can be done.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button, IconButton } from '../../shared/components/Button';
import { arrowLeft, close, list, person, plus, refresh, search, transfer } from '../../shared/components/icons';
import { useFetched } from '../fetched';
import { useKeys } from '../keys';
import { EntryPicker } from '../knowledge/EntryPicker';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { go, to } from '../router';
import { useT, word } from '../texts';
import { Answers, Nearest } from './Beside';
import { lostShare } from './ClusterList';
import { AssignDialog, ClusterDialog, IgnoreDialog, NewEntryDialog } from './Dialogs';
import { Questions } from './Questions';
import { Trend } from './Trend';
import type { Cluster, ClusterDetail, ClusterQuestions } from './types';
import { useActs } from './useActs';

const PAGE = 50;
const MOST = 200;
/** The server's reason for what nobody asked any more. */
const EXPIRED = 'expired';

type Open = 'pick' | 'new' | 'ignore' | 'assign' | 'move' | 'merge' | null;

function Facts({ cluster }: { cluster: Cluster }): VNode {
  const t = useT();
  const lost = lostShare(cluster);
  return (
    <dl class="cluster-numbers">
      <div>
        <dt>{t('workbench.timesAsked')}</dt>
        <dd>{t.number(cluster.asked)}</dd>
      </div>
      <div>
        <dt>{t('workbench.lostShare')}</dt>
        <dd>{lost === null ? '–' : t.percent(lost)}</dd>
      </div>
      <div>
        <dt>{t('workbench.answeredNowShort')}</dt>
        <dd>{cluster.checked === 0 ? '–' : `${t.number(cluster.answered)} / ${t.number(cluster.questions)}`}</dd>
      </div>
      <div class="wide">
        <dt>{t('workbench.days')}</dt>
        <dd>
          <Trend days={cluster.trend} />
        </dd>
      </div>
    </dl>
  );
}

function Marks({ cluster }: { cluster: Cluster }): VNode {
  const t = useT();
  return (
    <p class="cluster-marks">
      {cluster.reasons.map((one) => (
        <Badge key={one.name} tone={one.name === 'not-helpful' ? 'bad' : 'neutral'}>
          {word(t, 'reason', one.name)} {t.number(one.asked)}×
        </Badge>
      ))}
      {cluster.sites.map((one) => (
        <Badge key={one.name} tone="info">
          {one.name} {t.number(one.asked)}×
        </Badge>
      ))}
      {cluster.state === 'ignored' && cluster.reason && (
        <span>{cluster.reason === EXPIRED ? t('workbench.expired') : t('workbench.ignoredBecause', { reason: cluster.reason })}</span>
      )}
      {cluster.entry && <a href={to('knowledge', 'entry', cluster.entry)}>{t('workbench.itsEntry')}</a>}
    </p>
  );
}

export function ClusterPane({ id, state }: { id: string; state: string }): VNode {
  const t = useT();
  const [limit, setLimit] = useState(PAGE);
  const detail = useFetched<ClusterDetail>(`/v1/clusters/${id}`, 'workbench');
  const members = useFetched<ClusterQuestions>(`/v1/clusters/${id}/questions?limit=${limit}`, 'workbench');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>(null);
  const again = () => {
    detail.again();
    members.again();
  };
  const { isBusy, undo, act, attempt } = useActs(again);
  useEffect(() => {
    setChosen(new Set());
    setOpen(null);
  }, [id]);

  const cluster = detail.data?.cluster;
  const canAct = cluster !== undefined && cluster.open_questions > 0 && !isBusy;
  const body = (more: Record<string, unknown>) => ({ ...more, ...(chosen.size > 0 && { questions: [...chosen] }) });
  /* A dialog stays with all that was written into it until the act is done. */
  const ended = <Answer,>(answer: Answer): Answer => {
    setOpen(null);
    setChosen(new Set());
    return answer;
  };
  const send = async (what: string, more: Record<string, unknown>, done: string) => ended(await act(id, what, what === 'assign' ? more : body(more), done));
  const run = async (what: string, more: Record<string, unknown>, done: string) => {
    const answer = isBusy ? null : await attempt(id, what, body(more), done);
    return answer && ended(answer);
  };
  const add = (entry: string) => void run('add', { entry }, t('workbench.added'));
  const ask = (what: Open) => () => canAct && setOpen(what);
  useKeys({
    a: ask('pick'),
    n: ask('new'),
    i: ask('ignore'),
    s: ask('assign'),
    m: ask('merge'),
    '1': () => {
      const nearest = detail.data?.nearest[0]?.id;
      if (canAct && nearest) add(nearest);
    },
  });

  if (detail.error !== null && cluster?.id !== id) return <ErrorNotice error={detail.error} onRetry={again} />;
  if (!detail.data || !cluster || cluster.id !== id) return <Loading />;
  const { nearest, answers } = detail.data;
  const putBack = cluster.ignored_by_act;
  const toggle = (question: string) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(question)) after.add(question);
      return after;
    });

  return (
    <article class="cluster-pane">
      {detail.error !== null && <ErrorNotice error={detail.error} onRetry={again} />}
      <header class="cluster-top">
        <IconButton class="only-narrow" icon={arrowLeft} label={t('app.back')} onClick={() => go(to('unmatched', state))} />
        <h2>{cluster.title}</h2>
      </header>
      <Marks cluster={cluster} />
      <Facts cluster={cluster} />
      {putBack && (
        <div class="cluster-acts" role="toolbar" aria-label={t('workbench.acts')}>
          <Button size="s" icon={refresh} busy={isBusy} onClick={() => void undo(putBack)}>
            {t('workbench.putBack')}
          </Button>
        </div>
      )}
      {cluster.open_questions > 0 && (
        <div class="cluster-acts" role="toolbar" aria-label={t('workbench.acts')}>
          <Button look="primary" size="s" icon={plus} busy={isBusy} onClick={ask('new')}>
            {t('workbench.newEntry')}
          </Button>
          <Button size="s" icon={search} disabled={isBusy} onClick={ask('pick')}>
            {t('workbench.addTo')}
          </Button>
          {chosen.size > 0 && (
            <>
              <Button size="s" icon={transfer} disabled={isBusy} onClick={ask('move')}>
                {t('workbench.move')}
              </Button>
              <Button
                size="s"
                icon={list}
                disabled={isBusy || chosen.size === cluster.questions}
                onClick={() =>
                  void run('move', {}, t('workbench.split')).then((answer) => {
                    if (answer?.cluster) go(to('unmatched', state, answer.cluster));
                  })
                }
              >
                {t('workbench.splitOff')}
              </Button>
            </>
          )}
          {chosen.size === 0 && (
            <Button size="s" icon={transfer} disabled={isBusy} onClick={ask('merge')}>
              {t('workbench.merge')}
            </Button>
          )}
          <Button size="s" icon={person} disabled={isBusy} onClick={ask('assign')}>
            {t('workbench.assign')}
          </Button>
          <Button size="s" look="quiet" icon={close} disabled={isBusy} onClick={ask('ignore')}>
            {t('workbench.ignore')}
          </Button>
          {chosen.size > 0 && <span class="chosen-count">{t('workbench.chosen', { count: chosen.size })}</span>}
        </div>
      )}
      <Nearest entries={nearest} canAdd={canAct} onAdd={add} />
      <Questions
        questions={members.data?.questions ?? []}
        chosen={chosen}
        onChoose={toggle}
        hasMore={members.data?.next != null && limit < MOST}
        onMore={() => setLimit(Math.min(MOST, limit + PAGE))}
      />
      <Answers answers={answers} />
      {open === 'pick' && (
        <EntryPicker title={t('workbench.pickTitle')} lead={t('workbench.pickLead')} about={cluster.title} onPick={(entry) => add(entry.id)} onClose={() => setOpen(null)} />
      )}
      {open === 'new' && (
        <NewEntryDialog
          cluster={cluster}
          suggested={answers[0]?.answer ?? ''}
          count={chosen.size > 0 ? chosen.size : cluster.open_questions}
          onClose={() => setOpen(null)}
          onMake={(entry) => send('entry', entry, t('workbench.made'))}
        />
      )}
      {open === 'ignore' && <IgnoreDialog cluster={cluster} onClose={() => setOpen(null)} onIgnore={(reason) => send('ignore', { reason }, t('workbench.ignored'))} />}
      {open === 'assign' && (
        <AssignDialog
          cluster={cluster}
          onClose={() => setOpen(null)}
          onAssign={(assignee, due) => send('assign', { ...(assignee && { assignee }), due_at: due }, t('workbench.assigned'))}
        />
      )}
      {(open === 'move' || open === 'merge') && (
        <ClusterDialog
          cluster={cluster}
          title={t(open === 'move' ? 'workbench.moveTitle' : 'workbench.mergeTitle')}
          onClose={() => setOpen(null)}
          onPick={(other) => void run('move', { to: other }, t(open === 'move' ? 'workbench.moved' : 'workbench.merged')).then((done) => done && go(to('unmatched', state, other)))}
        />
      )}
    </article>
  );
}
