// The shapes of what colleagues do together, as the server sends them.

import type { Person } from '../../shared/types';
import type { Presence, Summary } from '../types';

/** What may be done in a conversation; the server's words. */
export type Offer = 'agent-reply' | 'invite' | 'remove' | 'watch' | 'whisper' | 'join' | 'take-over';

export interface People {
  owner: { id: string; name: string } | null;
  /** Beside the owner; who watches is there only for those who may watch too. */
  people: Person[];
  /** One's own part. */
  part: 'none' | 'invited' | 'joined' | 'watching';
  may: Offer[];
}

export interface Invitation {
  conversation: string;
  by: string | null;
  note: string | null;
  at: number;
}

/** What a colleague did, or became of a ticket, that one is to hear of. */
export interface Tiding {
  id: string;
  kind: 'taken-over' | 'passed-on' | 'declined' | 'removed' | 'ticket-given' | 'ticket-overdue' | 'ticket-not-solved';
  conversation: string;
  /** What it is about; null: the conversation. */
  ticket?: string | null;
  ticket_number?: number;
  by: string;
  at: number;
}

export interface TogetherAnswer {
  invitations: Invitation[];
  joined: Summary[];
  watched: Summary[];
  tidings: Tiding[];
  /** Messages of colleagues in all rooms. */
  unread: number;
}

export interface Room {
  /** "all", "group.ID", "person.ID". */
  room: string;
  kind: 'all' | 'group' | 'person';
  /** The group's or colleague's name; null for the room of all. */
  title: string | null;
  presence: Presence | null;
  last: number;
  last_at: number | null;
  last_text: string | null;
  last_by: string | null;
  unread: number;
}

export interface RoomFile {
  id: string;
  name: string;
  type: string;
  size: number;
}

export interface RoomMessage {
  number: number;
  author: string;
  name: string;
  text: string;
  conversation: string | null;
  file: RoomFile | null;
  key: string;
  at: number;
}

export interface RoomPage {
  messages: RoomMessage[];
  more: boolean;
}
