// "@name" in a comment while it is being written.  Pure.

export interface Naming {
  /** Where the "@" stands. */
  from: number;
  /** What follows it up to the cursor. */
  typed: string;
}

/** The name that is being written at the cursor; null when none is. */
export function namingAt(text: string, cursor: number): Naming | null {
  const match = /(?:^|[^\w@.-])@([\w.-]*)$/.exec(text.slice(0, cursor));
  if (!match) return null;
  const typed = match[1] ?? '';
  return { from: cursor - typed.length - 1, typed };
}

/** The text with the name put in, and where the cursor then stands. */
export function named(text: string, { from, typed }: Naming, name: string): { text: string; cursor: number } {
  const after = text.slice(from + 1 + typed.length);
  const gap = after.startsWith(' ') ? '' : ' ';
  return { text: `${text.slice(0, from)}@${name}${gap}${after}`, cursor: from + name.length + 2 };
}

/** A comment's text in parts, the mentions apart. */
export function parts(text: string): { text: string; isMention: boolean }[] {
  const out: { text: string; isMention: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<![\w@.-])@[\w-]+(?:\.[\w-]+)*/g)) {
    if (match.index > from) out.push({ text: text.slice(from, match.index), isMention: false });
    out.push({ text: match[0], isMention: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) out.push({ text: text.slice(from), isMention: false });
  return out;
}
