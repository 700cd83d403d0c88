// The shapes of tickets, as the server sends them.

export const states = ['new', 'open', 'waiting', 'solved', 'confirmed', 'reopened'] as const;
export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export const views = ['mine', 'groups', 'all', 'overdue'] as const;

export type TicketState = (typeof states)[number];
export type Priority = (typeof priorities)[number];

export interface Ticket {
  id: string;
  number: number;
  conversation: string;
  /** The reader may open the conversation. */
  sees_conversation: boolean;
  title: string;
  detail: string;
  category: string | null;
  category_name: string | null;
  priority: Priority;
  agent: string | null;
  agent_name: string | null;
  group: string | null;
  group_name: string | null;
  contact: string;
  state: TicketState;
  /** To where the reader may move it. */
  moves: Exclude<TicketState, 'new'>[];
  due_at: number;
  is_overdue: boolean;
  made_by: string;
  created_at: number;
  changed_at: number;
  revision: number;
}

export interface TicketLine {
  seq: number;
  what: 'made' | 'state' | 'title' | 'detail' | 'category' | 'priority' | 'agent' | 'group' | 'contact' | 'due' | 'comment' | 'to-customer' | 'not-mailed' | 'from-customer';
  by_kind: 'staff' | 'customer' | 'time';
  by: string | null;
  before: string;
  after: string;
  at: number;
}

export interface TicketPage {
  ticket: Ticket;
  lines: TicketLine[];
  /** What its customer is told is sent to its contact by mail too. */
  mails: boolean;
}

export interface TicketList {
  tickets: Ticket[];
  more: boolean;
}

export interface TicketRules {
  hours_low: number;
  hours_normal: number;
  hours_high: number;
  hours_urgent: number;
  confirm_days: number;
}

/** As people say it. */
export const codeOf = (number: number): string => `T-${number}`;

/** What the server takes as a change; `revision` is the one that was read, the shown one when left out here. */
export type Change = Partial<Record<'title' | 'detail' | 'contact' | 'category' | 'priority' | 'group' | 'agent' | 'state' | 'solution', string>> & {
  due_at?: number;
  revision?: number;
};
