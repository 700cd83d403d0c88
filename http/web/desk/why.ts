// Reads what the bot keeps of a decision ("why") into what a person wants to see.  The server may
// add to it; what isn't understood is left out, nothing breaks.

export interface WhyWord {
  text: string;
  /** How much it mattered against the one that mattered most, -1..1; null when it wasn't said.  Below
   * zero it spoke against the entry. */
  weight: number | null;
}

export type Strength = 'strong' | 'some' | 'little';

/** A weight for people who don't read numbers. */
export function strengthOf(word: WhyWord): Strength {
  const size = Math.abs(word.weight ?? 0.5);
  if (size > 0.66) return 'strong';
  return size > 0.2 ? 'some' : 'little';
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
  /** By how much its score was lower than the best one's; null when it wasn't said. */
  behind: number | null;
  /** Words of the question that say much for the best entry and less for this one. */
  lacks: string[];
}

const outcomes = ['asked', 'taken', 'wrong', 'done', 'cancelled', 'put-aside', 'given-up'] as const;

/** What became of a form when the message came. */
export interface WhyForm {
  rule: string;
  field: string;
  outcome: (typeof outcomes)[number];
  /** Values in a row that didn't fit. */
  wrong: number;
}

export interface Why {
  reason: string | null;
  /** Which step of the bot's turn decided. */
  step: string | null;
  rule: string | null;
  /** The words that the rule matched. */
  matched: string | null;
  /** What rules put on the conversation. */
  tags: string[];
  form: WhyForm | null;
  /** The best entry, whatever was decided. */
  entry: string | null;
  question: string | null;
  /** What was searched for, when it wasn't the message itself. */
  askedAs: string | null;
  words: WhyWord[];
  corrected: WhyCorrection[];
  /** The wording of the base that the question is nearest to. */
  resembles: string | null;
  likeness: number | null;
  score: number | null;
  /** Before and after calibration. */
  raw: number | null;
  confidence: number | null;
  /** The confidence from which the bot answers. */
  needed: number | null;
  runners: WhyRunner[];
  snapshot: number | null;
  micros: number | null;
}

type Bag = Record<string, unknown>;

const isThere = <Value>(value: Value | null): value is Value => value !== null;

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
  return {
    entry,
    question: text(value['question']),
    confidence: number(value['confidence']) ?? 0,
    behind: number(value['behind']),
    lacks: list(value['lacks']).map(text).filter(isThere),
  };
}

function readForm(value: unknown): WhyForm | null {
  if (!isBag(value)) return null;
  const outcome = outcomes.find((one) => one === value['outcome']);
  const rule = text(value['rule']);
  return outcome && rule ? { rule, outcome, field: text(value['field']) ?? '', wrong: number(value['wrong']) ?? 0 } : null;
}

/** A word that stands more than once in the question counts once, with all its weight. */
function gather(words: readonly WhyWord[]): WhyWord[] {
  const sums = new Map<string, number | null>();
  for (const { text: word, weight } of words) {
    const before = sums.get(word);
    sums.set(word, weight === null ? (before ?? null) : (before ?? 0) + weight);
  }
  const most = Math.max(0, ...[...sums.values()].map((weight) => Math.abs(weight ?? 0)));
  return [...sums]
    .filter(([, weight]) => weight !== 0)
    .map(([word, weight]) => ({ text: word, weight: weight !== null && most > 0 ? weight / most : null }));
}

export function readWhy(value: unknown): Why | null {
  if (!isBag(value)) return null;
  const resembles = isBag(value['resembles']) ? value['resembles'] : {};
  return {
    reason: text(value['reason']),
    step: text(value['step']),
    rule: text(value['rule']),
    matched: text(value['matched']),
    tags: list(value['tags']).map(text).filter(isThere),
    form: readForm(value['form']),
    entry: text(value['entry']),
    question: text(value['question']),
    askedAs: text(value['asked_as']),
    words: gather(list(value['words']).map(readWord).filter(isThere)),
    corrected: list(value['corrected']).map(readCorrection).filter(isThere),
    resembles: text(resembles['text']),
    likeness: number(resembles['likeness']),
    score: number(value['score']),
    raw: number(value['confidence_before_calibration']),
    confidence: number(value['confidence']),
    needed: number(value['needed']),
    runners: list(value['runners_up']).map(readRunner).filter(isThere),
    snapshot: number(value['snapshot']),
    micros: number(value['micros']),
  };
}
