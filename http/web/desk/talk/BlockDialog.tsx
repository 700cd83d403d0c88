// Keeping a visitor out for a while.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Select, TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Switch } from '../parts/Switch';
import { useT } from '../texts';
import { toast } from '../toasts';

const durations = [1, 24, 168, 720, 8760] as const;

export function BlockDialog({ id, onDone }: { id: string; onDone: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState('24');
  const [byAddress, setByAddress] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const block = async () => {
    setBusy(true);
    try {
      await desk.api.post(`/v1/conversations/${id}/block`, { reason: reason.trim(), hours: Number(hours), by_address: byAddress });
      desk.refreshAll();
      toast('good', t('block.done'));
      onDone();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('block.title')}
      closeLabel={t('app.close')}
      onClose={onDone}
      actions={
        <>
          <Button onClick={onDone}>{t('app.cancel')}</Button>
          <Button look="danger" busy={isBusy} disabled={!reason.trim()} onClick={() => void block()}>
            {t('block.do')}
          </Button>
        </>
      }
    >
      <div class="form">
        <p class="lead">{t('block.lead')}</p>
        <TextInput label={t('block.reason')} maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} autofocus />
        <Select label={t('block.hours')} value={hours} onChange={(event) => setHours(event.currentTarget.value)}>
          {durations.map((one) => (
            <option key={one} value={one}>
              {t(`block.for.${one}`)}
            </option>
          ))}
        </Select>
        <Switch label={t('block.byAddress')} hint={t('block.byAddressHint')} isOn={byAddress} onChange={setByAddress} />
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Dialog>
  );
}
