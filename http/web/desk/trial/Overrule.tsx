// What is asked for when golden questions fail: a reason, from somebody allowed to give one.

import type { VNode } from 'preact';
import { TextArea } from '../../shared/components/Field';
import { useT } from '../texts';

export function Overrule({ mayOverrule, reason, onReason }: { mayOverrule: boolean; reason: string; onReason: (reason: string) => void }): VNode {
  const t = useT();
  if (!mayOverrule) return <p class="overrule">{t('publishing.askOverrule')}</p>;
  return (
    <div class="overrule">
      <TextArea
        label={t('publish.reason')}
        placeholder={t('publish.reasonPlaceholder')}
        rows={2}
        maxLength={500}
        value={reason}
        onInput={(event) => onReason(event.currentTarget.value)}
      />
    </div>
  );
}
