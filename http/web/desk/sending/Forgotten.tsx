// A link to sign in, by mail.  It says the same whether there is such an account or not.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { TextInput } from '../../shared/components/Field';
import { FormDialog } from '../parts/FormDialog';
import { api } from '../session';
import { useT } from '../texts';
import { toast } from '../toasts';

export function Forgotten({ name: typed, onClose }: { name: string; onClose: () => void }): VNode {
  const t = useT();
  const [name, setName] = useState(typed);
  const send = async () => {
    await api.post('/v1/session/forgotten', { name: name.trim() });
    toast('good', t('forgotten.sent'));
    onClose();
  };
  return (
    <FormDialog title={t('forgotten.title')} submit={t('forgotten.send')} isReady={name.trim() !== ''} onSubmit={send} onClose={onClose}>
      <p class="lead">{t('forgotten.lead')}</p>
      <TextInput label={t('signIn.name')} value={name} autocomplete="username" autocapitalize="none" spellcheck={false} onInput={(event) => setName(event.currentTarget.value)} autofocus />
    </FormDialog>
  );
}
