// The third column of the inbox: who the visitor is, and how the conversation stands.

import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Badge } from '../../shared/components/Banner';
import { IconButton } from '../../shared/components/Button';
import { check, close, copy } from '../../shared/components/icons';
import { safeAddress } from '../../shared/markdown';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { useDesk } from '../desk';
import { WrapUpCard } from '../talk/WrapUpCard';
import { givenName, languageName, useT, visitorName, word } from '../texts';
import { toast } from '../toasts';
import { TicketsOfTalk } from '../tickets/TicketsOfTalk';

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** An address of a page, without what is the same for all of them. */
function Address({ address }: { address: string }): VNode {
  const safe = safeAddress(address);
  const short = address.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
  if (!safe) return <span class="address">{short}</span>;
  return (
    <a class="address" href={safe} target="_blank" rel="noopener noreferrer nofollow" title={address}>
      {short}
    </a>
  );
}

function CopyId({ id }: { id: string }): VNode {
  const t = useT();
  const [isCopied, setCopied] = useState(false);
  return (
    <span class="copy-line">
      <code>{id}</code>
      <IconButton
        size="s"
        icon={isCopied ? check : copy}
        label={t(isCopied ? 'who.copied' : 'who.copy')}
        onClick={() => {
          navigator.clipboard.writeText(id).then(
            () => setCopied(true),
            () => toast('bad', t('link.notCopied')),
          );
        }}
      />
    </span>
  );
}

function Place({ view }: { view: ConversationView }): VNode | null {
  const t = useT();
  if (!view.queue) return null;
  const { position, waiting, estimated_wait_seconds: wait } = view.queue;
  return (
    <Fact name={t('who.queue')}>
      {t('who.queuePlace', { position, waiting })}
      {wait !== null && `, ${t('who.estimate', { time: t.duration(wait) })}`}
    </Fact>
  );
}

function Standing({ view }: { view: ConversationView }): VNode {
  const t = useT();
  const me = useStore(useDesk().me, (value) => value.id);
  const owner = view.agent_id === me && view.owner === 'agent' ? t('owner.you') : (view.agent?.name ?? t(`owner.${view.owner}`));
  return (
    <dl class="facts">
      <Fact name={t('who.owner')}>{owner}</Fact>
      <Place view={view} />
      {view.group && <Fact name={t('who.group')}>{view.group}</Fact>}
      {view.handoff_reason && <Fact name={t('who.reason')}>{word(t, 'reason', view.handoff_reason)}</Fact>}
      <Fact name={t('who.rating')}>
        {view.rating ? t(`rating.${view.rating}`) : t('rating.none')}
        {view.rating_comment && <q class="comment">{view.rating_comment}</q>}
      </Fact>
    </dl>
  );
}

function Colleagues(): VNode | null {
  const t = useT();
  const agents = useStore(useDesk().queue, (queue) => queue?.agents);
  const present = agents?.filter((agent) => agent.presence !== 'offline' && agent.presence !== 'invisible') ?? [];
  if (present.length === 0) return null;
  return (
    <>
      <h3>{t('who.team')}</h3>
      <ul class="colleagues">
        {present.map((agent) => (
          <li key={agent.id}>
            <Avatar kind="agent" size="s" name={agent.display_name} presence={agent.presence} />
            <span>{agent.display_name}</span>
            <small>{t('team.load', { load: agent.load, capacity: agent.capacity })}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

export function VisitorPanel({ view, onClose }: { view: ConversationView; onClose: () => void }): VNode {
  const t = useT();
  return (
    <aside class="column details-column" aria-label={t('talk.details')}>
      <IconButton class="details-close" icon={close} label={t('talk.hideDetails')} onClick={onClose} />
      <header class="who-head">
        <Avatar kind="visitor" size="l" />
        <h2 dir="auto">{visitorName(t, view.id, givenName(view))}</h2>
        <p>{languageName(t, view.language)}</p>
      </header>
      <Standing view={view} />
      {view.owner !== 'bot' && <WrapUpCard id={view.id} />}
      <TicketsOfTalk view={view} />
      <h3>{t('who.title')}</h3>
      <dl class="facts">
        <Fact name={t('who.page')}>{view.page ? <Address address={view.page} /> : t('who.unknown')}</Fact>
        <Fact name={t('who.referrer')}>{view.referrer ? <Address address={view.referrer} /> : t('who.direct')}</Fact>
        {(view.tags ?? []).length > 0 && (
          <Fact name={t('who.tags')}>
            <span class="tag-list">
              {view.tags?.map((tag) => (
                <Badge key={tag}>{tag}</Badge>
              ))}
            </span>
          </Fact>
        )}
        {view.member && (
          <Fact name={t('members.member')}>
            {view.member} <Badge>{t('members.proven')}</Badge>
          </Fact>
        )}
        {(view.form ?? []).map(({ name, kind, label, value }) => (
          <Fact key={name} name={label ?? word(t, 'formKind', kind)}>
            {kind === 'consent' ? t('members.agreed') : value}
          </Fact>
        ))}
        {Object.entries(view.attributes ?? {}).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
        <Fact name={t('who.started')}>{t.moment(view.created_at)}</Fact>
        <Fact name={t('who.site')}>{view.site}</Fact>
        <Fact name={t('who.id')}>
          <CopyId id={view.id} />
        </Fact>
      </dl>
      <Colleagues />
    </aside>
  );
}
