// The shapes of trials: the console, golden questions, publishing, what-if.

import type { Publication } from '../types';

export interface Rival {
  entry: string;
  question: string;
  confidence: number;
  score: number;
  behind: number;
  closest: string | null;
  likeness: number;
  why_not: string;
}

export interface Trial {
  decision: string;
  entry: string | null;
  question: string | null;
  answer: string | null;
  /** The answer as visitors see it. */
  html: string;
  confidence: number;
  reason: string;
  group: string | null;
  why: unknown;
  snapshot: number;
  against: string;
  answer_from: number;
  clarify_from: number;
  micros: number;
  alternatives: { entry: string; question: string; confidence: number }[];
  rivals: Rival[];
}

export type Expectation = 'answer' | 'handoff' | 'unmatched';

export interface Golden {
  id: string;
  text: string;
  expect: Expectation;
  entry: string | null;
  entry_question: string | null;
  language: string;
  site: string;
  conversation: string | null;
  seq: number;
  changed_by: string | null;
  created_at: number;
}

export interface GoldenPage {
  golden: Golden[];
  total: number;
  next: string | null;
}

export interface GoldenFailure {
  text: string;
  expect: string;
  expect_entry: string | null;
  expect_question: string | null;
  got: string;
  got_entry: string | null;
  got_question: string | null;
  confidence: number;
  is_new: boolean;
}

export interface GoldenResult {
  passed: number;
  failed: number;
  newly_broken: number;
  newly_fixed: number;
  /** How many failures stop a publication without a reason. */
  stopping: number;
  failures: GoldenFailure[];
  fixed: GoldenFailure[];
}

export interface DifferenceItem {
  change: 'added' | 'changed' | 'removed';
  what: string;
  id: string;
  title: string | null;
  fields: { name: string; before: string | null; after: string | null }[];
  added: string[];
  removed: string[];
  added_count: number;
  removed_count: number;
}

export interface Preview {
  counts: { what: string; added: number; changed: number; removed: number }[];
  items: DifferenceItem[];
  more: number;
  golden: GoldenResult;
  may_overrule: boolean;
  /** What tells the drafts that were looked at from others. */
  tried: string | null;
}

export interface PastPublication extends Publication {
  same_as: number | null;
  learned: boolean;
}

export interface Plan {
  at: number;
  state: 'waiting' | 'done' | 'failed';
  reason: string | null;
  planned_by: string | null;
  outcome: { number?: number; code?: string; actual?: number } | null;
}

export interface Publications {
  live: number | null;
  pending_changes: number;
  plan: Plan | null;
  publications: PastPublication[];
}

export interface WhatIfSide {
  questions: number;
  answered: number;
  asked_back: number;
  handed_over: number;
  unmatched: number;
  by_person: number;
  judged: number;
  wrong: number;
  wrong_low: number;
  wrong_high: number;
  handed_over_per_day: number;
  busiest_per_hour: number;
  agents: number;
  answer_from: number;
}

export interface WhatIfChange {
  conversation: string;
  seq: number;
  at: number;
  text: string;
  before: string;
  before_entry: string | null;
  before_question: string | null;
  after: string;
  after_entry: string | null;
  after_question: string | null;
  confidence: number;
}

export interface WhatIf {
  /** Which drafts were tried; null when it was something else. */
  tried: string | null;
  days: number;
  messages: number;
  conversations: number;
  share: number;
  /** Questions that became wordings of the drafts. */
  taken: number;
  handling_seconds: number;
  at_once: number;
  before: WhatIfSide;
  after: WhatIfSide;
  curve: { answered: number; wrong: number }[];
  changed: number;
  changes: WhatIfChange[];
}

/** A trial that can be kept: as it was made, whatever the form says by now. */
export interface Tried {
  against: string;
  tried: string | null;
  site: string;
  kind: 'own' | 'wrong' | 'threshold';
  /** Percent. */
  value: number;
}

/** A site with its settings; only the names of those that this part reads. */
export interface SiteState {
  site: string;
  version: number;
  settings: { accepted_wrong?: number | null; answer_from?: number | null } & Record<string, unknown>;
}

/** Compiling the drafts may take a while. */
export const TRIAL_TIMEOUT = 5 * 60_000;
