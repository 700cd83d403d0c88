// Words of the tried question that mean the same as words of the base.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextInput } from '../../shared/components/Field';
import { useT } from '../texts';

export interface SynonymDialogProps {
  text: string;
  onSave: (words: string[]) => void;
  onClose: () => void;
}

export function SynonymDialog({ text, onSave, onClose }: SynonymDialogProps): VNode {
  const t = useT();
  const [word, setWord] = useState('');
  const [same, setSame] = useState('');
  const words = [word, ...same.split(/[,，、]/)].map((one) => one.trim()).filter(Boolean);
  return (
    <Dialog
      title={t('trial.addSynonym')}
      closeLabel={t('app.close')}
      onClose={onClose}
      size="s"
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" disabled={!word.trim() || words.length < 2} onClick={() => onSave(words)}>
            {t('app.save')}
          </Button>
        </>
      }
    >
      <div class="form">
        <blockquote class="about">{text}</blockquote>
        <TextInput label={t('trial.synonymWord')} value={word} onInput={(event) => setWord(event.currentTarget.value)} />
        <TextInput label={t('trial.synonymSame')} hint={t('trial.synonymHint')} value={same} onInput={(event) => setSame(event.currentTarget.value)} />
      </div>
    </Dialog>
  );
}
