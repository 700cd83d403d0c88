// Choosing a password: after a one-time link, or from the account's menu.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { Door } from '../parts/Door';
import { ErrorNotice } from '../parts/ErrorNotice';
import { api, passwordSet } from '../session';
import { useT } from '../texts';
import { toast } from '../toasts';

export const PASSWORD_LEAST = 8;

export interface PasswordFormProps {
  /** Ask for the present password too. */
  asksCurrent: boolean;
  onDone: () => void;
  onLater?: (() => void) | undefined;
  laterLabel: string;
}

export function PasswordForm({ asksCurrent, onDone, onLater, laterLabel }: PasswordFormProps): VNode {
  const t = useT();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const isShort = [...password].length < PASSWORD_LEAST;
  const differs = repeated !== password;

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (isShort || differs) return;
    setBusy(true);
    setError(null);
    try {
      await api.put('/v1/me/password', asksCurrent ? { password, current } : { password });
      passwordSet();
      toast('good', t('password.done'));
      onDone();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  return (
    <form class="form" onSubmit={submit}>
      {asksCurrent && (
        <TextInput
          label={t('password.current')}
          type="password"
          autocomplete="current-password"
          value={current}
          onInput={(event) => setCurrent(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={t('password.new')}
        type="password"
        autocomplete="new-password"
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
        hint={t('password.hint')}
        error={isTried && isShort ? t('password.tooShort') : null}
      />
      <TextInput
        label={t('password.repeat')}
        type="password"
        autocomplete="new-password"
        value={repeated}
        onInput={(event) => setRepeated(event.currentTarget.value)}
        error={isTried && !isShort && differs ? t('password.differ') : null}
      />
      {error !== null && <ErrorNotice error={error} />}
      <div class="form-actions">
        {onLater && (
          <Button look="quiet" onClick={onLater}>
            {laterLabel}
          </Button>
        )}
        <Button look="primary" type="submit" busy={isBusy}>
          {t('password.submit')}
        </Button>
      </div>
    </form>
  );
}

export function SetPassword({ onLater }: { onLater: () => void }): VNode {
  const t = useT();
  return (
    <Door title={t('password.title')} lead={t('password.lead')}>
      <PasswordForm asksCurrent={false} onDone={() => undefined} onLater={onLater} laterLabel={t('password.later')} />
    </Door>
  );
}
