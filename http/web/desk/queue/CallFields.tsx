// How a group calls for a person: after how many seconds who is called, and how long whoever was
// given a conversation may take to react.

import type { VNode } from 'preact';
import { NumberField } from '../parts/GroupRouting';
import { useT } from '../texts';
import './queue.css';

export const callSteps = ['accept_seconds', 'again_seconds', 'supervisors_seconds', 'admins_seconds', 'push_seconds', 'mail_seconds', 'webhook_seconds'] as const;
export type CallPace = Record<(typeof callSteps)[number], number>;

const SECONDS_MOST = 86_400;

export interface CallFieldsProps {
  pace: CallPace;
  onChange: (pace: CallPace) => void;
}

export function CallFields({ pace, onChange }: CallFieldsProps): VNode {
  const t = useT();
  return (
    <>
      <fieldset class="call-steps">
        <legend>{t('queue.calling')}</legend>
        {callSteps.map((step) => (
          <NumberField key={step} label={t(`queue.${step}`)} value={pace[step]} most={SECONDS_MOST} onChange={(seconds) => onChange({ ...pace, [step]: seconds })} />
        ))}
      </fieldset>
      <p class="field-hint">{t('queue.callingHint')}</p>
      <p class="field-hint">{t('queue.waysHint')}</p>
    </>
  );
}
