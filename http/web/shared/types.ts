// The shapes that the server sends: a conversation's events and its view.  Times are milliseconds
// since 1970, UTC.  An event of a type that isn't listed here is kept and not shown, so that an
// older page goes on working with a newer server.

export type Author = 'visitor' | 'bot' | 'agent' | 'system';
export type Owner = 'bot' | 'queue' | 'agent' | 'closed';
export type Rating = 'excellent' | 'good' | 'fair' | 'poor';
export type ReplyBy = 'site' | 'email' | 'phone' | 'sms';
export type Decision = 'answer' | 'clarify' | 'unmatched' | 'handoff' | 'greeting' | (string & {});

/** A button under an answer: asks its target as the visitor, opens it, or calls a person of that group. */
export interface AnswerButton {
  action: 'ask' | 'link' | 'person';
  label: string;
  target: string;
}

export interface AnswerFile {
  /** Its id: /v1/files/ID. */
  file: string;
  name: string;
}

/** A file that the visitor or an agent sent: /v1/conversations/ID/files/FILE. */
export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  /** Of a picture, in pixels. */
  width?: number;
  height?: number;
}

/** What may be sent: extensions as ".png,.pdf". */
export interface SiteFiles {
  most_bytes: number;
  most: number;
  accept: string;
}

export interface AnswerExtras {
  buttons?: AnswerButton[];
  files?: AnswerFile[];
}

export interface Choice {
  /** Missing where choosing is no more than saying the text. */
  entry?: string;
  text: string;
}

/** One entry of a conversation's log.  `seq` is 1, 2, 3... within the conversation. */
export interface LogEvent {
  seq: number;
  type: string;
  author: Author;
  at: number;
  name?: string;
  text?: string;
  /** What the bot says, as safe HTML. */
  html?: string;
  key?: string;

  /* type "message" */
  files?: Attachment[];

  /* type "message", author "bot" */
  decision?: Decision;
  entry?: string;
  confidence?: number;
  choices?: Choice[];
  related?: Choice[];
  /** What goes with the answer. */
  extras?: AnswerExtras;
  /** Staff only: what the bot saw and weighed. */
  why?: unknown;
  /** What the bot says of its own: "welcome", "handoff", "group-closed", "not-helpful"... */
  notice?: string;
  /** With "group-closed": when somebody is back. */
  opens_at?: number;

  /* type "handoff" */
  group?: string;
  reason?: string;
  agents_online?: number;

  /* type "assigned", "transferred", "joined", "left", "invited" and "declined" */
  agent?: string;
  how?: 'automatic' | 'accepted' | 'transferred' | 'taken-over' | 'invited' | 'supervisor' | 'removed';
  /** With "taken-over": who had it. */
  from?: string;
  to_agent?: string;
  to_group?: string;

  /* type "closed" and "transferred" */
  by?: string;

  /* type "rating" and "feedback" */
  rating?: Rating;
  comment?: string;
  about?: number;
  helpful?: boolean;

  /* type "left-message" */
  category?: string;
  reply_by?: ReplyBy;
}

export interface QueuePlace {
  position: number;
  waiting: number;
  estimated_wait_seconds: number | null;
  estimated_wait_low?: number | null;
  estimated_wait_high?: number | null;
}

/** Somebody of the staff in a conversation beside its owner; all but the name is for staff. */
export interface Person {
  name: string;
  id?: string;
  state?: 'invited' | 'joined' | 'watching';
  since?: number;
}

export interface ConversationView {
  id: string;
  site: string;
  language: string;
  owner: Owner;
  last_seq: number;
  created_at: number;
  queue: QueuePlace | null;
  /** `here`: the agent's desk is open. */
  agent: { name: string; here?: boolean } | null;
  /** Staff beside the agent: visitors see who has joined, staff also who is invited. */
  people: Person[];
  /** The last event that the agents have read, and the visitor. */
  read_seq?: number;
  visitor_seen_seq?: number;
  visitor_got_seq?: number;
  /** What the site asks was answered. */
  form_done?: boolean;
  rating: Rating | null;
  agents_online: number;

  /* Staff only. */
  group?: string | null;
  handoff_reason?: string | null;
  agent_id?: string | null;
  page?: string | null;
  referrer?: string | null;
  tags?: string[];
  attributes?: Record<string, string>;
  seen_seq?: number;
  /** What the visitor filled in. */
  form?: { name: string; kind: string; label: string | null; value: string }[];
  /** Who the visitor is at the site, proven by its signature. */
  member?: string | null;
  rating_comment?: string | null;
  changed_at?: number;
}

export interface SiteView {
  site: string;
  title: string;
  welcome: string;
  hot: Choice[];
  agents_online: number;
  display_name: string;
  /** Those that the site speaks; `language` is one of them. */
  language: string;
  languages: string[];
  /** A banner above the chat; '' for none. */
  warning: string;
  is_open: boolean;
  /** When somebody is back, while it is closed by its hours. */
  opens_at: number | null;
  people_first: boolean;
  /** Agents see what visitors are typing, who are told so. */
  typing_preview?: boolean;
  /** Conversations can be sent by mail. */
  mails?: boolean;
  /** null: no files are taken. */
  files?: SiteFiles | null;
  look?: SiteLook;
  form?: SiteForm | null;
}

export interface SiteLook {
  /** "#rrggbb" or null for the usual. */
  colour: string | null;
  position: 'left' | 'right';
  /** /v1/files/ID */
  avatar: string | null;
}

export type FormKind = 'name' | 'email' | 'phone' | 'text' | 'choice' | 'consent';

export interface FormField {
  name: string;
  kind: FormKind;
  required: boolean;
  /** null: the kind's own. */
  label: string | null;
  options: string[];
}

/** What is asked before the first message, or before a person is called. */
export interface SiteForm {
  when: 'before-chat' | 'before-person';
  fields: FormField[];
}

/** An error body by RFC 9457.  `title` is a sentence in the reader's language. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  field?: string;
  limit?: number;
  actual?: number;
  request_id?: string;
  [member: string]: unknown;
}
