// The rooms of colleagues: the one for everybody, groups, and one with each colleague.

import type { VNode } from 'preact';
import { Avatar } from '../../shared/components/Avatar';
import { Icon } from '../../shared/components/Icon';
import { people as peopleIcon } from '../../shared/components/icons';
import { to } from '../router';
import { useT, withoutMarks, type T } from '../texts';
import { byLast } from './room';
import type { Room } from './types';

export function roomTitle(t: T, room: Room): string {
  return room.title ?? t('colleagues.all');
}

export function RoomMark({ room, size = 'm' }: { room: Room; size?: 's' | 'm' }): VNode {
  if (room.kind === 'person') {
    return <Avatar kind="agent" size={size} name={room.title ?? ''} {...(room.presence ? { presence: room.presence } : {})} />;
  }
  return (
    <span class={`avatar room-mark ${size}`} aria-hidden="true">
      <Icon of={peopleIcon} size={19} />
    </span>
  );
}

function RoomRow({ room, isChosen, about }: { room: Room; isChosen: boolean; about: string | null }): VNode {
  const t = useT();
  return (
    <li>
      <a
        class={`row ${room.unread > 0 ? 'unread' : ''}`}
        href={to('colleagues', room.room) + (about ? `?about=${about}` : '')}
        aria-current={isChosen ? 'true' : undefined}
      >
        <RoomMark room={room} />
        <span class="row-body">
          <span class="row-line">
            <strong class="row-name">{roomTitle(t, room)}</strong>
            {room.last_at !== null && <time class="row-time">{t.moment(room.last_at)}</time>}
          </span>
          {(room.last_at !== null || room.unread > 0) && (
            <span class="row-line">
              <span class="row-excerpt one-line">
                {room.last_by && room.kind !== 'person' ? `${room.last_by}: ` : ''}
                {withoutMarks(room.last_text ?? '') || (room.last_at !== null ? t('colleagues.noText') : '')}
              </span>
              {room.unread > 0 && (
                <span class="row-unread" aria-label={t('colleagues.unread', { count: room.unread })}>
                  {room.unread > 99 ? '99+' : room.unread}
                </span>
              )}
            </span>
          )}
        </span>
      </a>
    </li>
  );
}

const parts = [
  { kind: 'all', title: 'colleagues.team' },
  { kind: 'group', title: 'colleagues.groups' },
  { kind: 'person', title: 'colleagues.people' },
] as const;

export function RoomList({ rooms, chosen, about }: { rooms: readonly Room[]; chosen: string | undefined; about: string | null }): VNode {
  const t = useT();
  return (
    <>
      {parts.map(({ kind, title }) => {
        const here = byLast(rooms.filter((room) => room.kind === kind));
        if (here.length === 0) return null;
        return (
          <section key={kind} aria-label={t(title)}>
            <h2 class="beside-title">{t(title)}</h2>
            <ul class="rows">
              {here.map((room) => (
                <RoomRow key={room.room} room={room} isChosen={room.room === chosen} about={about} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
