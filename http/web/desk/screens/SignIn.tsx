// Signing in with name and password.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Banner } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { lock } from '../../shared/components/icons';
import { Door } from '../parts/Door';
import { ErrorNotice } from '../parts/ErrorNotice';
import { signIn } from '../session';
import { useT } from '../texts';

export function SignIn({ notice }: { notice: 'ended' | 'link-failed' | null }): VNode {
  const t = useT();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(name.trim(), password);
    } catch (problem) {
      setError(problem);
      setBusy(false);
      form.current?.querySelector<HTMLInputElement>('input[type=password]')?.select();
    }
  };

  return (
    <Door title={t('signIn.title')} lead={t('signIn.lead')}>
      {notice && (
        <Banner tone="warn" icon={lock}>
          {t(notice === 'ended' ? 'signIn.ended' : 'signIn.linkFailed')}
        </Banner>
      )}
      <form ref={form} class="form" onSubmit={submit}>
        <TextInput
          label={t('signIn.name')}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
        />
        <TextInput
          label={t('signIn.password')}
          type="password"
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
          autocomplete="current-password"
          required
        />
        {error !== null && <ErrorNotice error={error} />}
        <Button look="primary" size="l" type="submit" busy={isBusy} disabled={!name.trim() || !password}>
          {t(isBusy ? 'signIn.busy' : 'signIn.submit')}
        </Button>
      </form>
    </Door>
  );
}
