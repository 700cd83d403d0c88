// Before the desk, where everybody must have a second factor and this person has none yet.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Door } from '../parts/Door';
import { ErrorNotice } from '../parts/ErrorNotice';
import { factorSet, signOut } from '../session';
import { useT } from '../texts';
import { SecondFactor } from './SecondFactor';

export function FactorNeeded(): VNode {
  const t = useT();
  const [error, setError] = useState<unknown>(null);
  return (
    <Door title={t('factor.neededTitle')} lead={t('factor.neededLead')}>
      <SecondFactor isNeeded onDone={factorSet} />
      {error !== null && <ErrorNotice error={error} />}
      <Button look="quiet" onClick={() => void signOut().catch(setError)}>
        {t('me.signOut')}
      </Button>
    </Door>
  );
}
