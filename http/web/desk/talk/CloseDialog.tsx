// Ending a conversation, and wrapping it up in the same breath.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useDesk } from '../desk';
import { FormDialog } from '../parts/FormDialog';
import { useT } from '../texts';
import { emptyWrap, wrapBody, WrapUpFields } from './WrapUpFields';

export function CloseDialog({ id, onDone }: { id: string; onDone: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const [draft, setDraft] = useState(emptyWrap);
  const confirm = async () => {
    const body = wrapBody(draft);
    if (body) await desk.api.put(`/v1/conversations/${id}/wrap-up`, body);
    await desk.api.post(`/v1/conversations/${id}/close`);
    desk.refreshAll();
    onDone();
  };
  return (
    <FormDialog title={t('talk.closeAsk')} submit={t('talk.close')} startsAtSubmit onSubmit={confirm} onClose={onDone}>
      <p class="lead">{t('talk.closeAskLead')}</p>
      <WrapUpFields value={draft} onChange={setDraft} />
    </FormDialog>
  );
}
