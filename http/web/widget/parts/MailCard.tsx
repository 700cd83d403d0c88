// The conversation sent by mail: one address, and then the word that it is on its way.

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Button } from '../../shared/components/Button';
import { TextInput } from '../../shared/components/Field';
import { arrowLeft } from '../../shared/components/icons';
import { isEmail } from '../contact';
import type { Session } from '../session';
import { useT } from '../texts';

/** With times by the reader's clock, or by UTC where the server doesn't know their zone. */
async function mailTo(session: Session, email: string): Promise<void> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    await session.mailTranscript(zone ? { email, zone } : { email });
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.field !== 'zone') throw error;
    await session.mailTranscript({ email });
  }
}

export default function MailCard({ session }: { session: Session }): VNode {
  const t = useT();
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const field = useRef<HTMLDivElement>(null);

  useEffect(() => heading.current?.focus(), [sentTo]);
  useEffect(() => {
    if (error) field.current?.querySelector('input')?.focus();
  }, [error]);

  const submit = async () => {
    const to = email.trim();
    setError(null);
    if (!isEmail(to)) return setError(t('left.needEmail'));
    setBusy(true);
    try {
      await mailTo(session, to);
      setSentTo(to);
    } catch (fault) {
      const isAddress = fault instanceof ApiError && fault.code === 'bad-contact';
      setError(isAddress ? t('left.needEmail') : fault instanceof ApiError ? fault.message : t('failure.network'));
    } finally {
      setBusy(false);
    }
  };

  return (
    <main class="scroll left-message">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div>
          <h2 tabIndex={-1} ref={heading}>
            {t(sentTo ? 'mail.sent' : 'mail')}
          </h2>
          <p class="lead">{sentTo ? t('mail.sentTo', { email: sentTo }) : t('mail.lead')}</p>
        </div>
        {!sentTo && (
          <div ref={field}>
            <TextInput label={t('left.contact.email')} type="email" autocomplete="email" maxLength={254} error={error} value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
          </div>
        )}
        <div class="form-actions">
          <Button look="quiet" icon={arrowLeft} onClick={() => session.setMailing(false)}>
            {t('left.back')}
          </Button>
          {sentTo ? (
            <span />
          ) : (
            <Button look="primary" type="submit" busy={busy}>
              {t('composer.send')}
            </Button>
          )}
        </div>
      </form>
    </main>
  );
}
