// The head of the chat: who is answering now, and the few things one can do with the conversation.

import type { VNode } from 'preact';
import { Avatar } from '../../shared/components/Avatar';
import { IconButton } from '../../shared/components/Button';
import { Menu, type MenuItem } from '../../shared/components/Menu';
import * as icons from '../../shared/components/icons';
import type { Host } from '../host';
import { ownerOf, type Session, type SessionState } from '../session';
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
  if (isClosed) items.push({ label: t('newConversation'), icon: icons.plus, onSelect: () => session.newConversation() });
  else items.push({ label: t('end'), icon: icons.leave, danger: true, onSelect: () => void session.end() });
  return items;
}

export function Head({ session, state, host }: HeadProps): VNode {
  const t = useT();
  const owner = ownerOf(state);
  const isUnattended = owner === 'queue' && state.view?.agents_online === 0;
  const agent = owner === 'agent' ? state.view?.agent?.name : undefined;
  return (
    <header class="head">
      <Avatar kind={agent ? 'agent' : 'bot'} name={agent} size="l" />
      <div class="head-words">
        <h1>{agent ?? (state.site?.display_name || t('name.bot'))}</h1>
        <p>{t(isUnattended ? 'head.nobody' : `head.${owner}`)}</p>
      </div>
      {state.started && <Menu label={t('head.menu')} items={menuOf(session, state, t)} />}
      {host.canClose && <IconButton icon={icons.close} label={t('head.close')} onClick={() => host.tell({ type: 'close' })} />}
    </header>
  );
}
