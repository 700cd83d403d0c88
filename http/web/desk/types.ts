// The shapes of the staff half of the API.  What visitors see too is in shared/types.ts.

import type { AnswerButton, AnswerExtras, AnswerFile, Owner, Rating, ReplyBy } from '../shared/types';
import type { Hours } from './site/types';

export type Role = 'agent' | 'editor' | 'supervisor' | 'admin';
export type Presence = 'online' | 'busy' | 'away' | 'invisible' | 'offline';

export interface AgentLine {
  id: string;
  display_name: string;
  role: Role;
  presence: Presence;
  /** Why they are away who didn't say so. */
  away_reason: 'idle' | 'missed' | null;
  load: number;
  capacity: number;
}

/** The person who is signed in. */
export interface Me extends AgentLine {
  name: string;
  language: string;
  /** After so many minutes without a touch the desk says that they are away; 0: never. */
  away_minutes: number;
  /** After a one-time link, until a password is set. */
  needs_password: boolean;
  /** Everybody must have a second factor, and they have none. */
  needs_factor?: boolean;
  own_role?: OwnRole | null;
  may: Permission[];
  /** May decide what visitors get from the base. */
  approves?: boolean;
  /** What binds them where they don't approve everything; none: nothing does. */
  rights?: Right[];
}

/** A role that administrators made; `role` is then the built-in one that it is like. */
export interface OwnRole {
  id: string;
  name: string;
}

/** An account, for administrators. */
export interface Account extends AgentLine {
  name: string;
  language: string;
  has_password: boolean;
  blocked: boolean;
  connected: boolean;
  created_at: number;
  signed_in_at: number | null;
  languages: string;
  skills: string;
  regions: string;
  own_role: OwnRole | null;
  /** From where they may sign in; '' as everybody. */
  addresses: string;
  has_factor: boolean;
  seen_at: number | null;
}

export type Permission = 'conversations' | 'take-over' | 'knowledge' | 'publish' | 'groups' | 'sites' | 'staff' | 'audit' | (string & {});

export interface SessionAnswer {
  csrf: string;
  me: Me;
}

/** One line of a list of conversations. */
export interface Summary {
  id: string;
  visitor_name: string | null;
  language: string;
  owner: Owner;
  group: string | null;
  queued_at: number | null;
  handoff_reason: string | null;
  excerpt: string;
  last_seq: number;
  seen_seq: number;
  unread: number;
  created_at: number;
  changed_at: number;
  rating: Rating | null;
  agent: { id: string; name: string } | null;
  /** Since when a person is called for; null: nobody is. */
  called_at: number | null;
  /** 0 at once, 1 again, 2 supervisors too, 3 admins too, above: everybody again. */
  call_level: number;
  /** The call is for whoever asks. */
  is_called: boolean;
  /** When its agent loses it. */
  react_by: number | null;
}

export interface Group {
  id: string;
  name: string;
  is_open: boolean;
  /** It opens and closes by its hours. */
  by_hours: boolean;
  opens_at: number | null;
  hours: Hours | null;
  assignment: 'automatic' | 'manual';
  is_default: boolean;
  online: number;
  waiting: number;
  members: string[];
}

export interface QueueAnswer {
  /** The first of those who wait, and how many there are. */
  waiting: Summary[];
  waiting_count: number;
  mine: Summary[];
  agents: AgentLine[];
  groups: Group[];
}

export type EntryStatus = 'draft' | 'review' | 'published' | 'retired';

/** What an editor writes of an entry. */
export interface EntryContent {
  external_id: string;
  question: string;
  variants: string[];
  answer: string;
  category: string;
  tags: string[];
  /** BCP 47; '' means any. */
  language: string;
  /** Milliseconds since 1970; 0: without an end or a beginning. */
  valid_from: number;
  valid_until: number;
  /** Where it is shown; none: everywhere. */
  sites: string[];
  /** A word that the versions in other languages share; '' for none. */
  translation: string;
  buttons: AnswerButton[];
  files: AnswerFile[];
}

/** An entry as it is stored. */
export interface Entry extends Omit<EntryContent, 'buttons' | 'files'> {
  id: string;
  status: EntryStatus;
  extras: AnswerExtras;
  version: number;
  /** What visitors get at the next publication; 0: nothing yet. */
  approved_version: number;
  changed_by: string | null;
  created_at: number;
  changed_at: number;
}

/** A line of the list of entries. */
export interface EntryLine {
  id: string;
  external_id: string;
  question: string;
  excerpt: string;
  category: string;
  language: string;
  variants: number;
  version: number;
  approved_version: number;
  status: EntryStatus;
  valid_until: number;
  changed_at: number;
}

/** A page of a list; `next` is passed back as before=. */
export interface EntryPage {
  entries: EntryLine[];
  total: number;
  next: string | null;
}

export interface Category {
  category: string;
  entries: number;
}

/** How a category is called in a language. */
export interface CategoryName {
  category: string;
  language: string;
  name: string;
}

/** A state that an entry has had; the content is in the import format. */
export interface EntryVersion {
  version: number;
  changed_by: string | null;
  at: number;
  reason: string | null;
  content: Partial<Omit<EntryContent, 'external_id'>> & { id?: string; status?: EntryStatus };
}

export interface Comment {
  id: string;
  version: number;
  text: string;
  by: string;
  at: number;
}

/** Where one was mentioned in a comment and has not looked since. */
export interface Mention {
  id: string;
  entry: string;
  question: string;
  text: string;
  by: string;
  at: number;
}

/** What somebody may do with the entries of a category and a site; '' stands for all. */
export interface Right {
  category: string;
  site: string;
  power: 'edit' | 'approve';
}

export interface StoredFile {
  file: string;
  type: string;
  size: number;
}

export interface BulkAnswer {
  bulk: string;
  changed: number;
  refused: { entry: string; question: string; code: string }[];
}

export interface AuditLine {
  number: number;
  at: number;
  staff: string | null;
  staff_name: string | null;
  action: string;
  kind: string;
  object: string | null;
  detail: unknown;
}

export interface AuditPage {
  lines: AuditLine[];
  next?: string | null;
}

export type UnmatchedState = 'open' | 'added' | 'ignored';

export interface Unmatched {
  id: string;
  text: string;
  language: string;
  asked: number;
  state: UnmatchedState;
  reason: string;
  entry: string | null;
  /** The bot's best guess: its external id; the rest is null when there was none. */
  nearest: string | null;
  nearest_id: string | null;
  nearest_question: string | null;
  nearest_confidence: number | null;
  conversation: string | null;
  seq: number;
  first_at: number;
  last_at: number;
}

export interface UnmatchedPage {
  unmatched: Unmatched[];
  total: number;
  next: string | null;
}

export interface Publication {
  number: number;
  entries: number;
  variants: number;
  golden_passed: number;
  golden_failed: number;
  reason: string | null;
  published_by: string | null;
  published_at: number;
  duration_ms: number;
}

export interface PublicationsAnswer {
  live: number | null;
  pending_changes: number;
  publications: Publication[];
}

export interface TryAnswer {
  decision: string;
  entry: string | null;
  question: string | null;
  answer: string | null;
  /** The answer as visitors see it. */
  html: string;
  confidence: number;
  reason: string | null;
  group: string | null;
  alternatives: { entry: string; question: string; confidence: number }[];
  why: unknown;
  snapshot: number;
}

export interface LeftMessage {
  id: string;
  conversation: string;
  category: string | null;
  text: string;
  reply_by: ReplyBy;
  contact: string | null;
  language: string | null;
  state: 'open' | 'done';
  done_by: string | null;
  created_at: number;
  done_at: number | null;
}
