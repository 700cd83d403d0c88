// Signing in with name and password.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Banner } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { lock } from '../../shared/components/icons';
import { Door } from '../parts/Door';
import { Later } from '../parts/Later';
import { ErrorNotice } from '../parts/ErrorNotice';
import { signIn, signInByLink } from '../session';
import { useT } from '../texts';
import { ToastStack } from '../parts/ToastStack';

const forgotten = async () => (await import('../sending/Forgotten')).Forgotten;

interface CodeStepProps {
  onCode: (code: string) => Promise<void>;
  /** Back to name and password; a link has nothing to go back to. */
  onBack?: (() => void) | undefined;
}

/** The second step: what the authenticator shows. */
function CodeStep({ onCode, onBack }: CodeStepProps): VNode {
  const t = useT();
  const [code, setCode] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await onCode(code.trim());
    } catch (problem) {
      setError(problem);
      setCode('');
      setBusy(false);
    }
  };
  return (
    <Door title={t('code.title')} lead={t('code.lead')}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('factor.code')}
          hint={t('code.hint')}
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck={false}
          maxLength={40}
          required
          autofocus
        />
        {error !== null && <ErrorNotice error={error} />}
        <Button look="primary" size="l" type="submit" busy={isBusy} disabled={!code.trim()}>
          {t(isBusy ? 'signIn.busy' : 'signIn.submit')}
        </Button>
        {onBack && (
          <Button look="quiet" onClick={onBack}>
            {t('code.back')}
          </Button>
        )}
      </form>
    </Door>
  );
}

const wantsCode = (problem: unknown): boolean => problem instanceof ApiError && problem.code === 'code-needed';

export interface SignInProps {
  notice: 'ended' | 'link-failed' | null;
  /** A one-time link whose owner must show a code too. */
  link?: string | undefined;
}

export function SignIn({ notice, link }: SignInProps): VNode {
  const t = useT();
  const [asksCode, setAsksCode] = useState(false);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [hasForgotten, setForgotten] = useState(false);
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
      setBusy(false);
      if (wantsCode(problem)) {
        setAsksCode(true);
        return;
      }
      setError(problem);
      form.current?.querySelector<HTMLInputElement>('input[type=password]')?.select();
    }
  };

  if (link) return <CodeStep onCode={(code) => signInByLink(link, code)} />;
  if (asksCode) return <CodeStep onCode={(code) => signIn(name.trim(), password, code)} onBack={() => setAsksCode(false)} />;
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
        <Button look="quiet" onClick={() => setForgotten(true)}>
          {t('forgotten.ask')}
        </Button>
      </form>
      {hasForgotten && <Later of={forgotten} name={name} onClose={() => setForgotten(false)} />}
      <ToastStack />
    </Door>
  );
}
