// Writing a ready-made reply.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ChoiceRow, Select, TextArea, TextInput } from '../../shared/components/Field';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { FormDialog } from '../parts/FormDialog';
import { languageName, useT } from '../texts';
import { AttachButton } from '../../shared/components/FileTray';
import { ACCEPTED, useUpload } from '../knowledge/useUpload';
import { pastedFiles } from '../../shared/files';
import type { Canned, Scope } from './types';
import { unknownNames, variables } from './variables';

const languages = ['en', 'zh-CN', 'zh-TW'];

export interface CannedDialogProps {
  /** null: a new one. */
  canned: Canned | null;
  keepsShared: boolean;
  onDone: () => void;
}

export function CannedDialog({ canned, keepsShared, onDone }: CannedDialogProps): VNode {
  const t = useT();
  const { api, queue } = useDesk();
  const groups = useStore(queue, (value) => value?.groups) ?? [];
  const [scope, setScope] = useState<Scope>(canned?.scope ?? 'personal');
  const [group, setGroup] = useState('');
  const [shortcut, setShortcut] = useState(canned?.shortcut ?? '');
  const [title, setTitle] = useState(canned?.title ?? '');
  const [text, setText] = useState(canned?.text ?? '');
  const [language, setLanguage] = useState(canned?.language ?? '');
  const strange = unknownNames(text);
  const upload = useUpload();
  const attach = async (files: readonly File[]) => {
    const brought = await upload.bring(files);
    const links = brought.map(({ stored, name, isImage }) => `${isImage ? '!' : ''}[${name.replace(/[[\]]/g, '')}](/v1/files/${stored.file})`);
    if (links.length > 0) setText((have) => [have.trimEnd(), ...links].filter(Boolean).join('\n'));
  };
  const isReady = !upload.isBusy && [shortcut, title, text].every((one) => one.trim() !== '') && (scope !== 'group' || canned !== null || group !== '');

  const save = async () => {
    const said = { shortcut: shortcut.trim(), title: title.trim(), text, language };
    if (canned) await api.put(`/v1/canned/${canned.id}`, { ...said, version: canned.version });
    else await api.post('/v1/canned', { ...said, scope, ...(scope === 'group' ? { group } : {}) });
    onDone();
  };

  return (
    <FormDialog title={t(canned ? 'canned.change' : 'canned.new')} submit={t('app.save')} isReady={isReady} onSubmit={save} onClose={onDone}>
      {!canned && keepsShared && (
        <ChoiceRow
          label={t('canned.scope')}
          value={scope}
          options={(['personal', 'group', 'shared'] as const).map((one) => ({ value: one, label: t(`canned.${one}`) }))}
          onChange={setScope}
        />
      )}
      {!canned && scope === 'group' && (
        <Select label={t('canned.ofGroup')} value={group} onChange={(event) => setGroup(event.currentTarget.value)}>
          <option value="">{t('canned.chooseGroup')}</option>
          {groups.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
      )}
      <TextInput label={t('canned.shortcut')} hint={t('canned.shortcutHint')} maxLength={32} value={shortcut} onInput={(event) => setShortcut(event.currentTarget.value)} autofocus />
      <TextInput label={t('canned.name')} maxLength={120} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
      <TextArea
        label={t('canned.text')}
        hint={t('canned.textHint', { names: variables.map((one) => `{${one}}`).join(' ') })}
        error={strange.length > 0 ? t('canned.strange', { names: strange.map((one) => `{${one}}`).join(' ') }) : null}
        rows={6}
        maxLength={4000}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onPaste={(event) => {
          const files = pastedFiles(event.clipboardData);
          if (files.length === 0) return;
          event.preventDefault();
          void attach(files);
        }}
      />
      <div class="canned-attach">
        <AttachButton label={t('files.attach')} accept={ACCEPTED} onFiles={(files) => void attach(files)} />
        <span>{t(upload.isBusy ? 'canned.attaching' : 'canned.attach')}</span>
      </div>
      {upload.error !== null && <ErrorNotice error={upload.error} {...(upload.isWrongKind ? { text: t('files.wrongKind') } : {})} />}
      <Select label={t('canned.language')} value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
        <option value="">{t('language.any')}</option>
        {languages.map((one) => (
          <option key={one} value={one}>
            {languageName(t, one)}
          </option>
        ))}
      </Select>
    </FormDialog>
  );
}
