// The form for leaving a message: what about, the message, and how to be answered.  Checks the form
// of a contact here, so that the visitor hears at once; the server checks again.

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Button } from '../../shared/components/Button';
import { ChoiceRow, Select, TextArea, TextInput } from '../../shared/components/Field';
import { arrowLeft } from '../../shared/components/icons';
import type { ReplyBy } from '../../shared/types';
import type { LeftMessage, Session } from '../session';
import { faultsOf } from '../contact';
import { useT } from '../texts';

const categories = ['question', 'orders', 'bills', 'technical', 'complaint', 'other'] as const;
const ways: readonly ReplyBy[] = ['site', 'email', 'phone', 'sms'];

type Faults = Partial<Record<keyof LeftMessage | 'form', string>>;

export default function LeaveMessage({ session }: { session: Session }): VNode {
  const t = useT();
  const [message, setMessage] = useState<LeftMessage>({ text: session.state.get().draft, category: categories[0], reply_by: 'site', contact: '' });
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const change = (part: Partial<LeftMessage>) => setMessage({ ...message, ...part });
  /* Somebody may come and take the form away; then it is in the field. */
  const write = (text: string) => {
    change({ text });
    session.keepDraft(text);
  };

  useEffect(() => heading.current?.focus(), []);

  const submit = async () => {
    const found = faultsOf(message);
    setFaults(Object.fromEntries(Object.entries(found).map(([field, key]) => [field, t(key)])));
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await session.leaveMessage(message);
      session.setDraft('');
    } catch (error) {
      const isFields = error instanceof ApiError && (error.problem.field === 'text' || error.problem.field === 'contact');
      setFaults(isFields ? { [error.problem.field!]: error.message } : { form: error instanceof ApiError ? error.message : t('failure.network') });
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
            {t('left.title')}
          </h2>
          <p class="lead">{t('left.lead')}</p>
        </div>
        <Select label={t('left.category')} value={message.category} onChange={(event) => change({ category: event.currentTarget.value })}>
          {categories.map((category) => (
            <option key={category} value={category}>
              {t(`left.category.${category}`)}
            </option>
          ))}
        </Select>
        <TextArea label={t('left.text')} rows={5} maxLength={4000} error={faults.text} value={message.text} onInput={(event) => write(event.currentTarget.value)} />
        <ChoiceRow
          label={t('left.replyBy')}
          value={message.reply_by}
          options={ways.map((way) => ({ value: way, label: t(`left.by.${way}`) }))}
          onChange={(reply_by) => change({ reply_by })}
        />
        {message.reply_by !== 'site' && (
          <TextInput
            label={t(message.reply_by === 'email' ? 'left.contact.email' : 'left.contact.phone')}
            type={message.reply_by === 'email' ? 'email' : 'tel'}
            autocomplete={message.reply_by === 'email' ? 'email' : 'tel'}
            error={faults.contact}
            value={message.contact}
            onInput={(event) => change({ contact: event.currentTarget.value })}
          />
        )}
        {faults.form && (
          <p class="field-error" role="alert">
            {faults.form}
          </p>
        )}
        <div class="form-actions">
          <Button look="quiet" icon={arrowLeft} onClick={() => session.setLeaving(false)}>
            {t('left.back')}
          </Button>
          <Button look="primary" type="submit" busy={busy}>
            {t('left.send')}
          </Button>
        </div>
      </form>
    </main>
  );
}
