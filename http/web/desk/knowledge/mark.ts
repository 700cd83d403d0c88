// Markdown written for the editor: what a press of "bold" makes of the selected text.  Pure.

export interface Selected {
  text: string;
  start: number;
  end: number;
}

/** Puts marks around the selection, or takes them away again. */
export function around({ text, start, end }: Selected, mark: string, sample: string): Selected {
  const chosen = text.slice(start, end);
  const isMarked = text.slice(start - mark.length, start) === mark && text.slice(end, end + mark.length) === mark;
  if (isMarked) {
    return { text: text.slice(0, start - mark.length) + chosen + text.slice(end + mark.length), start: start - mark.length, end: end - mark.length };
  }
  const inner = chosen || sample;
  return { text: text.slice(0, start) + mark + inner + mark + text.slice(end), start: start + mark.length, end: start + mark.length + inner.length };
}

/** Makes each selected line an item of a list, or plain lines again. */
export function listed({ text, start, end }: Selected): Selected {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const stop = text.indexOf('\n', end);
  const to = stop < 0 ? text.length : stop;
  const lines = text.slice(from, to).split('\n');
  const isList = lines.every((line) => line.startsWith('- '));
  const changed = lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join('\n');
  return { text: text.slice(0, from) + changed + text.slice(to), start: from, end: from + changed.length };
}

/** A link with its address selected, to be typed over. */
export function linked({ text, start, end }: Selected, sample: string): Selected {
  const chosen = text.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  const label = isAddress || !chosen ? sample : chosen;
  const address = isAddress ? chosen : 'https://';
  const at = start + label.length + 3;
  const made = { text: `${text.slice(0, start)}[${label}](${address})${text.slice(end)}` };
  return isAddress ? { ...made, start: start + 1, end: start + 1 + label.length } : { ...made, start: at, end: at + address.length };
}

/** Text put at the cursor, on lines of its own. */
export function inserted({ text, start, end }: Selected, block: string): Selected {
  const before = text.slice(0, start);
  const gap = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const after = text.slice(end);
  const tail = after.startsWith('\n') || after === '' ? '' : '\n\n';
  const at = start + gap.length + block.length;
  return { text: before + gap + block + tail + after, start: at, end: at };
}

/** An image's description from its file's name: no brackets, no ending. */
export function describe(fileName: string): string {
  return fileName.replace(/\.[A-Za-z0-9]+$/, '').replace(/[[\]\\()\s]+/g, ' ').trim();
}
