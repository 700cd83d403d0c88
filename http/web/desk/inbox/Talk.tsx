// One conversation: its head with the actions, its messages, the place to write, and the visitor.

import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
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
import { go, to } from '../router';
import { languageName, useT, visitorName } from '../texts';
import { Reply } from './Reply';
import { TalkActions } from './TalkActions';
import { Timeline } from './Timeline';
import { VisitorPanel } from './VisitorPanel';
import type { Tab } from './list';

function useConversation(id: string): Conversation {
  const desk = useDesk();
  useEffect(() => desk.conversations.hold(id), [desk, id]);
  return useStore(desk.conversations.store(id));
}

/** Tells the server what its agent has seen, while the page is looked at. */
function useSeen({ view, events }: Conversation): void {
  const desk = useDesk();
  const me = useStore(desk.me, (value) => value.id);
  const last = events.at(-1)?.seq ?? 0;
  const isMine = view?.owner === 'agent' && view.agent_id === me;
  const id = view?.id;
  useEffect(() => {
    if (!id || !isMine || last === 0) return;
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
  }, [desk, id, isMine, last]);
}

function State({ view }: { view: ConversationView }): VNode {
  const t = useT();
  const me = useStore(useDesk().me, (value) => value.id);
  if (view.owner === 'queue') return <Badge tone="warn">{t('owner.queue')}</Badge>;
  if (view.owner === 'bot') return <Badge tone="accent">{t('owner.bot')}</Badge>;
  if (view.owner === 'closed') return <Badge>{t('owner.closed')}</Badge>;
  return <Badge tone="info">{view.agent_id === me ? t('owner.you') : (view.agent?.name ?? t('owner.agent'))}</Badge>;
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
  useSeen(conversation);
  return (
    <>
      <section class="column talk-column" aria-label={t('talk.label')}>
        <header class="talk-head">
          <IconButton class="narrow-only" icon={arrowLeft} label={t('app.back')} onClick={() => go(to('inbox', tab))} />
          <Avatar kind="visitor" />
          <div class="talk-title">
            <h1>{visitorName(t, id)}</h1>
            {view && (
              <p>
                <State view={view} />
                <span>{languageName(t, view.language)}</span>
              </p>
            )}
          </div>
          {view && <TalkActions view={view} />}
          <IconButton
            class="details-toggle"
            icon={person}
            label={t(showsDetails ? 'talk.hideDetails' : 'talk.details')}
            aria-pressed={showsDetails}
            onClick={onDetails}
          />
        </header>
        {problem && <ErrorNotice error={problem} />}
        {!view && !problem && <Loading />}
        {view && <Timeline conversation={conversation} />}
        {view && <Reply view={view} />}
      </section>
      {view && <VisitorPanel view={view} onClose={onDetails} />}
    </>
  );
}
