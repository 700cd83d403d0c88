// The head of the chat: who is answering now, and the few things one can do with the conversation.

import type { VNode } from 'preact';
import { Avatar } from '../../shared/components/Avatar';
import { IconButton } from '../../shared/components/Button';
import { Menu, type MenuItem } from '../../shared/components/Menu';
import * as icons from '../../shared/components/icons';
import type { Host } from '../host';
import { waysToKeep } from '../keeping';
import { ownerOf, type Session, type SessionState } from '../session';
import { pictureOf } from '../look';
import { useT } from '../texts';

export interface HeadProps {
  session: Session;
  state: SessionState;
  host: Host;
}

function menuOf(session: Session, state: SessionState, t: ReturnType<typeof useT>): MenuItem[] {
  const isClosed = ownerOf(state) === 'closed';
  const items: MenuItem[] = [];
  if (ownerOf(state) !== 'agent') {
    items.push({ label: t('leaveMessage'), icon: icons.mail, onSelect: () => session.setLeaving(true) });
  }
  items.push(...waysToKeep(session, state, t));
  if (isClosed) items.push({ label: t('newConversation'), icon: icons.plus, onSelect: () => session.forget() });
  else items.push({ label: t('end'), icon: icons.leave, danger: true, onSelect: () => void session.end() });
  return items;
}

/** Who is with the visitor: the agent who has the conversation, and who has joined them. */
function peopleOf(state: SessionState): string[] {
  const { view } = state;
  if (ownerOf(state) !== 'agent' || !view?.agent) return [];
  return [view.agent.name, ...view.people.map((person) => person.name)];
}

function listed(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
}

/** At most this many are shown; the words beside name them all. */
const SHOWN_MOST = 3;

function Avatars({ names, image }: { names: readonly string[]; image: string | null }): VNode {
  if (names.length < 2) return <Avatar kind={names.length ? 'agent' : 'bot'} name={names[0]} size="l" image={names.length ? null : image} />;
  return (
    <span class="head-people">
      {names.slice(0, SHOWN_MOST).map((name) => (
        <Avatar key={name} kind="agent" name={name} />
      ))}
    </span>
  );
}

export function Head({ session, state, host }: HeadProps): VNode {
  const t = useT();
  const owner = ownerOf(state);
  const isUnattended = owner === 'queue' && state.view?.agents_online === 0;
  const names = peopleOf(state);
  return (
    <header class="head">
      <Avatars names={names} image={pictureOf(state)} />
      <div class="head-words">
        <h1>{names.length > 0 ? listed(names, t.language) : state.site?.display_name || t('name.bot')}</h1>
        <p>{t(isUnattended ? 'head.nobody' : `head.${owner}`)}</p>
      </div>
      {state.started && <Menu label={t('head.menu')} items={menuOf(session, state, t)} />}
      {host.canClose && <IconButton icon={icons.close} label={t('head.close')} onClick={() => host.tell({ type: 'close' })} />}
    </header>
  );
}
