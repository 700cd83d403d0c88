// Sending a conversation to somebody by mail.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { FormDialog } from '../parts/FormDialog';
import { useT } from '../texts';
import { toast } from '../toasts';

export function TranscriptMail({ id, onDone }: { id: string; onDone: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [email, setEmail] = useState('');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const send = async () => {
    await api.post(`/v1/conversations/${id}/mail`, { email: email.trim(), zone });
    toast('good', t('transcript.mailSent'));
    onDone();
  };
  return (
    <FormDialog title={t('transcript.mailTitle')} submit={t('transcript.mailSend')} isReady={email.trim() !== ''} onSubmit={send} onClose={onDone}>
      <p class="lead">{t('transcript.mailLead')}</p>
      <TextInput label={t('transcript.mailTo')} type="email" autocomplete="off" maxLength={254} value={email} onInput={(event) => setEmail(event.currentTarget.value)} autofocus />
    </FormDialog>
  );
}
