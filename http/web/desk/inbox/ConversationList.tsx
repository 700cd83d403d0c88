// The first column of the inbox: the tabs, and the conversations of the chosen one.

import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { inbox } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { stopwatch, useNow } from '../clock';
import { useDesk } from '../desk';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Tabs } from '../parts/Tabs';
import { CallMark } from '../queue/CallMark';
import { to } from '../router';
import { Calls } from '../talk/Calls';
import { useDeskChoice } from '../talk/choice';
import { ListChoice } from '../talk/ListChoice';
import { languageName, useT, visitorName, withoutMarks, word } from '../texts';
import { toast } from '../toasts';
import type { Summary } from '../types';
import { tabs, type List, type Tab } from './list';

/** Minutes after which a waiting visitor is shown in a warning colour. */
const LONG_WAIT = 3 * 60_000;

function Waiting({ since }: { since: number }): VNode {
  const t = useT();
  const waited = useNow() - since;
  return (
    <span class={`row-wait ${waited > LONG_WAIT ? 'long' : ''}`}>
      <span class="unseen">{t('inbox.waitingSince')} </span>
      {stopwatch(waited)}
    </span>
  );
}

function When({ at }: { at: number }): VNode {
  const t = useT();
  return <time class="row-time">{t.moment(at)}</time>;
}

function Marks({ summary, tab }: { summary: Summary; tab: Tab }): VNode {
  const t = useT();
  const desk = useDesk();
  const me = useStore(desk.me, (value) => value.id);
  const usual = useStore(desk.queue, (queue) => queue?.groups.find((group) => group.is_default)?.name);
  const owner = summary.agent?.id === me ? t('owner.you') : (summary.agent?.name ?? t(`owner.${summary.owner}`));
  return (
    <span class="row-marks">
      <CallMark summary={summary} />
      {summary.handoff_reason && tab !== 'closed' && (
        <Badge tone={summary.owner === 'queue' ? 'warn' : 'neutral'}>{word(t, 'reason', summary.handoff_reason)}</Badge>
      )}
      {tab === 'all' && (
        <Badge tone={summary.owner === 'bot' ? 'accent' : 'neutral'}>{owner}</Badge>
      )}
      {tab === 'closed' && summary.rating && <Badge tone="good">{t(`rating.${summary.rating}`)}</Badge>}
      {tab === 'closed' && summary.agent && <Badge>{summary.agent.name}</Badge>}
      <Badge>{languageName(t, summary.language)}</Badge>
      {summary.group && summary.group !== usual && <Badge>{summary.group}</Badge>}
    </span>
  );
}

/** What a visitor wrote to the bot is nobody's unread message. */
function unreadOf(summary: Summary): number {
  return summary.owner === 'queue' || summary.owner === 'agent' ? summary.unread : 0;
}

function Row({ summary, tab, isChosen }: { summary: Summary; tab: Tab; isChosen: boolean }): VNode {
  const t = useT();
  const link = useRef<HTMLAnchorElement>(null);
  const { choice: looks } = useDeskChoice();
  const unread = unreadOf(summary);
  useEffect(() => {
    if (isChosen) link.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <li>
      <a ref={link} class={`row ${unread > 0 ? 'unread' : ''}`} href={to('inbox', tab, summary.id)} aria-current={isChosen ? 'true' : undefined}>
        <Avatar kind="visitor" />
        <span class="row-body">
          <span class="row-line">
            <strong class="row-name" dir="auto">{visitorName(t, summary.id, summary.visitor_name)}</strong>
            {summary.owner === 'queue' && summary.queued_at ? <Waiting since={summary.queued_at} /> : looks.times && <When at={summary.changed_at} />}
          </span>
          <span class="row-line">
            <span class="row-excerpt">{looks.excerpts && (withoutMarks(summary.excerpt) || t('inbox.noText'))}</span>
            {unread > 0 && (
              <span class="row-unread" aria-label={t('inbox.unreadLabel', { count: unread })}>
                {unread > 99 ? '99+' : unread}
              </span>
            )}
          </span>
          {looks.labels && <Marks summary={summary} tab={tab} />}
        </span>
      </a>
    </li>
  );
}

function Presence(): VNode | null {
  const t = useT();
  const desk = useDesk();
  const presence = useStore(desk.me, (me) => me.presence);
  const agents = useStore(desk.queue, (queue) => queue?.agents);
  if (presence === 'offline') {
    return (
      <div class="offline-hint">
        <p>{t('inbox.offline')}</p>
        <Button size="s" look="primary" onClick={() => void desk.setPresence('online').catch((error: unknown) => toast('bad', errorText(t, error)))}>
          {t('presence.goOnline')}
        </Button>
      </div>
    );
  }
  const online = agents?.filter((agent) => agent.presence === 'online').length ?? 0;
  return agents ? <p class="list-foot">{online ? t('inbox.agentsFree', { count: online }) : t('inbox.noAgents')}</p> : null;
}

/** What colleagues have and this person is in: beside the owner, or watching. */
function Beside({ chosen }: { chosen: string | undefined }): VNode | null {
  const t = useT();
  const answer = useStore(useDesk().together.answer);
  const parts = [
    { title: t('together.beside'), list: answer?.joined ?? [] },
    { title: t('together.watched'), list: answer?.watched ?? [] },
  ].filter((part) => part.list.length > 0);
  return (
    <>
      {parts.map(({ title, list }) => (
        <section key={title} aria-label={title}>
          <h2 class="beside-title">{title}</h2>
          <ul class="rows">
            {list.map((summary) => (
              <Row key={summary.id} summary={summary} tab="mine" isChosen={summary.id === chosen} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

export interface ConversationListProps {
  tab: Tab;
  chosen: string | undefined;
  list: List;
}

export function ConversationList({ tab, chosen, list }: ConversationListProps): VNode {
  const t = useT();
  const isBeside = useStore(useDesk().together.answer, (answer) => tab === 'mine' && (answer?.joined.length ?? 0) + (answer?.watched.length ?? 0) > 0);
  const queue = useStore(useDesk().queue);
  const unread = queue?.mine.filter((one) => one.unread > 0).length ?? 0;
  const counts: Record<Tab, number> = { queue: queue?.waiting_count ?? 0, mine: unread, all: 0, closed: 0 };
  return (
    <section class="column list-column" aria-label={t('inbox.title')}>
      <header class="column-head">
        <h1>{t('inbox.title')}</h1>
        <span class="list-tools">
          <Calls />
          <ListChoice />
        </span>
      </header>
      <Tabs
        label={t('inbox.tabs')}
        current={tab}
        tabs={tabs.map((one) => ({ id: one, label: t(`inbox.${one}`), href: to('inbox', one), count: counts[one] }))}
      />
      <div class="column-scroll">
        {list.error !== null && <ErrorNotice error={list.error} onRetry={list.retry} />}
        {list.isLoading && list.items.length === 0 && list.error === null && <Loading />}
        {!list.isLoading && list.items.length === 0 && list.error === null && !isBeside && (
          <Empty icon={inbox} title={t(`inbox.${tab}Empty`)}>
            <p>{t(`inbox.${tab}EmptyLead`)}</p>
          </Empty>
        )}
        <ul class="rows">
          {list.items.map((summary) => (
            <Row key={summary.id} summary={summary} tab={tab} isChosen={summary.id === chosen} />
          ))}
        </ul>
        {tab === 'queue' && queue !== null && queue.waiting_count > queue.waiting.length && (
          <p class="list-foot">{t('inbox.moreWaiting', { count: queue.waiting_count - queue.waiting.length })}</p>
        )}
        {tab === 'mine' && <Beside chosen={chosen} />}
        {list.more && (
          <Button look="quiet" class="more" onClick={list.more}>
            {t('app.more')}
          </Button>
        )}
      </div>
      <Presence />
    </section>
  );
}
