// Finding a place in the conversation that is open: Enter goes to the next, Shift+Enter to the one
// before, Escape leaves.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { IconButton } from '../../shared/components/Button';
import { chevronDown, chevronUp, close } from '../../shared/components/icons';
import { queryOf, useFetched, useSettled } from '../fetched';
import { isComposing } from '../keys';
import { errorText } from '../parts/ErrorNotice';
import { SearchBox } from '../parts/SearchBox';
import { useT } from '../texts';

export interface FindBarProps {
  id: string;
  /** The message that was gone to; 0: none. */
  onFind: (seq: number) => void;
  onClose: () => void;
}

export function FindBar({ id, onFind, onClose }: FindBarProps): VNode {
  const t = useT();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = useSettled(text.trim());
  const { data, error, isLoading } = useFetched<{ seqs: number[] }>(wanted ? `/v1/conversations/${id}/search${queryOf({ text: wanted })}` : null, 'me');
  const found = (wanted && data?.seqs) || [];
  /* The newest first, as it is what one mostly looks for. */
  const place = found.length - 1 - (at % Math.max(found.length, 1));
  const seq = found[place] ?? 0;
  useEffect(() => setAt(0), [wanted]);
  useEffect(() => onFind(seq), [onFind, seq]);
  useEffect(() => () => onFind(0), [onFind]);
  const move = (step: number) => setAt((now) => (now + step + found.length) % Math.max(found.length, 1));
  return (
    <div class="find-bar" role="search">
      <SearchBox
        label={t('find.label')}
        value={text}
        onInput={setText}
        autofocus
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === 'Escape') onClose();
          else if (event.key === 'Enter') move(event.shiftKey ? -1 : 1);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span class="find-count" role="status">
        {wanted && found.length > 0 && t('find.count', { place: place + 1, count: found.length })}
        {wanted && found.length === 0 && !isLoading && (error === null ? t('find.none') : errorText(t, error))}
      </span>
      <IconButton size="s" icon={chevronUp} label={t('find.earlier')} disabled={found.length < 2} onClick={() => move(1)} />
      <IconButton size="s" icon={chevronDown} label={t('find.later')} disabled={found.length < 2} onClick={() => move(-1)} />
      <IconButton size="s" icon={close} label={t('app.close')} onClick={onClose} />
    </div>
  );
}
