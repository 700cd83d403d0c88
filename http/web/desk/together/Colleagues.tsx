// Colleagues: what the staff say among themselves.  On a narrow page the list and the room are two
// screens.

import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Empty } from '../../shared/components/Empty';
import { people as peopleIcon } from '../../shared/components/icons';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { SearchBox } from '../parts/SearchBox';
import { usePlace } from '../router';
import { useT, type T } from '../texts';
import { RoomList, roomTitle } from './RoomList';
import { RoomView } from './RoomView';
import type { Room } from './types';
import '../styles/colleagues.css';

/** A list longer than this is worth searching in. */
const SHORT = 8;

function found(t: T, rooms: readonly Room[], words: string): Room[] {
  const wanted = words.trim().toLocaleLowerCase();
  return rooms.filter((room) => roomTitle(t, room).toLocaleLowerCase().includes(wanted));
}

export function Colleagues(): VNode {
  const t = useT();
  const { parts, query } = usePlace();
  const { data, error, isLoading, again } = useFetched<{ rooms: Room[] }>('/v1/rooms', 'together');
  const [words, setWords] = useState('');
  const rooms = useMemo(() => data?.rooms ?? [], [data]);
  const chosen = rooms.find((room) => room.room === parts[0]);
  const about = query.get('about');
  return (
    <div class={`knowledge rooms ${parts[0] ? 'has-pane' : ''}`}>
      <section class="column list-column" aria-label={t('colleagues.rooms')}>
        <header class="column-head">
          <h1>{t('section.colleagues')}</h1>
        </header>
        {rooms.length > SHORT && <SearchBox label={t('colleagues.search')} value={words} onInput={setWords} />}
        {about && !parts[0] && <p class="rooms-hint">{t('colleagues.pickFor')}</p>}
        <div class="column-scroll">
          {error !== null && <ErrorNotice error={error} onRetry={again} />}
          {isLoading && rooms.length === 0 && <Loading />}
          <RoomList rooms={found(t, rooms, words)} chosen={parts[0]} about={about} />
        </div>
      </section>
      <section class="column pane" aria-label={chosen ? roomTitle(t, chosen) : t('colleagues.log')}>
        {chosen ? (
          <RoomView key={chosen.room} room={chosen} about={about} />
        ) : (
          <Empty icon={peopleIcon} title={t(parts[0] && !isLoading ? 'colleagues.gone' : 'colleagues.pick')}>
            <p>{t('colleagues.pickLead')}</p>
          </Empty>
        )}
      </section>
    </div>
  );
}
