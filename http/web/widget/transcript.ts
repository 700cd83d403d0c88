// The conversation as a text that the visitor keeps.  Loaded when it is asked for.

import type { Translator } from '../shared/i18n';
import type { LogEvent, SiteView } from '../shared/types';
import { lineText } from './parts/Line';
import type { Key } from './texts';

function nameOf(event: LogEvent, t: Translator<Key>): string {
  if (event.author === 'visitor') return t('name.you');
  return event.author === 'agent' ? (event.name ?? '') : t('name.bot');
}

function lineOf(event: LogEvent, t: Translator<Key>): string | null {
  const at = `${t.date(event.at)} ${t.time(event.at)}`;
  if (event.type !== 'message') {
    const said = lineText(event, t);
    return said && `[${at}] ${said}${event.text ? `\n${event.text}` : ''}`;
  }
  const files = (event.files ?? []).map((file) => `[${file.name}]`).join(' ');
  return `[${at}] ${nameOf(event, t)}: ${[event.text, files].filter(Boolean).join('\n')}`;
}

export function transcript(events: readonly LogEvent[], site: SiteView | null, t: Translator<Key>): string {
  const lines = events.map((event) => lineOf(event, t)).filter(Boolean);
  return `\ufeff${[site?.display_name || site?.title || t('title'), '', ...lines, ''].join('\n')}`;
}
