// The files that go with an answer: their names as visitors see them, and taking them away.

import type { VNode } from 'preact';
import { IconButton } from '../../shared/components/Button';
import { Icon } from '../../shared/components/Icon';
import { close, paperclip } from '../../shared/components/icons';
import type { AnswerFile } from '../../shared/types';
import { useT } from '../texts';

export function FilesField({ files, onChange }: { files: readonly AnswerFile[]; onChange: (files: AnswerFile[]) => void }): VNode | null {
  const t = useT();
  if (files.length === 0) return null;
  return (
    <fieldset class="variants answer-parts">
      <legend>
        {t('files.title')} <span class="count">{files.length}</span>
      </legend>
      <ul>
        {files.map((one, at) => (
          <li key={one.file}>
            <Icon of={paperclip} size={16} />
            <input
              class="control compact"
              aria-label={t('files.name', { number: at + 1 })}
              maxLength={200}
              value={one.name}
              onInput={(event) => onChange(files.map((have) => (have.file === one.file ? { ...have, name: event.currentTarget.value } : have)))}
            />
            <IconButton icon={close} size="s" label={t('files.remove', { name: one.name })} onClick={() => onChange(files.filter((have) => have.file !== one.file))} />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
