// Ending a conversation, and wrapping it up in the same breath.

import type { VNode } from 'preact';
import { useDesk } from '../desk';
import { useForm } from '../form';
import { FormDialog } from '../parts/FormDialog';
import { Waits } from '../parts/Waits';
import { useT } from '../texts';
import { readWrap, wrapBody, WrapUpFields } from './WrapUpFields';

export function CloseDialog({ id, onDone }: { id: string; onDone: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const { form, start, change, waiting } = useForm(() => readWrap(desk.api, id));
  const confirm = async () => {
    /* What was said before stays as it is, unless it was changed here. */
    if (form && JSON.stringify(form) !== JSON.stringify(start)) await desk.api.put(`/v1/conversations/${id}/wrap-up`, wrapBody(form) ?? {});
    await desk.api.post(`/v1/conversations/${id}/close`);
    desk.refreshAll();
    onDone();
  };
  return (
    <FormDialog title={t('talk.closeAsk')} submit={t('talk.close')} startsAtSubmit onSubmit={confirm} onClose={onDone}>
      <p class="lead">{t('talk.closeAskLead')}</p>
      {waiting && <Waits {...waiting} />}
      {form && <WrapUpFields value={form} onChange={change} />}
    </FormDialog>
  );
}
