// One goes on writing while what was written is being sent.

/** What is left of a text once its beginning has been sent. */
export function restOf(now: string, sent: string): string {
  const text = now.trimStart();
  return text.startsWith(sent) ? text.slice(sent.length).trimStart() : now;
}
