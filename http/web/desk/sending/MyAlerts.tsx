// How one is reached away from the desk: by this browser, by mail.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Switch } from '../parts/Switch';
import { Waits } from '../parts/Waits';
import { useT } from '../texts';
import { toast } from '../toasts';
import { canPush, startPushes, stopPushes, takesPushes } from './push';
import type { AlertChoice } from './types';
import './sending.css';

function useTest() {
  const t = useT();
  const { api } = useDesk();
  return (kind: 'mail' | 'push') =>
    api.post('/v1/me/alerts/test', { kind }).then(
      () => toast('good', t('alerts.testSent')),
      (problem: unknown) => toast('bad', errorText(t, problem)),
    );
}

function ByPush(): VNode {
  const t = useT();
  const { api } = useDesk();
  const test = useTest();
  const [isOn, setOn] = useState<boolean | null>(null); /* null: not known yet */
  useEffect(() => void takesPushes().then(setOn, () => setOn(false)), []);
  const isDenied = !canPush() || Notification.permission === 'denied';
  const change = async (wanted: boolean) => {
    try {
      if (wanted) await startPushes(api);
      else await stopPushes(api);
    } catch (problem) {
      toast('bad', problem instanceof DOMException ? t('alerts.noPush') : errorText(t, problem));
    }
    setOn(await takesPushes());
  };
  return (
    <section class="sign-in-part">
      <h3>{t('alerts.push')}</h3>
      <Switch
        label={t('alerts.thisBrowser')}
        hint={t(isDenied ? 'alerts.pushDenied' : 'alerts.pushHint')}
        isOn={isOn === true}
        isDisabled={isDenied || isOn === null}
        onChange={change}
      />
      {isOn && (
        <Button size="s" onClick={() => void test('push')}>
          {t('alerts.test')}
        </Button>
      )}
    </section>
  );
}

function Address({ choice, onSaved }: { choice: AlertChoice; onSaved: () => Promise<void> }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [email, setEmail] = useState(choice.email);
  const [current, setCurrent] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isChanged = email.trim() !== choice.email;
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await api.put('/v1/me/alerts', { email: email.trim(), ...(current ? { current } : {}) });
      setCurrent('');
      toast('good', t('alerts.saved'));
      await onSaved();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <form class="form" onSubmit={(event) => void save(event)}>
      <TextInput label={t('alerts.email')} hint={t('alerts.emailHint')} type="email" autocomplete="email" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
      {isChanged && (
        <>
          <TextInput label={t('alerts.password')} hint={t('alerts.passwordHint')} type="password" autocomplete="current-password" value={current} onInput={(event) => setCurrent(event.currentTarget.value)} />
          {error !== null && <ErrorNotice error={error} />}
          <Button look="primary" type="submit" busy={isBusy}>
            {t('app.save')}
          </Button>
        </>
      )}
    </form>
  );
}

function ByMail({ choice, again }: { choice: AlertChoice; again: () => Promise<void> }): VNode {
  const t = useT();
  const { api } = useDesk();
  const test = useTest();
  const change = async (by_mail: boolean) => {
    await api.put('/v1/me/alerts', { by_mail }).catch((problem: unknown) => toast('bad', errorText(t, problem)));
    await again();
  };
  return (
    <section class="sign-in-part">
      <h3>{t('alerts.mail')}</h3>
      {!choice.mails && <p class="field-hint">{t('alerts.noServer')}</p>}
      <Address key={choice.email} choice={choice} onSaved={again} />
      {choice.email && <Switch label={t('alerts.byMail')} hint={t('alerts.byMailHint')} isOn={choice.by_mail} onChange={change} />}
      {choice.email && choice.mails && (
        <Button size="s" onClick={() => void test('mail')}>
          {t('alerts.test')}
        </Button>
      )}
    </section>
  );
}

export function MyAlerts({ onClose }: { onClose: () => void }): VNode {
  const t = useT();
  const { data, error, again } = useFetched<AlertChoice>('/v1/me/alerts', 'staff');
  return (
    <Dialog title={t('alerts.title')} closeLabel={t('app.close')} onClose={onClose}>
      <p class="lead">{t('alerts.lead')}</p>
      <ByPush />
      {data ? <ByMail choice={data} again={again} /> : <Waits error={error} again={again} />}
    </Dialog>
  );
}
