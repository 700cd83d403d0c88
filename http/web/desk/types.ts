// The shapes of the staff half of the API.  What visitors see too is in shared/types.ts.

import type { Choice, LogEvent, Owner, ReplyBy } from '../shared/types';

export type Role = 'agent' | 'editor' | 'supervisor' | 'admin';
export type Presence = 'online' | 'busy' | 'away' | 'invisible' | 'offline';

export interface Me {
  id: string;
  name: string;
  display_name: string;
  role: Role;
  language: string;
  presence: Presence;
  capacity: number;
  load: number;
  /** True after a one-time link, until a password is set. */
  needs_password?: boolean;
}

export interface SessionAnswer {
  csrf: string;
  me: Me;
}

/** One line of a list of conversations. */
export interface Summary {
  id: string;
  language: string;
  owner: Owner;
  group: string | null;
  queued_at: number | null;
  handoff_reason: string | null;
  excerpt: string;
  last_seq: number;
  seen_seq: number;
  unread: number;
  changed_at: number;
  agent: { id: string; name: string } | null;
}

export interface AgentLine {
  id: string;
  display_name: string;
  presence: Presence;
  load: number;
  capacity: number;
}

export interface Group {
  id: string;
  name: string;
  is_open: boolean;
  assignment: 'automatic' | 'manual';
  is_default?: boolean;
  members?: string[];
}

export interface QueueAnswer {
  waiting: Summary[];
  mine: Summary[];
  agents: AgentLine[];
  groups: Group[];
}

export interface StaffLine extends AgentLine {
  name: string;
  role: Role;
  blocked: boolean;
  language?: string;
  signed_in_at?: number | null;
}

export interface Entry {
  id: string;
  external_id: string;
  question: string;
  variants: string[];
  answer: string;
  category: string;
  tags: string[];
  language: string;
  status: 'active' | 'retired';
  version: number;
  changed_at: number;
  changed_by?: string | null;
}

/** A line of the list of entries: the server may leave the long parts out. */
export type EntryLine = Omit<Entry, 'variants' | 'answer' | 'tags'> & {
  variants?: string[] | number;
  variant_count?: number;
  answer?: string;
  tags?: string[];
};

export interface Category {
  category: string;
  entries: number;
}

export interface Unmatched {
  id: string;
  text: string;
  language: string;
  asked: number;
  state: 'open' | 'added' | 'ignored';
  nearest: string | null;
  nearest_question?: string | null;
  nearest_confidence: number | null;
  first_at: number;
  last_at: number;
  conversation?: string | null;
}

export interface GoldenFailure {
  text: string;
  expect: string;
  got: string;
}

export interface Publication {
  number: number;
  entries: number;
  variants: number;
  golden_passed: number;
  golden_failed: number;
  reason?: string | null;
  published_by?: string | null;
  published_at?: number;
  duration_ms?: number;
}

export interface PublicationsAnswer {
  live: number | null;
  pending_changes: number;
  publications: Publication[];
}

export interface PublishAnswer extends Publication {
  failures: GoldenFailure[];
}

export interface ImportAnswer {
  added: number;
  changed: number;
  unchanged: number;
}

export interface RowProblem {
  line: number;
  code: string;
  field?: string;
  message: string;
}

export interface TryAnswer {
  decision: string;
  entry?: string | null;
  confidence?: number;
  reason?: string;
  text?: string;
  answer?: string;
  alternatives?: { entry: string; confidence: number; text?: string; question?: string }[];
  choices?: Choice[];
  why?: unknown;
}

export interface LeftMessage {
  id: string;
  conversation: string;
  category: string | null;
  text: string;
  reply_by: ReplyBy;
  contact: string | null;
  state: 'open' | 'done';
  created_at: number;
  done_at?: number | null;
}

export interface EventsAnswer {
  events: LogEvent[];
}
