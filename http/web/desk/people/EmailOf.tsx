// Where somebody's alerts and links to sign in are sent, for those who keep the accounts.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { useForm } from '../form';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Waits } from '../parts/Waits';
import { api } from '../session';
import { useT } from '../texts';
import { toast } from '../toasts';

interface Address {
  email: string;
}

function Fields({ path, start }: { path: string; start: string }): VNode {
  const t = useT();
  const [stored, setStored] = useState(start);
  const [email, setEmail] = useState(start);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const answer = await api.put<Address>(path, { email: email.trim() });
      setStored(answer.email);
      toast('good', t('staff.emailSaved'));
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <form class="form" onSubmit={(event) => void save(event)}>
      <TextInput label={t('staff.email')} hint={t('staff.emailHint')} type="email" autocomplete="off" maxLength={254} value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
      {error !== null && <ErrorNotice error={error} />}
      <Button size="s" type="submit" busy={isBusy} disabled={email.trim() === stored}>
        {t('app.save')}
      </Button>
    </form>
  );
}

export function EmailOf({ id }: { id: string }): VNode {
  const path = `/v1/staff/${id}/email`;
  const { start, waiting } = useForm(() => api.get<Address>(path));
  return start ? <Fields path={path} start={start.email} /> : <Waits {...waiting!} />;
}
