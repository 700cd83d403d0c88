// What agents have beside the messages, as the server tells it.

import type { Summary } from '../types';

export type Scope = 'personal' | 'group' | 'shared';

export interface Canned {
  id: string;
  scope: Scope;
  group: string | null;
  shortcut: string;
  title: string;
  text: string;
  language: string;
  version: number;
  changed_at: number;
}

export interface Offer {
  entry: string;
  question: string;
  answer: string;
  confidence: number;
}

export interface Offers {
  /** The number of the visitor's message; 0: none yet. */
  about: number;
  answers: Offer[];
}

export interface Topic {
  id: string;
  name: string;
  is_active: boolean;
  used: number;
}

export type Outcome = 'solved' | 'unsolved';

export interface WrapUp {
  topic: string | null;
  topic_name: string | null;
  tags: string[];
  summary: string;
  outcome: Outcome | null;
  by: string;
  at: number;
}

export interface Block {
  id: string;
  conversation: string;
  reason: string;
  by: string;
  at: number;
  until: number;
  by_address: boolean;
}

export interface NoteMention {
  conversation: string;
  seq: number;
  text: string;
  by: string;
  at: number;
}

export interface Reader {
  name: string;
  display_name: string;
}

export interface SearchPage {
  conversations: Summary[];
  places: { conversation: string; site: string; seq: number; words: string | null }[];
  next: string | null;
}
