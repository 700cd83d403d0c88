// What the server says of clusters and suggestions.

export type ClusterState = 'open' | 'added' | 'ignored';

export interface NamedCount {
  name: string;
  asked: number;
}

export interface Cluster {
  id: string;
  /** The wording asked most. */
  title: string;
  language: string;
  state: ClusterState | 'empty';
  reason: string | null;
  /** What undoes that it was ignored. */
  ignored_by_act: string | null;
  entry: string | null;
  assignee: string | null;
  assignee_name: string | null;
  due_at: number | null;
  questions: number;
  open_questions: number;
  asked: number;
  /** Of the times it was asked, those in conversations that are over, */
  ended: number;
  /** and of those, the ones in which nobody helped. */
  lost: number;
  /** Questions that publication `checked` answers. */
  answered: number;
  checked: number;
  first_at: number;
  last_at: number;
  /** Asked by day; the last is today. */
  trend: number[];
  sites: NamedCount[];
  reasons: NamedCount[];
}

export interface ClusterPage {
  clusters: Cluster[];
  totals: Record<ClusterState | 'mine', number>;
  next: string | null;
}

export interface NearEntry {
  external_id: string;
  id: string | null;
  question: string;
  answer: string;
  confidence: number;
}

export interface AgentAnswer {
  conversation: string;
  seq: number;
  question: string;
  answer: string;
  rating: string | null;
  at: number;
}

export interface ClusterDetail {
  cluster: Cluster;
  nearest: NearEntry[];
  answers: AgentAnswer[];
}

export interface ClusterQuestion {
  id: string;
  text: string;
  state: ClusterState;
  asked: number;
  ended: number;
  lost: number;
  last_at: number;
  answered_by: string | null;
  answered_confidence: number;
  conversation: string | null;
  seq: number;
}

export interface ClusterQuestions {
  questions: ClusterQuestion[];
  next: string | null;
}

export interface ActAnswer {
  act: string;
  entry: string | null;
  cluster: string | null;
}

export interface Colleague {
  id: string;
  display_name: string;
}

export type SuggestionState = 'open' | 'accepted' | 'rejected';

export interface Suggestion {
  id: string;
  kind: 'new' | 'variant' | 'outdated';
  state: SuggestionState;
  question: string;
  answer: string;
  language: string;
  entry: string | null;
  entry_id: string | null;
  entry_question: string | null;
  entry_answer: string | null;
  entry_confidence: number;
  conversations: number;
  /** How alike the answers are, 0 to 1. */
  alike: number;
  ratings: number;
  /** Mean, 4 excellent to 1 poor. */
  rating: number;
  first_at: number;
  last_at: number;
}

export interface SuggestionPage {
  suggestions: Suggestion[];
  next: string | null;
}

export interface SuggestionDetail {
  suggestion: Suggestion;
  sources: AgentAnswer[];
}
