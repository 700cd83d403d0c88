// Who of the staff is in the conversation on screen, and what this person may do there.

import { useEffect, useState } from 'preact/hooks';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { useDesk } from '../desk';
import type { People } from './types';

/** Read again whenever the conversation's view or one's own part changes; null until it is there. */
export function usePeople(view: ConversationView | null): People | null {
  const desk = useDesk();
  const look = useStore(desk.looks, (counts) => counts.together);
  const [people, setPeople] = useState<People | null>(null);
  const id = view?.id;
  useEffect(() => {
    if (!id) return;
    let isWanted = true;
    desk.api.get<People>(`/v1/conversations/${id}/people`).then(
      (answer) => isWanted && setPeople(answer),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [desk, id, view, look]);
  return people;
}

/** Whether this person has joined the owner. */
export function hasJoined(view: ConversationView, me: string): boolean {
  return view.people.some((person) => person.id === me && person.state === 'joined');
}

/** Whether what this person writes goes to the visitor; the server has the last word. */
export function mayReply(view: ConversationView, me: string): boolean {
  return view.owner === 'agent' && (view.agent_id === me || hasJoined(view, me));
}
