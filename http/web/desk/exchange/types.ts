// What the server says of imports.

export interface ImportProblem {
  /** Inside an archive. */
  file: string | null;
  line: number;
  /** Of a table, from 1; 0: none. */
  column: number;
  code: string;
  field: string;
  message: string;
  detail: string;
  /** The line that has the same id, when that is the problem; else 0. */
  other_line: number;
}

export type Outcome = 'added' | 'changed' | 'unchanged';

export interface ImportEffect {
  file: string | null;
  line: number;
  /** "entry", "rule", "synonyms"... */
  part: string;
  /** Of an entry. */
  external_id: string;
  /** Of an entry; what tells another part from others. */
  question: string;
  outcome: Outcome;
  /** Names of the parts that differ, with blanks between. */
  changes: string;
}

export interface ImportAnswer {
  id: string | null;
  format: string;
  encoding: string;
  added: number;
  changed: number;
  unchanged: number;
  effects: ImportEffect[];
  notes: ImportProblem[];
  notes_total: number;
}

export interface ImportProgress {
  stage: 'idle' | 'reading' | 'comparing' | 'storing' | 'undoing';
  done: number;
  total: number;
}

export interface ImportRecord {
  id: string;
  file: string;
  format: string;
  state: 'running' | 'done' | 'undone';
  added: number;
  changed: number;
  unchanged: number;
  started_by: string | null;
  started_at: number;
  undone_by: string | null;
  undone_at: number | null;
}

export interface Imports {
  progress: ImportProgress;
  imports: ImportRecord[];
}

export interface ImportConflict {
  /** "" of what is no entry: then the external id is its kind. */
  entry: string;
  external_id: string;
  question: string;
  changed_by: string | null;
  changed_at: number;
}

/** In the order of the menu. */
export const formats = ['xlsx', 'csv', 'tsv', 'jsonl', 'markdown', 'html', 'faqpage', 'rasa', 'dialogflow', 'zendesk'] as const;

/** What the server takes; larger files are refused before they are sent. */
export const MOST_BYTES = 64 * 1024 * 1024;
/** A large import takes minutes on a small machine. */
export const TIMEOUT = 15 * 60_000;
