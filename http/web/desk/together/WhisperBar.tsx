// Where a supervisor whispers to the staff in a conversation: apart from the reply, so that neither
// is taken for the other.

import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from '../../shared/components/Button';
import { Composer } from '../../shared/components/Composer';
import { Icon } from '../../shared/components/Icon';
import { close } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { isComposing } from '../keys';
import { useT } from '../texts';
import { useKeptText } from './draft';
import { whisper } from './icons';

export function WhisperBar({ id, onClose }: { id: string; onClose: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useKeptText(`whisper:${id}`);
  useEffect(() => field.current?.focus(), []);
  return (
    <footer class="reply note whisper">
      <p class="whisper-head">
        <Icon of={whisper} size={16} />
        <span>{t('whisper.write')}</span>
        <IconButton size="s" icon={close} label={t('app.close')} onClick={onClose} />
      </p>
      <Composer
        inputRef={field}
        value={text}
        onInput={setText}
        onSend={(words) => {
          desk.outbox.add(id, words, { kind: 'whisper' });
          setText('');
          onClose();
        }}
        onKey={(event) => {
          if (event.key !== 'Escape' || isComposing(event)) return false;
          onClose();
          return true;
        }}
        placeholder={t('whisper.placeholder')}
        label={t('whisper.mode')}
        sendLabel={t('whisper.send')}
      />
    </footer>
  );
}
