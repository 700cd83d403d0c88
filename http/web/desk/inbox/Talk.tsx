// One conversation: its head with the actions, its messages, the place to write, and the visitor.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Badge } from '../../shared/components/Banner';
import { IconButton } from '../../shared/components/Button';
import { arrowLeft, person } from '../../shared/components/icons';
import type { ConversationView } from '../../shared/types';
import { useStore } from '../../shared/store';
import type { Conversation } from '../conversations';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { useKeys } from '../keys';
import { go, to, usePlace } from '../router';
import { FindBar } from '../talk/FindBar';
import { givenName, languageName, useT, visitorName } from '../texts';
import { WatchingBanner } from '../together/Notices';
import { usePeople } from '../together/people';
import { PeopleControl } from '../together/PeopleControl';
import { WhisperBar } from '../together/WhisperBar';
import { Reply } from './Reply';
import { TalkActions } from './TalkActions';
import { Timeline } from './Timeline';
import { VisitorPanel } from './VisitorPanel';
import type { Tab } from './list';

const MARKED_LASTS = 8000;

function useConversation(id: string): Conversation {
  const desk = useDesk();
  useEffect(() => desk.conversations.hold(id), [desk, id]);
  return useStore(desk.conversations.store(id));
}

/** Tells the server what somebody has seen, while the page is looked at.  What the bot does is read by the way. */
function useSeen({ view, events }: Conversation): void {
  const desk = useDesk();
  const last = events.at(-1)?.seq ?? 0;
  const isRead = view !== null && view.owner !== 'bot';
  const id = view?.id;
  /* What could not be told while the server was away is told when it is back. */
  const isLive = useStore(desk.status, (status) => status === 'live' || status === 'polling');
  useEffect(() => {
    if (!id || !isLive || !isRead || last === 0) return;
    const tell = () => {
      if (document.visibilityState !== 'visible') return;
      desk.api
        .post(`/v1/conversations/${id}/seen`, { seq: last })
        .then(() => desk.refreshQueue())
        .catch(() => undefined);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [desk, id, isLive, isRead, last]);
}

function State({ view }: { view: ConversationView }): VNode {
  const t = useT();
  const me = useStore(useDesk().me, (value) => value.id);
  if (view.owner === 'queue') return <Badge tone="warn">{t('owner.queue')}</Badge>;
  if (view.owner === 'bot') return <Badge tone="accent">{t('owner.bot')}</Badge>;
  if (view.owner === 'closed') return <Badge>{t('owner.closed')}</Badge>;
  return <Badge tone="info">{view.agent_id === me ? t('owner.you') : (view.agent?.name ?? t('owner.agent'))}</Badge>;
}

/** The message that the address names, from when it is there, for a while; 0 else. */
function useNamedEvent({ events }: Conversation): number {
  const seq = Number(usePlace().parts[2] ?? 0);
  const isThere = seq > 0 && events.some((event) => event.seq === seq);
  const [named, setNamed] = useState(0);
  useEffect(() => {
    if (!isThere) return;
    setNamed(seq);
    const timer = setTimeout(() => setNamed(0), MARKED_LASTS);
    return () => clearTimeout(timer);
  }, [isThere, seq]);
  return named;
}

export interface TalkProps {
  id: string;
  tab: Tab;
  showsDetails: boolean;
  onDetails: () => void;
}

export function Talk({ id, tab, showsDetails, onDetails }: TalkProps): VNode {
  const t = useT();
  const conversation = useConversation(id);
  const { view, problem } = conversation;
  const people = usePeople(view);
  const [isWhispering, setWhispering] = useState(false);
  useSeen(conversation);
  const [isFinding, setFinding] = useState(false);
  useKeys({ f: () => setFinding(true) });
  const [found, setFound] = useState(0);
  const named = useNamedEvent(conversation);
  return (
    <>
      <section class="column talk-column" aria-label={t('talk.label')}>
        <header class="talk-head">
          <IconButton class="narrow-only" icon={arrowLeft} label={t('app.back')} onClick={() => go(to('inbox', tab))} />
          <Avatar kind="visitor" />
          <div class="talk-title">
            <h1 dir="auto">{visitorName(t, id, givenName(view))}</h1>
            {view && (
              <p>
                <State view={view} />
                <span>{languageName(t, view.language)}</span>
              </p>
            )}
          </div>
          {view && <PeopleControl view={view} people={people} onWhisper={() => setWhispering(true)} />}
          {view && <TalkActions view={view} onFind={() => setFinding(true)} />}
          <IconButton
            class="details-toggle"
            icon={person}
            label={t(showsDetails ? 'talk.hideDetails' : 'talk.details')}
            aria-pressed={showsDetails}
            onClick={onDetails}
          />
        </header>
        {view && <WatchingBanner id={id} people={people} />}
        {isFinding && <FindBar id={id} onFind={setFound} onClose={() => setFinding(false)} />}
        {problem && <ErrorNotice error={problem} />}
        {!view && !problem && <Loading />}
        {view && <Timeline conversation={conversation} marked={found || named} />}
        {view && (isWhispering ? <WhisperBar id={id} onClose={() => setWhispering(false)} /> : <Reply view={view} />)}
      </section>
      {view && <VisitorPanel view={view} onClose={onDetails} />}
    </>
  );
}
