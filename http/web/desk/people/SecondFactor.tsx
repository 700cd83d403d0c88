// One's own second factor: set up with a picture and a code, its recovery codes, and without it again.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Badge, Banner } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { check, lock } from '../../shared/components/icons';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { api } from '../session';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { FactorSecret, SecondFactorState } from './types';
import './people.css';

const PATH = '/v1/me/second-factor';

/** The dark squares and the size of the server's picture. */
function readPicture(svg: string): { box: string; dark: string } {
  return { box: /viewBox="([\d ]+)"/.exec(svg)?.[1] ?? '0 0 1 1', dark: /fill="#000" d="([^"]+)"/.exec(svg)?.[1] ?? '' };
}

function Picture({ svg }: { svg: string }): VNode {
  const t = useT();
  const { box, dark } = readPicture(svg);
  return (
    <svg class="qr" viewBox={box} role="img" aria-label={t('factor.picture')} shape-rendering="crispEdges">
      <path class="qr-ground" d="M0 0h999v999H0z" />
      <path class="qr-dark" d={dark} />
    </svg>
  );
}

interface AskProps {
  label: string;
  hint?: string;
  submit: string;
  isPassword?: boolean;
  onSubmit: (typed: string) => Promise<void>;
  onCancel?: (() => void) | undefined;
}

/** One field and a button: a password or a code. */
function Ask({ label, hint, submit, isPassword = false, onSubmit, onCancel }: AskProps): VNode {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await onSubmit(typed.trim());
    } catch (problem) {
      setError(problem);
      setTyped('');
    }
    setBusy(false);
  };
  return (
    <form class="form" onSubmit={(event) => void send(event)}>
      <TextInput
        label={label}
        hint={hint}
        value={typed}
        type={isPassword ? 'password' : 'text'}
        autocomplete={isPassword ? 'current-password' : 'one-time-code'}
        autocapitalize="none"
        spellcheck={false}
        maxLength={isPassword ? 200 : 40}
        autofocus
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {error !== null && <ErrorNotice error={error} />}
      <div class="form-actions">
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            {t('app.cancel')}
          </Button>
        )}
        <Button look="primary" type="submit" busy={isBusy} disabled={!typed.trim()}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

function Recovery({ codes, onDone }: { codes: readonly string[]; onDone: () => void }): VNode {
  const t = useT();
  const text = codes.join('\n');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast('good', t('factor.copied')),
      () => toast('bad', t('factor.notCopied')),
    );
  return (
    <div class="form">
      <Banner tone="warn" icon={lock}>
        {t('factor.recoveryLead')}
      </Banner>
      <ol class="recovery" aria-label={t('factor.recovery')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="form-actions">
        <Button onClick={() => void copy()}>{t('factor.copy')}</Button>
        <Button look="primary" icon={check} onClick={onDone}>
          {t('factor.kept')}
        </Button>
      </div>
    </div>
  );
}

type Step = { is: 'look' } | { is: 'password' } | { is: 'code'; secret: FactorSecret } | { is: 'codes'; codes: string[] } | { is: 'renew' } | { is: 'off' };

interface SetUpProps {
  secret: FactorSecret;
  onCode: (code: string) => Promise<void>;
  onCancel?: (() => void) | undefined;
}

function SetUp({ secret, onCode, onCancel }: SetUpProps): VNode {
  const t = useT();
  return (
    <>
      <p>{t('factor.scan')}</p>
      <Picture svg={secret.svg} />
      <p class="field-hint">
        {t('factor.byHand')} <code class="secret">{secret.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <Ask label={t('factor.code')} hint={t('factor.codeHint')} submit={t('factor.confirm')} onSubmit={onCode} onCancel={onCancel} />
    </>
  );
}

export interface SecondFactorProps {
  /** Nothing but setting it up, as when everybody must have one. */
  isNeeded?: boolean;
  onDone?: () => void;
}

export function SecondFactor({ isNeeded = false, onDone }: SecondFactorProps): VNode {
  const t = useT();
  const [state, setState] = useState<SecondFactorState | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [step, setStep] = useState<Step>(isNeeded ? { is: 'password' } : { is: 'look' });
  const read = () => api.get<SecondFactorState>(PATH).then(setState, setError);
  useEffect(() => void read(), []);
  const back = isNeeded ? undefined : () => setStep({ is: 'look' });
  const start = async (password: string) => setStep({ is: 'code', secret: await api.post<FactorSecret>(PATH, { password }) });
  const showCodes = ({ recovery_codes }: { recovery_codes: string[] }) => setStep({ is: 'codes', codes: recovery_codes });
  const done = () => {
    void read();
    setStep({ is: 'look' });
    onDone?.();
  };

  if (error !== null) return <ErrorNotice error={error} />;
  if (!state) return <Loading />;
  switch (step.is) {
    case 'password':
      return <Ask key="password" label={t('factor.password')} hint={t('factor.passwordHint')} submit={t('factor.next')} isPassword onSubmit={start} onCancel={back} />;
    case 'code':
      return <SetUp secret={step.secret} onCode={async (code) => showCodes(await api.put(PATH, { code }))} onCancel={back} />;
    case 'codes':
      return <Recovery codes={step.codes} onDone={done} />;
    case 'renew':
      return (
        <Ask
          key="renew"
          label={t('factor.code')}
          hint={t('factor.renewHint')}
          submit={t('factor.renew')}
          onSubmit={async (code) => showCodes(await api.post('/v1/me/recovery-codes', { code }))}
          onCancel={back}
        />
      );
    case 'off':
      return (
        <Ask
          key="off"
          label={t('factor.code')}
          hint={t('factor.offHint')}
          submit={t('factor.off')}
          onSubmit={async (code) => {
            await api.delete(PATH, {}, { code });
            done();
          }}
          onCancel={back}
        />
      );
    case 'look':
      return <Look state={state} onStep={(is) => setStep({ is })} />;
  }
}

function Look({ state, onStep }: { state: SecondFactorState; onStep: (is: 'password' | 'renew' | 'off') => void }): VNode {
  const t = useT();
  if (!state.is_on) {
    return (
      <div class="factor">
        <p>{t('factor.lead')}</p>
        <Button look="primary" icon={lock} onClick={() => onStep('password')}>
          {t('factor.setUp')}
        </Button>
      </div>
    );
  }
  return (
    <div class="factor">
      <p>
        <Badge tone="good">{t('factor.isOn')}</Badge> {state.confirmed_at !== null && t('factor.since', { when: t.date(state.confirmed_at) })}
      </p>
      <p class={state.recovery_left < 3 ? 'factor-few' : 'field-hint'}>{t('factor.left', { count: state.recovery_left })}</p>
      <div class="factor-actions">
        <Button size="s" onClick={() => onStep('renew')}>
          {t('factor.renew')}
        </Button>
        <Button size="s" onClick={() => onStep('password')}>
          {t('factor.otherPhone')}
        </Button>
        <Button size="s" look="quiet" onClick={() => onStep('off')}>
          {t('factor.off')}
        </Button>
      </div>
    </div>
  );
}
