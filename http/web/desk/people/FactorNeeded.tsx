// Before the desk, where everybody must have a second factor and this person has none yet.

import type { VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { Door } from '../parts/Door';
import { factorSet, signOut } from '../session';
import { useT } from '../texts';
import { SecondFactor } from './SecondFactor';

export function FactorNeeded(): VNode {
  const t = useT();
  return (
    <Door title={t('factor.neededTitle')} lead={t('factor.neededLead')}>
      <SecondFactor isNeeded onDone={factorSet} />
      <Button look="quiet" onClick={() => void signOut().catch(() => undefined)}>
        {t('me.signOut')}
      </Button>
    </Door>
  );
}
