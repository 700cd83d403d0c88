// The Markdown subset: what it shows, and that nothing unsafe comes through.

import { isValidElement, type ComponentChildren, type VNode } from 'preact';
import { describe, expect, it } from 'vitest';
import { renderMarkdown, renderPlain, safeAddress } from '../shared/markdown';

/** The nodes written as HTML would be, for comparing. */
function html(node: ComponentChildren): string {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (Array.isArray(node)) return node.map(html).join('');
  if (!isValidElement(node)) return String(node).replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const { type, props } = node as VNode<Record<string, unknown>>;
  const { children, ...attributes } = props;
  const names = Object.entries(attributes)
    .filter(([name]) => !['target', 'rel', 'loading'].includes(name))
    .map(([name, value]) => ` ${name}="${String(value)}"`)
    .join('');
  return `<${String(type)}${names}>${html(children as ComponentChildren)}</${String(type)}>`;
}

const show = (text: string, images = false) => html(renderMarkdown(text, { images }));

describe('what it shows', () => {
  it.each([
    ['plain text', '<p>plain text</p>'],
    ['one\ntwo', '<p>one<br></br>two</p>'],
    ['one\n\ntwo', '<p>one</p><p>two</p>'],
    ['**bold** and *italic* and ***both***', '<p><strong>bold</strong> and <em>italic</em> and <strong><em>both</em></strong></p>'],
    ['__bold__ _italic_ ~~gone~~', '<p><strong>bold</strong> <em>italic</em> <del>gone</del></p>'],
    ['您好，**海港移动**！', '<p>您好，<strong>海港移动</strong>！</p>'],
    ['snake_case_name and 2*3*4', '<p>snake_case_name and 2<em>3</em>4</p>'],
    ['2 * 3 * 4', '<p>2 * 3 * 4</p>'],
    ['`*555#` and ``a`b``', '<p><code>*555#</code> and <code>a`b</code></p>'],
    ['\\*not italic\\*', '<p>*not italic*</p>'],
    ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['1. one\n2. two', '<ol start="1"><li>one</li><li>two</li></ol>'],
    ['3. three\n4. four', '<ol start="3"><li>three</li><li>four</li></ol>'],
    ['- one\n  - inner\n- two', '<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>'],
    ['Intro:\n- one\n- two\n\nEnd', '<p>Intro:</p><ul><li>one</li><li>two</li></ul><p>End</p>'],
    ['# Title', '<p class="heading"><strong>Title</strong></p>'],
    ['> quoted\n> more', '<blockquote><p>quoted<br></br>more</p></blockquote>'],
    ['---', '<hr></hr>'],
    ['```\na < b\n```', '<pre><code>a &lt; b</code></pre>'],
    ['[plans](https://shop.example.com/plans)', '<p><a href="https://shop.example.com/plans">plans</a></p>'],
    ['[mail](mailto:a@example.com)', '<p><a href="mailto:a@example.com">mail</a></p>'],
    ['[call](tel:+865550100)', '<p><a href="tel:+865550100">call</a></p>'],
    ['see https://example.com/a_b_c.', '<p>see <a href="https://example.com/a_b_c">https://example.com/a_b_c</a>.</p>'],
    ['请看https://example.com/plans。谢谢', '<p>请看<a href="https://example.com/plans">https://example.com/plans</a>。谢谢</p>'],
    ['xhttps://example.com', '<p>xhttps://example.com</p>'],
    ['请看 https://example.com/plans。谢谢', '<p>请看 <a href="https://example.com/plans">https://example.com/plans</a>。谢谢</p>'],
    ['**unclosed', '<p>**unclosed</p>'],
    ['', ''],
  ])('%j', (text, expected) => expect(show(text)).toBe(expected));

  it('shows pictures only where it may', () => {
    expect(show('![map](/files/map.png)')).toBe('<p><a href="/files/map.png">map</a></p>');
    expect(show('![map](/files/map.png)', true)).toBe('<p><img src="/files/map.png" alt="map"></img></p>');
    expect(show('![map](http://elsewhere.example/map.png)', true)).toContain('<a href=');
  });
});

describe('what it refuses', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/\\evil.example',
    'relative/path',
  ])('makes no link of %j', (address) => {
    expect(safeAddress(address)).toBeNull();
    expect(show(`[click](${address})`)).not.toContain('<a ');
    expect(show(`![click](${address})`, true)).not.toContain('<img ');
  });

  it('shows HTML as text', () => {
    expect(show('<img src=x onerror=alert(1)><script>alert(1)</script>')).toBe(
      '<p>&lt;img src=x onerror=alert(1)>&lt;script>alert(1)&lt;/script></p>',
    );
  });

  it('opens links without giving them this window', () => {
    const [paragraph] = renderMarkdown('[a](https://example.com)') as VNode<{ children: VNode<Record<string, string>>[] }>[];
    const link = paragraph!.props.children[0]!;
    expect(link.props['target']).toBe('_blank');
    expect(link.props['rel']).toContain('noopener');
  });
});

describe('however hard it is pushed', () => {
  it.each(['*', '_', '**', '`', '[', '![', '> ', '- ', '~~', '<', '\\', '[](', '**a*', '(https://a'])('takes 4,000 characters of %j in good time', (part) => {
    const began = Date.now();
    renderMarkdown(part.repeat(4_000 / part.length));
    // Generous: it takes a few milliseconds, and a pattern that explodes takes minutes.
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('takes a heading full of blanks', () => {
    expect(show(`## one ##${' '.repeat(4000)}two ## ${'#'.repeat(4000)}`)).toMatch(/^<p class="heading"><strong>one ## +two ##<.strong><.p>$/);
    expect(show(`# ${' '.repeat(4000)}#${' '.repeat(4000)}\u2028x`)).toContain('class="heading"');
  });

  it('takes deep nesting', () => {
    expect(show(`${'> '.repeat(500)}deep`)).toContain('deep');
  });
});

describe('plain text', () => {
  it('keeps everything and links bare addresses', () => {
    expect(html(renderPlain('**no** <b> https://example.com/x, ok'))).toBe(
      '**no** &lt;b> <a href="https://example.com/x">https://example.com/x</a>, ok',
    );
  });
});
