// Through what Foyer sends mail, whom it tells by webhook, and what became of all of it.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { ChoiceRow, TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { useEdited } from '../edited';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { useT } from '../texts';
import { toast } from '../toasts';
import { Outbox } from './Outbox';
import type { Sending as Settings } from './types';
import './sending.css';

const ports = { none: 25, starttls: 587, tls: 465 } as const;
const securities = ['starttls', 'tls', 'none'] as const;
const mailFields = ['desk_address', 'mail_server', 'mail_port', 'mail_security', 'mail_user', 'mail_sender', 'mail_name'] as const;
type MailForm = Pick<Settings, (typeof mailFields)[number]> & { mail_password: string };

const formOf = (settings: Settings): MailForm => ({ ...(Object.fromEntries(mailFields.map((name) => [name, settings[name]])) as MailForm), mail_password: '' });

interface PartProps {
  settings: Settings;
  onSaved: () => Promise<void>;
}

/** Only what was changed. */
function changes(form: MailForm, stored: MailForm): Partial<MailForm> {
  return Object.fromEntries(Object.entries(form).filter(([name, value]) => value !== stored[name as keyof MailForm]));
}

function MailCard({ settings, onSaved }: PartProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const stored = formOf(settings);
  const { draft: form, change: put } = useEdited(stored);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const text = (name: 'desk_address' | 'mail_server' | 'mail_user' | 'mail_sender' | 'mail_name', placeholder: string) => (
    <TextInput label={t(`sending.${name}`)} hint={t(`sending.${name}Hint`)} value={form[name]} placeholder={placeholder} spellcheck={false} autocapitalize="none" autocomplete="off" onInput={(event) => put({ [name]: event.currentTarget.value.trim() })} />
  );
  const changed = changes(form, stored);
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await api.put('/v1/sending', changed);
      toast('good', t('sending.saved'));
      put({ mail_password: '' });
      await onSaved();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <form class="card form sending-form" onSubmit={(event) => void save(event)}>
      <h2>{t('sending.mail')}</h2>
      {text('desk_address', 'https://chat.example.com')}
      <div class="form-pair">
        {text('mail_server', 'mail.example.com')}
        <TextInput label={t('sending.mail_port')} type="number" min={1} max={65535} value={String(form.mail_port)} onInput={(event) => put({ mail_port: Number(event.currentTarget.value) })} />
      </div>
      <ChoiceRow
        label={t('sending.security')}
        value={form.mail_security}
        options={securities.map((one) => ({ value: one, label: t(`sending.security.${one}`) }))}
        onChange={(one) => put({ mail_security: one, ...(form.mail_port === ports[form.mail_security] ? { mail_port: ports[one] } : {}) })}
      />
      {form.mail_security !== 'none' && (
        <div class="form-pair">
          {text('mail_user', '')}
          <TextInput
            label={t('sending.mail_password')}
            hint={t(settings.has_mail_password ? 'sending.passwordKept' : 'sending.passwordNone')}
            type="password"
            autocomplete="new-password"
            value={form.mail_password}
            onInput={(event) => put({ mail_password: event.currentTarget.value })}
          />
        </div>
      )}
      <div class="form-pair">
        {text('mail_sender', 'desk@example.com')}
        {text('mail_name', '')}
      </div>
      {error !== null && <ErrorNotice error={error} />}
      <div class="form-actions">
        <Button look="primary" type="submit" busy={isBusy} disabled={Object.keys(changed).length === 0}>
          {t('app.save')}
        </Button>
      </div>
    </form>
  );
}

/** Shown once, when it is made. */
function Secret({ secret }: { secret: string }): VNode {
  const t = useT();
  const copy = () => navigator.clipboard.writeText(secret).then(() => toast('good', t('link.copied')), () => toast('bad', t('link.notCopied')));
  return (
    <div class="secret-once">
      <TextInput label={t('sending.secret')} hint={t('sending.secretHint')} value={secret} readOnly onFocus={(event) => event.currentTarget.select()} />
      <Button size="s" onClick={() => void copy()}>
        {t('link.copy')}
      </Button>
    </div>
  );
}

function WebhookCard({ settings, onSaved }: PartProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const { draft: url, setDraft: setUrl, isChanged } = useEdited(settings.webhook_url);
  const [secret, setSecret] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const change = async (part: object) => {
    setBusy(true);
    setError(null);
    try {
      const answer = await api.put<Settings>('/v1/sending', part);
      setSecret(answer.webhook_secret);
      toast('good', t('sending.saved'));
      await onSaved();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const test = () =>
    api.post('/v1/sending/webhook/test', {}).then(
      () => toast('good', t('sending.testSent')),
      (problem: unknown) => toast('bad', errorText(t, problem)),
    );
  return (
    <form
      class="card form sending-form"
      onSubmit={(event) => {
        event.preventDefault();
        void change({ webhook_url: url.trim() });
      }}
    >
      <h2>{t('sending.webhook')}</h2>
      <p class="lead">{t('sending.webhookLead')}</p>
      <TextInput label={t('sending.webhookUrl')} hint={t('sending.webhookUrlHint')} type="url" value={url} placeholder="https://hooks.example.com/foyer" spellcheck={false} onInput={(event) => setUrl(event.currentTarget.value)} />
      {secret && <Secret secret={secret} />}
      {error !== null && <ErrorNotice error={error} />}
      <div class="form-actions">
        {settings.webhook_url && (
          <>
            <Button look="quiet" disabled={isBusy} onClick={() => void change({ new_webhook_secret: true })}>
              {t('sending.newSecret')}
            </Button>
            <Button onClick={() => void test()}>{t('sending.test')}</Button>
          </>
        )}
        <Button look="primary" type="submit" busy={isBusy} disabled={!isChanged}>
          {t('app.save')}
        </Button>
      </div>
    </form>
  );
}

export function Sending(): VNode {
  const t = useT();
  const { data, error, isLoading, again } = useFetched<Settings>('/v1/sending', 'staff');
  return (
    <Page title={t('sending.title')} lead={t('sending.lead')}>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && (
        <>
          <MailCard settings={data} onSaved={again} />
          <WebhookCard settings={data} onSaved={again} />
          <Outbox />
        </>
      )}
    </Page>
  );
}
