// widget.js: the one script that a page embeds.
//
//   <script async src="https://chat.example.com/widget.js" data-site="default"></script>
//
// It draws the floating button (in a shadow tree, so that the page's styles and ours never meet)
// and puts the chat into a frame of our own origin, loaded when it is first needed.  It writes no
// inline style or script, so it runs under a strict content security policy.
//
// Attributes: data-site, data-lang, data-theme (light, dark, auto), data-position (left, right),
// data-group (which kind of business), data-tags ("vip,new": what the page says of the visitor),
// data-button ("none": the page has its own way in), data-colour; what isn't said here, the site's
// settings say.  Any element of the page may open the chat, a picture or a line of text as well:
// data-foyer-open, data-foyer-group="group", data-foyer-ask="a question", data-foyer-person="group".
// In scripts: foyer('open'), foyer('close'), foyer('ask', text), foyer('person', group),
// foyer('group', name), foyer('setUser', {id, expires, signature} | null), foyer('language', tag),
// foyer('theme', name), foyer('on', 'unread' | 'open' | 'close' | 'user', callback).

import { MARK, type FromFrame, type ToFrame, type User } from './protocol';
import { sheet } from './sheet';
import { textsFor } from './texts';

type Listener = (value?: unknown) => void;
type Call = [name: string, ...rest: unknown[]];

interface Api {
  (...call: Call): void;
  q?: ArrayLike<unknown>[];
  loaded?: boolean;
}

declare global {
  interface Window {
    foyer?: Api;
  }
}

function begin(script: HTMLScriptElement): void {
  const origin = new URL(script.src).origin;
  const data = script.dataset;
  const site = data['site'] ?? 'default';
  const page = document.documentElement;
  const memory = `foyer:${site}:loader`;
  const pageLanguage = () => data['lang'] || page.lang || navigator.language;
  let language = pageLanguage();
  let theme = data['theme'] ?? 'auto';
  let frame: HTMLIFrameElement | null = null;
  let frameReady = false;
  let isOpen = false;
  let unread = 0;
  const waiting: ToFrame[] = [];
  const listeners: Record<string, Listener[]> = {};

  /* The page's own storage remembers that a conversation is going on; it may be forbidden. */
  const remember = (active: boolean) => {
    try {
      if (active) localStorage.setItem(memory, '1');
      else localStorage.removeItem(memory);
    } catch {
      // Then the frame loads when the visitor opens the chat.
    }
  };
  const remembers = () => {
    try {
      return localStorage.getItem(memory) !== null;
    } catch {
      return false;
    }
  };

  /* What stands in the page ------------------------------------------------- */

  const host = document.createElement('foyer-chat');
  const root = host.attachShadow({ mode: 'closed' });
  const style = new CSSStyleSheet();
  style.replaceSync(sheet);
  root.adoptedStyleSheets = [style];

  const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, part: string) => {
    const element = document.createElement(name);
    element.className = part;
    return element;
  };
  const drawing = (path: string) => {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const line = document.createElementNS(space, 'path');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  };

  const box = make('div', 'box');
  const panel = make('div', 'panel');
  const button = make('button', 'button');
  const badge = make('span', 'badge');
  button.type = 'button';
  button.append(
    drawing('M20.5 11.7a7.8 7.8 0 0 1-8.3 7.4 9 9 0 0 1-3.3-.7L4 20.2l1.3-4a7 7 0 0 1-1.8-4.5 7.8 7.8 0 0 1 8.2-7.4 7.9 7.9 0 0 1 8.8 7.4Z'),
    drawing('m6 9.5 6 6 6-6'),
    badge,
  );
  box.append(panel);
  if (data['button'] !== 'none') box.append(button);
  root.append(box);

  /* How it looks: the page's word, else the site's, which may come later or not at all. */
  let position = data['position'];
  const paint = (colour: string | null | undefined) => {
    const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour ?? '');
    if (!parts) return;
    const [red, green, blue] = parts.slice(1).map((part) => parseInt(part, 16)) as [number, number, number];
    const isLight = red * 299 + green * 587 + blue * 114 > 150_000;
    box.style.setProperty('--ground', colour!);
    box.style.setProperty('--hover', colour!);
    box.style.setProperty('--sign', isLight ? '#0c100f' : '#fff');
  };
  const dress = async () => {
    paint(data['colour']);
    if (position && data['colour']) return;
    try {
      const answer = await fetch(`${origin}/v1/sites/${encodeURIComponent(site)}/look`, { credentials: 'omit' });
      const { look } = (await answer.json()) as { look: { colour: string | null; position: string } };
      position ??= look.position;
      if (!data['colour']) paint(look.colour);
      draw();
    } catch {
      // The page's policy may forbid it: then it looks as always.
    }
  };

  const draw = () => {
    const texts = textsFor(language);
    box.className = `box ${position === 'left' ? 'left' : 'right'} ${isOpen ? 'open' : ''} ${theme}`;
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute('aria-label', isOpen ? texts.close : unread ? texts.unread(unread) : texts.open);
    badge.textContent = unread > 9 ? '9+' : unread ? String(unread) : '';
    badge.hidden = unread === 0 || isOpen;
    if (frame) frame.title = texts.title;
  };

  /* The frame ---------------------------------------------------------------- */

  const tell = (message: ToFrame) => {
    if (frameReady) frame?.contentWindow?.postMessage({ [MARK]: 1, ...message }, origin);
    else waiting.push(message);
  };
  const tellPlace = () => tell({ type: 'place', page: location.href, referrer: document.referrer });

  const load = () => {
    if (frame) return;
    const query = new URLSearchParams({ site, lang: language, theme });
    for (const name of ['group', 'tags']) if (data[name]) query.set(name, data[name]);
    frame = make('iframe', 'frame');
    frame.src = `${origin}/widget/?${query}`;
    frame.allow = 'clipboard-write';
    panel.append(frame);
    tellPlace();
    draw();
  };

  const show = (open: boolean) => {
    if (open) load();
    if (open === isOpen) return;
    isOpen = open;
    if (open) tellPlace();
    tell({ type: open ? 'open' : 'close' });
    draw();
    if (open) frame?.focus();
    else button.focus({ preventScroll: true });
    for (const listener of listeners[open ? 'open' : 'close'] ?? []) listener();
  };

  const hear = (message: FromFrame) => {
    if (message.type === 'ready') {
      frameReady = true;
      for (const held of waiting.splice(0)) tell(held);
    } else if (message.type === 'close') {
      show(false);
    } else if (message.type === 'active') {
      remember(message.active);
    } else if (message.type === 'user') {
      for (const listener of listeners['user'] ?? []) listener({ member: message.member, error: message.error });
    } else if (message.type === 'unread' && message.count !== unread) {
      unread = message.count;
      draw();
      for (const listener of listeners['unread'] ?? []) listener(unread);
    }
  };

  /* The ways in --------------------------------------------------------------- */

  const api: Api = (...[name, value, more]: Call) => {
    const text = typeof value === 'string' ? value : '';
    if (name === 'open') show(true);
    else if (name === 'close') show(false);
    else if (name === 'ask' && text) {
      show(true);
      tell({ type: 'ask', text });
    } else if (name === 'person') {
      show(true);
      tell(text ? { type: 'person', group: text } : { type: 'person' });
    } else if (name === 'group') tell({ type: 'group', group: text });
    else if (name === 'setUser') tell({ type: 'user', user: value ? (value as User) : null });
    else if (name === 'language' && text) speak(text);
    else if (name === 'theme' && text) {
      theme = text;
      tell({ type: 'theme', theme });
      draw();
    } else if (name === 'on' && typeof more === 'function') (listeners[text] ??= []).push(more as Listener);
  };

  const speak = (next: string) => {
    if (next === language) return;
    language = next;
    if (frame) tell({ type: 'language', language });
    draw();
  };

  button.addEventListener('click', () => show(!isOpen));
  window.addEventListener('message', (event) => {
    if (event.origin === origin && event.source === frame?.contentWindow && event.data?.[MARK] === 1) hear(event.data as FromFrame);
  });
  const enter = (event: Event) => {
    const way = (event.target as Element | null)?.closest?.<HTMLElement>('[data-foyer-open],[data-foyer-group],[data-foyer-ask],[data-foyer-person]');
    if (!way) return;
    const { foyerAsk, foyerGroup, foyerPerson } = way.dataset;
    if (event instanceof KeyboardEvent) {
      /* Links and buttons click by themselves; a picture or a line of text doesn't. */
      if ((event.key !== 'Enter' && event.key !== ' ') || way.matches('a[href],button,input')) return;
    }
    event.preventDefault();
    if (foyerGroup) api('group', foyerGroup);
    if (foyerAsk) api('ask', foyerAsk);
    else if (foyerPerson !== undefined) api('person', foyerPerson);
    else api('open');
  };
  document.addEventListener('click', enter);
  document.addEventListener('keydown', enter);

  /* Pages that replace their body or change their language keep their chat. */
  const stay = () => {
    if (!host.isConnected && document.body) document.body.append(host);
  };
  new MutationObserver(stay).observe(page, { childList: true, subtree: false });
  new MutationObserver(() => data['lang'] || speak(pageLanguage())).observe(page, { attributeFilter: ['lang'] });

  const start = () => {
    stay();
    draw();
    void dress();
    new MutationObserver(stay).observe(document.body, { childList: true });
    const early = window.foyer?.q ?? [];
    window.foyer = api;
    api.loaded = true;
    for (const call of Array.from(early)) api(...(Array.from(call) as Call));
    if (remembers()) load();
  };
  if (document.body) start();
  else document.addEventListener('DOMContentLoaded', start);
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.foyer?.loaded) begin(script);
