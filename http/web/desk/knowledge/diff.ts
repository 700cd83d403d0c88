// What differs between two texts, for showing them side by side: by lines, and within a changed line by
// words (in Chinese, by characters).  Pure.

export interface Piece {
  text: string;
  /** Only on this side. */
  isChanged: boolean;
}

/** A line of one side; null where that side has none. */
export type Line = Piece[] | null;

export interface DiffRow {
  before: Line;
  after: Line;
}

/** A step from one list to another; indexes count in their own list. */
interface Step {
  kind: 'same' | 'removed' | 'added';
  before: number;
  after: number;
}

/** Above this many comparisons, what isn't alike at both ends counts as changed whole. */
const WORK_MOST = 4_000_000;

/** The shortest way from one list to the other, by their longest common part. */
export function steps(before: readonly string[], after: readonly string[]): Step[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const rows = before.length - head - tail;
  const columns = after.length - head - tail;
  const out: Step[] = [];
  for (let at = 0; at < head; at += 1) out.push({ kind: 'same', before: at, after: at });
  if (rows * columns <= WORK_MOST) out.push(...walk(before, after, head, rows, columns));
  else out.push(...replaced(head, rows, columns));
  for (let at = tail; at > 0; at -= 1) out.push({ kind: 'same', before: before.length - at, after: after.length - at });
  return out;
}

function replaced(head: number, rows: number, columns: number): Step[] {
  return [
    ...Array.from({ length: rows }, (_, at): Step => ({ kind: 'removed', before: head + at, after: head })),
    ...Array.from({ length: columns }, (_, at): Step => ({ kind: 'added', before: head + rows, after: head + at })),
  ];
}

function walk(before: readonly string[], after: readonly string[], head: number, rows: number, columns: number): Step[] {
  const width = columns + 1;
  /* length[row * width + column]: of the longest common part of what follows both. */
  const length = new Uint32Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const at = row * width + column;
      const isSame = before[head + row] === after[head + column];
      length[at] = isSame ? length[at + width + 1]! + 1 : Math.max(length[at + width]!, length[at + 1]!);
    }
  }
  const out: Step[] = [];
  let row = 0;
  let column = 0;
  while (row < rows || column < columns) {
    const at = row * width + column;
    const place = { before: head + row, after: head + column };
    if (row < rows && column < columns && before[head + row] === after[head + column]) {
      out.push({ kind: 'same', ...place });
      row += 1;
      column += 1;
    } else if (column === columns || (row < rows && length[at + width]! >= length[at + 1]!)) {
      out.push({ kind: 'removed', ...place });
      row += 1;
    } else {
      out.push({ kind: 'added', ...place });
      column += 1;
    }
  }
  return out;
}

/** Words with the blanks after them; a Chinese character stands for itself. */
export function wordsOf(text: string): string[] {
  return text.match(/\p{Script=Han}|[\p{L}\p{N}_]+?(?=\p{Script=Han}|[^\p{L}\p{N}_]|$)|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
}

function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last && last.isChanged === piece.isChanged) last.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
}

/** One line as it was and as it is, with what is only on each side marked. */
export function lineDiff(before: string, after: string): { before: Piece[]; after: Piece[] } {
  const [was, is] = [wordsOf(before), wordsOf(after)];
  const way = steps(was, is);
  const kept = way.filter((step) => step.kind === 'same' && was[step.before]!.trim()).length;
  /* Lines with next to nothing in common are easier to read whole. */
  if (kept * 4 < Math.min(was.length, is.length)) {
    return { before: [{ text: before, isChanged: true }], after: [{ text: after, isChanged: true }] };
  }
  const side = (words: string[], other: Step['kind'], which: 'before' | 'after') =>
    joined(way.filter((step) => step.kind !== other).map((step) => ({ text: words[step[which]]!, isChanged: step.kind !== 'same' })));
  return { before: side(was, 'added', 'before'), after: side(is, 'removed', 'after') };
}

const whole = (text: string, isChanged: boolean): Piece[] => [{ text, isChanged }];

/** Two texts line by line.  Lines that were replaced stand beside each other. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [was, is] = [removed[at], added[at]];
      if (was !== undefined && is !== undefined) rows.push(lineDiff(was, is));
      else rows.push({ before: was === undefined ? null : whole(was, true), after: is === undefined ? null : whole(is, true) });
    }
    removed = [];
    added = [];
  };
  for (const step of steps(before, after)) {
    if (step.kind === 'removed') removed.push(before[step.before]!);
    else if (step.kind === 'added') added.push(after[step.after]!);
    else {
      flush();
      rows.push({ before: whole(before[step.before]!, false), after: whole(after[step.after]!, false) });
    }
  }
  flush();
  return rows;
}
