// Keeping a visitor out for a while.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Select, TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { FormDialog } from '../parts/FormDialog';
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
  const block = async () => {
    await desk.api.post(`/v1/conversations/${id}/block`, { reason: reason.trim(), hours: Number(hours), by_address: byAddress });
    desk.refreshAll();
    toast('good', t('block.done'));
    onDone();
  };
  return (
    <FormDialog title={t('block.title')} submit={t('block.do')} look="danger" isReady={reason.trim() !== ''} onSubmit={block} onClose={onDone}>
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
    </FormDialog>
  );
}
