// The chat's own reader of Markdown shows what the server's pages show: the cases are those of
// tests/unit/test_markdown.c.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isValidElement, type ComponentChildren, type VNode } from 'preact';
import { expect, it } from 'vitest';
import { renderMarkdown } from '../shared/markdown';

const cases = JSON.parse(readFileSync(join(__dirname, '../../../tests/unit/markdown_cases.json'), 'utf8')) as [string, string][];
const alone = new Set(['br', 'hr', 'img']);
const hidden = new Set(['target', 'rel', 'loading', 'children', 'class']);

/** The nodes as the cases are written: no entities, any heading <h>. */
function html(node: ComponentChildren): string {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (Array.isArray(node)) return node.map(html).join('');
  if (!isValidElement(node)) return String(node);
  const { type, props } = node as VNode<Record<string, unknown>>;
  const children = html(props['children'] as ComponentChildren);
  if (props['class'] === 'heading') return children.replace(/^<strong>/, '<h>').replace(/<\/strong>$/, '</h>');
  const attributes = Object.entries(props)
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => ` ${name}="${String(value)}"`)
    .join('');
  return `<${String(type)}${attributes}>${alone.has(String(type)) ? '' : `${children}</${String(type)}>`}`;
}

it.each(cases)('%j', (text, shown) => {
  expect(html(renderMarkdown(text, { images: true }))).toBe(shown);
});
