// Reads what the bot keeps of a decision ("why") into what a person wants to see.  The server may
// add to it; what isn't understood is left out, nothing breaks.

export interface WhyWord {
  text: string;
  /** How much it mattered, 0..1; null when it wasn't said. */
  weight: number | null;
  /** What the visitor wrote, when a misspelling was read as this word. */
  written: string | null;
}

export interface WhyRunner {
  entry: string;
  question: string | null;
  confidence: number;
}

export interface Why {
  reason: string | null;
  rule: string | null;
  words: WhyWord[];
  runners: WhyRunner[];
  snapshot: number | null;
  micros: number | null;
}

type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function first(bag: Bag, ...names: string[]): unknown {
  return names.map((name) => bag[name]).find((value) => value !== undefined && value !== null);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function readWord(value: unknown): WhyWord | null {
  if (typeof value === 'string') return { text: value, weight: null, written: null };
  if (!isBag(value)) return null;
  const word = text(first(value, 'word', 'text', 'term'));
  if (word === null) return null;
  return { text: word, weight: number(first(value, 'weight', 'share', 'score')), written: text(first(value, 'written', 'from')) };
}

function readRunner(value: unknown): WhyRunner | null {
  if (!isBag(value)) return null;
  const entry = text(value['entry']);
  if (entry === null) return null;
  return { entry, question: text(first(value, 'question', 'text')), confidence: number(value['confidence']) ?? 0 };
}

const isThere = <Value>(value: Value | null): value is Value => value !== null;

export function readWhy(value: unknown): Why | null {
  if (!isBag(value)) return null;
  const words = list(first(value, 'words', 'terms')).map(readWord).filter(isThere);
  const most = Math.max(0, ...words.map((word) => word.weight ?? 0));
  const rule = value['rule'];
  return {
    reason: text(value['reason']),
    rule: isBag(rule) ? text(rule['name']) : text(rule),
    words: words.map((word) => ({ ...word, weight: word.weight !== null && most > 0 ? word.weight / most : null })),
    runners: list(first(value, 'runners_up', 'runners', 'alternatives', 'candidates')).map(readRunner).filter(isThere),
    snapshot: number(first(value, 'snapshot', 'publication')),
    micros: number(value['micros']),
  };
}
