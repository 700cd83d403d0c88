// A safe subset of Markdown, turned straight into nodes: nothing is ever parsed as HTML, so there
// is nothing to sanitise.  Paragraphs, line breaks, headings (shown as bold lines), bold, italic,
// struck, code, lists, quotes, rules and links.  Links lead to http, https, mailto and tel only.
//
// Not here: HTML, tables, footnotes.

import type { ComponentChildren, VNode } from 'preact';

export interface MarkdownOptions {
  /** Show `![text](address)` of this server or over https as a picture: for what staff wrote only. */
  images?: boolean;
  /** As people write in a chat: `++text++` is underlined. */
  chat?: boolean;
}

const allowedSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The address when it is safe to link to, null otherwise.  A path of this server ("/help") is safe. */
export function safeAddress(address: string): string | null {
  const trimmed = address.trim();
  if (/^\/(?![/\\])/.test(trimmed)) return trimmed;
  try {
    const url = new URL(trimmed);
    return allowedSchemes.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(address: string, children: ComponentChildren): VNode {
  if (/^(mailto|tel):/.test(address)) return <a href={address}>{children}</a>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/* Inline: at each special character the rules that may begin there are tried in order. ------------ */

type Build = (match: RegExpExecArray, inner: (text: string) => ComponentChildren, options: MarkdownOptions) => ComponentChildren;

interface Rule {
  starts: string;
  pattern: RegExp;
  build: Build;
}

const MAX_DEPTH = 6;
const special = /[\\`![<h*_~+\n]/g;

/** Sentence punctuation, Western and Chinese, that ends an address written bare in a text. */
const addressEnd = /[.,;:!?'")\]}>。，；：！？、）》」』”’]+$/;

const bare: Build = (match) => {
  const shown = match[0].replace(addressEnd, '');
  const address = safeAddress(shown);
  return address ? [link(address, shown), match[0].slice(shown.length)] : match[0];
};

const written: Build = (match, inner, options) => {
  const [all, bang, label = '', target = ''] = match;
  const address = safeAddress(target);
  if (!address) return bang ? label : all;
  if (bang && options.images && /^(\/|https:)/.test(address)) return <img src={address} alt={label} loading="lazy" />;
  return link(address, inner(label));
};

const angled: Build = (match) => {
  const address = safeAddress(match[1] ?? '');
  return address ? link(address, (match[1] ?? '').replace(/^mailto:/, '')) : match[0];
};

const rules: Rule[] = [
  { starts: '\\', pattern: /\\([\\`*_{}[\]()#+\-.!~>|])/y, build: (match) => match[1] },
  { starts: '`', pattern: /(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/y, build: (match) => <code>{match[2]}</code> },
  { starts: '![', pattern: /(!?)\[((?:[^[\]\\]|\\.){0,500})\]\(\s*<?([^\s<>()]{1,2000}(?:\([^\s()]*\))?)>?\s*\)/y, build: written },
  { starts: '<', pattern: /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/y, build: angled },
  { starts: 'h', pattern: /(?<![A-Za-z0-9])https?:\/\/[^\s<>"“”「」，。；！？、（）]{1,2000}/uy, build: bare },
  { starts: '*', pattern: /\*\*(?=\S)([\s\S]*?\S\**)\*\*/y, build: (match, inner) => <strong>{inner(match[1]!)}</strong> },
  { starts: '*', pattern: /\*(?=[^\s*])([\s\S]*?[^\s*])\*(?!\*)/y, build: (match, inner) => <em>{inner(match[1]!)}</em> },
  { starts: '_', pattern: /(?<![\p{L}\p{N}_])__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}_])/uy, build: (match, inner) => <strong>{inner(match[1]!)}</strong> },
  { starts: '_', pattern: /(?<![\p{L}\p{N}_])_(?=[^\s_])([\s\S]*?[^\s_])_(?![\p{L}\p{N}_])/uy, build: (match, inner) => <em>{inner(match[1]!)}</em> },
  { starts: '~', pattern: /~~(?=\S)([\s\S]*?\S)~~/y, build: (match, inner) => <del>{inner(match[1]!)}</del> },
  { starts: '+', pattern: /\+\+(?=[^\s+])([\s\S]*?[^\s+])\+\+(?!\+)/y, build: (match, inner, options) => (options.chat ? <u>{inner(match[1]!)}</u> : match[0]) },
  { starts: '\n', pattern: /\n/y, build: () => <br /> },
];

function matchAt(text: string, at: number): { match: RegExpExecArray; rule: Rule } | null {
  for (const rule of rules) {
    if (!rule.starts.includes(text[at]!)) continue;
    rule.pattern.lastIndex = at;
    const match = rule.pattern.exec(text);
    if (match) return { match, rule };
  }
  return null;
}

function inline(text: string, options: MarkdownOptions, depth = 0): ComponentChildren[] {
  if (depth > MAX_DEPTH) return [text];
  const inner = (part: string) => inline(part, options, depth + 1);
  const out: ComponentChildren[] = [];
  let plainFrom = 0;
  let at = 0;
  while (at < text.length) {
    special.lastIndex = at;
    const place = special.exec(text);
    if (!place) break;
    const found = matchAt(text, place.index);
    if (!found) {
      at = place.index + 1;
      continue;
    }
    if (place.index > plainFrom) out.push(text.slice(plainFrom, place.index));
    out.push(found.rule.build(found.match, inner, options));
    at = plainFrom = place.index + found.match[0].length;
  }
  if (plainFrom < text.length) out.push(text.slice(plainFrom));
  return out;
}

/* Blocks ------------------------------------------------------------------ */

const fence = /^\s{0,3}(```+|~~~+)/;
const heading = /^\s{0,3}(#{1,6})\s+(.*)$/s;
const ruleLine = /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/;
const quote = /^\s{0,3}>\s?(.*)$/;
const item = /^(\s*)([-*+•]|\d{1,4}[.)、])\s+(.*)$/s;
const blank = /^\s*$/;

function startsBlock(line: string): boolean {
  return blank.test(line) || fence.test(line) || heading.test(line) || ruleLine.test(line) || quote.test(line) || item.test(line);
}

/** A heading's text without the marks that may close it.  Apart from `heading`, where trying where the
 * text ends for each of many blanks would take minutes. */
const withoutClosing = (text: string) => text.trimEnd().replace(/(?<!#)#+$/, '').trimEnd();

const indentOf = (line: string) => /^\s*/.exec(line)![0].replace(/\t/g, '    ').length;

/** Reads blocks from lines; each reader takes what is its own and says where it stopped. */
class Reader {
  private at = 0;

  constructor(
    private readonly lines: string[],
    private readonly options: MarkdownOptions,
    private readonly depth: number,
  ) {}

  blocks(): VNode[] {
    const out: VNode[] = [];
    while (this.at < this.lines.length) {
      const block = this.block();
      if (block) out.push(block);
    }
    return out;
  }

  private get line(): string {
    return this.lines[this.at] ?? '';
  }

  private text(text: string): ComponentChildren[] {
    return inline(text, this.options);
  }

  private nested(lines: string[]): ComponentChildren {
    if (this.depth >= MAX_DEPTH) return this.text(lines.join('\n'));
    return new Reader(lines, this.options, this.depth + 1).blocks();
  }

  private block(): VNode | null {
    const line = this.line;
    if (blank.test(line)) {
      this.at += 1;
      return null;
    }
    if (fence.test(line)) return this.fenced();
    if (ruleLine.test(line)) {
      this.at += 1;
      return <hr />;
    }
    const title = heading.exec(line);
    if (title) {
      this.at += 1;
      return (
        <p class="heading">
          <strong>{this.text(withoutClosing(title[2]!))}</strong>
        </p>
      );
    }
    if (quote.test(line)) return this.quoted();
    if (item.test(line)) return this.list();
    return this.paragraph();
  }

  private fenced(): VNode {
    const mark = fence.exec(this.line)![1]!;
    const lines: string[] = [];
    for (this.at += 1; this.at < this.lines.length && !this.line.trim().startsWith(mark); this.at += 1) lines.push(this.line);
    this.at += 1;
    return (
      <pre>
        <code>{lines.join('\n')}</code>
      </pre>
    );
  }

  private quoted(): VNode {
    const lines: string[] = [];
    for (let match = quote.exec(this.line); match; match = quote.exec(this.line)) {
      lines.push(match[1]!);
      this.at += 1;
    }
    return <blockquote>{this.nested(lines)}</blockquote>;
  }

  private paragraph(): VNode {
    const lines = [this.line.trim()];
    for (this.at += 1; this.at < this.lines.length && !startsBlock(this.line); this.at += 1) lines.push(this.line.trim());
    return <p>{this.text(lines.join('\n'))}</p>;
  }

  private list(): VNode {
    const first = item.exec(this.line)!;
    const ordered = /\d/.test(first[2]!);
    const indent = indentOf(this.line);
    const items: VNode[] = [];
    for (;;) {
      const match = item.exec(this.line);
      if (!match || indentOf(this.line) < indent || /\d/.test(match[2]!) !== ordered) break;
      items.push(<li>{this.listItem(match[3]!, indent)}</li>);
    }
    return ordered ? <ol start={parseInt(first[2]!, 10)}>{items}</ol> : <ul>{items}</ul>;
  }

  /** An item's own lines: those indented further, over blank lines too. */
  private listItem(text: string, indent: number): ComponentChildren {
    const lines: string[] = [];
    this.at += 1;
    while (this.at < this.lines.length) {
      const isBlank = blank.test(this.line);
      const next = isBlank ? (this.lines[this.at + 1] ?? '') : this.line;
      if (indentOf(next) <= indent && (isBlank ? !item.test(next) : startsBlock(next))) break;
      if (indentOf(next) <= indent && item.test(next)) {
        this.at += isBlank ? 1 : 0;
        break;
      }
      lines.push(this.line.trimEnd().replace(/^\s{1,4}/, ''));
      this.at += 1;
    }
    const own: string[] = [text];
    while (lines.length > 0 && !startsBlock(lines[0]!)) own.push(lines.shift()!.trim());
    return [this.text(own.join('\n')), lines.some((line) => !blank.test(line)) ? this.nested(lines) : null];
  }
}

export function renderMarkdown(text: string, options: MarkdownOptions = {}): VNode[] {
  return new Reader(text.replace(/\r\n?/g, '\n').split('\n'), options, 0).blocks();
}

/** Text that is not Markdown (a visitor's): lines kept, bare addresses made into links. */
export function renderPlain(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  const inner = (part: string) => part;
  let from = 0;
  for (const match of text.matchAll(/(?<![A-Za-z0-9])https?:\/\/[^\s<>"“”「」，。；！？、（）]{1,2000}/gu)) {
    out.push(text.slice(from, match.index), bare(match, inner, {}));
    from = match.index + match[0].length;
  }
  out.push(text.slice(from));
  return out;
}

export function Markdown({ text, images = false, chat = false }: { text: string } & MarkdownOptions): VNode {
  return <div class="markdown" dir="auto">{renderMarkdown(text, { images, chat })}</div>;
}
