// A safe subset of Markdown, turned straight into nodes: nothing is ever parsed as HTML, so there
// is nothing to sanitise.  Paragraphs, line breaks, headings (shown as bold lines), bold, italic,
// code, lists, quotes, rules and links.  Links lead to http, https, mailto and tel only.
//
// Not here: HTML, tables, footnotes, and pictures from other places.

import type { ComponentChildren, VNode } from 'preact';

export interface MarkdownOptions {
  /** Show `![text](/path)` of this server as a picture.  Elsewhere it stays a link. */
  images?: boolean;
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

function Link({ address, children }: { address: string; children: ComponentChildren }): VNode {
  const opensHere = /^(mailto|tel):/.test(address);
  return opensHere ? (
    <a href={address}>{children}</a>
  ) : (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/* Inline ---------------------------------------------------------------- */

interface Rule {
  pattern: RegExp;
  build: (match: RegExpExecArray, options: MarkdownOptions, depth: number) => ComponentChildren;
}

const MAX_DEPTH = 6;

/** Sentence punctuation, Western and Chinese, that ends an address written bare in a text. */
const addressEnd = /[.,;:!?'")\]}>。，；：！？、）》」』”’]+$/;

function bareAddress(match: RegExpExecArray): ComponentChildren {
  const written = match[0];
  const shown = written.replace(addressEnd, '');
  const address = safeAddress(shown);
  if (!address) return written;
  return [<Link address={address}>{shown}</Link>, written.slice(shown.length)];
}

function written(match: RegExpExecArray, options: MarkdownOptions, depth: number): ComponentChildren {
  const [all, bang, label = '', target = ''] = match;
  const address = safeAddress(target);
  if (!address) return bang ? label : all;
  if (bang && options.images && address.startsWith('/')) return <img src={address} alt={label} loading="lazy" />;
  return <Link address={address}>{inline(label, options, depth + 1)}</Link>;
}

/* Tried in this order at each place; the earliest match in the text wins. */
const rules: Rule[] = [
  { pattern: /\\([\\`*_{}[\]()#+\-.!~>|])/, build: (match) => match[1] },
  { pattern: /(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/, build: (match) => <code>{match[2]}</code> },
  { pattern: /(!?)\[((?:[^[\]\\]|\\.){0,500})\]\(\s*<?([^\s<>()]{1,2000}(?:\([^\s()]*\))?)>?\s*\)/, build: written },
  { pattern: /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/, build: (match, options, depth) => written(asLink(match), options, depth) },
  { pattern: /\bhttps?:\/\/[^\s<>"“”「」，。；！？、（）]{1,2000}/, build: bareAddress },
  { pattern: /\*\*(?=\S)([\s\S]*?\S\**)\*\*/, build: (match, options, depth) => <strong>{inline(match[1]!, options, depth + 1)}</strong> },
  { pattern: /(?<![\p{L}\p{N}_])__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}_])/u, build: (match, options, depth) => <strong>{inline(match[1]!, options, depth + 1)}</strong> },
  { pattern: /~~(?=\S)([\s\S]*?\S)~~/, build: (match, options, depth) => <del>{inline(match[1]!, options, depth + 1)}</del> },
  { pattern: /\*(?=[^\s*])([\s\S]*?[^\s*])\*(?!\*)/, build: (match, options, depth) => <em>{inline(match[1]!, options, depth + 1)}</em> },
  { pattern: /(?<![\p{L}\p{N}_])_(?=[^\s_])([\s\S]*?[^\s_])_(?![\p{L}\p{N}_])/u, build: (match, options, depth) => <em>{inline(match[1]!, options, depth + 1)}</em> },
  { pattern: / *\n/, build: () => <br /> },
];

function asLink(match: RegExpExecArray): RegExpExecArray {
  const address = match[1] ?? '';
  return Object.assign([...match], ['', '', address.replace(/^mailto:/, ''), address].entries(), {
    0: match[0],
    1: '',
    2: address.replace(/^mailto:/, ''),
    3: address,
  }) as unknown as RegExpExecArray;
}

function inline(text: string, options: MarkdownOptions, depth = 0): ComponentChildren[] {
  if (depth > MAX_DEPTH) return [text];
  const out: ComponentChildren[] = [];
  let rest = text;
  while (rest) {
    let first: { match: RegExpExecArray; rule: Rule } | null = null;
    for (const rule of rules) {
      const match = rule.pattern.exec(rest);
      if (match && (!first || match.index < first.match.index)) first = { match, rule };
      if (first?.match.index === 0) break;
    }
    if (!first) break;
    if (first.match.index > 0) out.push(rest.slice(0, first.match.index));
    out.push(first.rule.build(first.match, options, depth));
    rest = rest.slice(first.match.index + first.match[0].length);
  }
  if (rest) out.push(rest);
  return out;
}
