// An entry by its name, with a button that opens the search.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { search } from '../../shared/components/icons';
import { EntryPicker } from '../knowledge/EntryPicker';
import { useT } from '../texts';

export interface EntryFieldProps {
  label: string;
  /** Shown in the search: what it is chosen for. */
  about: string;
  value: string;
  onChange: (entry: string) => void;
}

export function EntryField({ label, about, value, onChange }: EntryFieldProps): VNode {
  const t = useT();
  const [isPicking, setPicking] = useState(false);
  return (
    <div class="rule-entry">
      <TextInput label={label} value={value} maxLength={200} onInput={(event) => onChange(event.currentTarget.value)} />
      <Button icon={search} onClick={() => setPicking(true)}>
        {t('rule.pickEntry')}
      </Button>
      {isPicking && (
        <EntryPicker
          title={t('rule.pickEntry')}
          lead={t('rule.pickLead')}
          about={about || t('rule.untitled')}
          onPick={(entry) => {
            onChange(entry.external_id);
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </div>
  );
}
