// Reads what the bot keeps of a decision ("why") into what a person wants to see.  The server may
// add to it; what isn't understood is left out, nothing breaks.

export interface WhyWord {
  text: string;
  /** How much it mattered against the one that mattered most, 0..1; null when it wasn't said. */
  weight: number | null;
}

/** A misspelling, and the word that it was read as. */
export interface WhyCorrection {
  from: string;
  to: string;
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
  corrected: WhyCorrection[];
  /** The wording of the base that the question is nearest to. */
  resembles: string | null;
  runners: WhyRunner[];
  snapshot: number | null;
  micros: number | null;
}

type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function readWord(value: unknown): WhyWord | null {
  if (typeof value === 'string') return { text: value, weight: null };
  if (!isBag(value)) return null;
  const word = text(value['text']);
  if (word === null) return null;
  return { text: word, weight: number(value['weight']) };
}

function readCorrection(value: unknown): WhyCorrection | null {
  if (!isBag(value)) return null;
  const from = text(value['from']);
  const to = text(value['to']);
  return from !== null && to !== null ? { from, to } : null;
}

function readRunner(value: unknown): WhyRunner | null {
  if (!isBag(value)) return null;
  const entry = text(value['entry']);
  if (entry === null) return null;
  return { entry, question: text(value['question']), confidence: number(value['confidence']) ?? 0 };
}

const isThere = <Value>(value: Value | null): value is Value => value !== null;

export function readWhy(value: unknown): Why | null {
  if (!isBag(value)) return null;
  const words = list(value['words']).map(readWord).filter(isThere).filter((word) => word.weight === null || word.weight > 0);
  const most = Math.max(0, ...words.map((word) => word.weight ?? 0));
  return {
    reason: text(value['reason']),
    rule: text(value['rule']),
    words: words.map((word) => ({ ...word, weight: word.weight !== null && most > 0 ? word.weight / most : null })),
    corrected: list(value['corrected']).map(readCorrection).filter(isThere),
    resembles: isBag(value['resembles']) ? text(value['resembles']['text']) : null,
    runners: list(value['runners_up']).map(readRunner).filter(isThere),
    snapshot: number(value['snapshot']),
    micros: number(value['micros']),
  };
}
