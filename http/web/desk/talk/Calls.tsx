// Where colleagues called somebody by "@name" in a note: a bell with a count beside the lists' title,
// and a word when it happens.

import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../shared/components/Icon';
import { bell } from '../../shared/components/icons';
import { useFetched } from '../fetched';
import { Popover } from '../parts/Popover';
import { to } from '../router';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { NoteMention } from './types';

const href = (one: NoteMention): string => to('inbox', 'all', one.conversation, String(one.seq));
const nameOf = (one: NoteMention): string => `${one.conversation}:${one.seq}`;

export function Calls(): VNode | null {
  const t = useT();
  const mentions = useFetched<{ mentions: NoteMention[] }>('/v1/note-mentions', 'me').data?.mentions;
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!mentions) return;
    const before = known.current;
    known.current = new Set(mentions.map(nameOf));
    if (!before) return;
    for (const one of mentions) if (!before.has(nameOf(one))) toast('human', t('calls.new', { name: one.by }), { text: one.text, href: href(one) });
  }, [mentions, t]);
  if (!mentions || mentions.length === 0) return null;
  return (
    <Popover
      label={t('calls.title')}
      button={
        <>
          <Icon of={bell} size={18} />
          <span class="calls-count">{mentions.length}</span>
        </>
      }
      buttonClass="icon-button calls-button"
      place="below-end"
    >
      {(close) => (
        <ul class="calls">
          {mentions.map((one) => (
            <li key={nameOf(one)}>
              <a href={href(one)} onClick={close}>
                <strong>{one.by}</strong>
                <time>{t.ago(one.at)}</time>
                <span>{one.text}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
