// Where somebody's alerts and links to sign in are sent, for those who keep the accounts.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { ErrorNotice } from '../parts/ErrorNotice';
import { api } from '../session';
import { useT } from '../texts';
import { toast } from '../toasts';

export function EmailOf({ id }: { id: string }): VNode {
  const t = useT();
  const path = `/v1/staff/${id}/email`;
  const [stored, setStored] = useState('');
  const [email, setEmail] = useState('');
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    api.get<{ email: string }>(path).then((answer) => {
      setStored(answer.email);
      setEmail(answer.email);
    }, setError);
  }, [path]);
  const save = async (event: Event) => {
    event.preventDefault();
    setError(null);
    try {
      const answer = await api.put<{ email: string }>(path, { email: email.trim() });
      setStored(answer.email);
      toast('good', t('staff.emailSaved'));
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <form class="form" onSubmit={(event) => void save(event)}>
      <TextInput label={t('staff.email')} hint={t('staff.emailHint')} type="email" autocomplete="off" maxLength={254} value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
      {error !== null && <ErrorNotice error={error} />}
      <Button size="s" type="submit" disabled={email.trim() === stored}>
        {t('app.save')}
      </Button>
    </form>
  );
}
