// What holds for everybody who signs in: a second factor, and from where.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextArea } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { useEdited } from '../edited';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { Switch } from '../parts/Switch';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { SignInPolicy } from './types';

function Addresses({ policy, onSaved }: { policy: SignInPolicy; onSaved: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { draft: typed, setDraft: setTyped, isChanged } = useEdited(policy.addresses.split(' ').filter(Boolean).join('\n'));
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await api.put('/v1/sign-in-policy', { addresses: typed });
      toast('good', t('staff.saved'));
      onSaved();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <section class="card">
      <h2>{t('signInRules.addresses')}</h2>
      <TextArea
        label={t('signInRules.ranges')}
        hint={t('signInRules.rangesHint', { address: policy.your_address })}
        value={typed}
        spellcheck={false}
        placeholder={'192.0.2.0/24\n2001:db8::/32'}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {error !== null && <ErrorNotice error={error} />}
      <div class="form-actions">
        <Button look="primary" busy={isBusy} disabled={!isChanged} onClick={() => void save()}>
          {t('app.save')}
        </Button>
      </div>
    </section>
  );
}

export function SignInRules(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { data, error, isLoading, again } = useFetched<SignInPolicy>('/v1/sign-in-policy', 'staff');
  const setFactor = async (wanted: boolean) => {
    try {
      await api.put('/v1/sign-in-policy', { second_factor: wanted });
      toast('good', t('staff.saved'));
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    await again();
  };
  return (
    <Page title={t('signInRules.title')} lead={t('signInRules.lead')}>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && (
        <>
          <section class="card">
            <Switch label={t('signInRules.factor')} hint={t('signInRules.factorHint')} isOn={data.second_factor} onChange={setFactor} />
          </section>
          <Addresses policy={data} onSaved={again} />
        </>
      )}
    </Page>
  );
}
