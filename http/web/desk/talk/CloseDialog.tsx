// Ending a conversation, and wrapping it up in the same breath.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT } from '../texts';
import { emptyWrap, wrapBody, WrapUpFields } from './WrapUpFields';

export function CloseDialog({ id, onDone }: { id: string; onDone: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const [isBusy, setBusy] = useState(false);
  const [draft, setDraft] = useState(emptyWrap);
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    const body = wrapBody(draft);
    try {
      if (body) await desk.api.put(`/v1/conversations/${id}/wrap-up`, body);
      await desk.api.post(`/v1/conversations/${id}/close`);
      desk.refreshAll();
      onDone();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('talk.closeAsk')}
      closeLabel={t('app.close')}
      onClose={onDone}
      actions={
        <>
          <Button onClick={onDone}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy} onClick={() => void confirm()} autofocus>
            {t('talk.close')}
          </Button>
        </>
      }
    >
      <p class="lead">{t('talk.closeAskLead')}</p>
      <WrapUpFields value={draft} onChange={setDraft} />
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
