// How the conversation was wrapped up, in its panel, with the way to change that.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { edit } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { useForm } from '../form';
import { ErrorNotice } from '../parts/ErrorNotice';
import { FormDialog } from '../parts/FormDialog';
import { useT } from '../texts';
import type { WrapUp } from './types';
import { readWrap, wrapBody, WrapUpFields } from './WrapUpFields';

interface EditProps {
  id: string;
  onDone: () => void;
}

function WrapUpDialog({ id, onDone }: EditProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const { form, change, waiting } = useForm(() => readWrap(api, id));
  const save = async () => {
    if (form) await api.put(`/v1/conversations/${id}/wrap-up`, wrapBody(form) ?? {});
    onDone();
  };
  return (
    <FormDialog title={t('wrap.title')} submit={t('app.save')} waiting={waiting} onSubmit={save} onClose={onDone}>
      {form && <WrapUpFields value={form} onChange={change} />}
    </FormDialog>
  );
}

function Wrapped({ wrapped }: { wrapped: WrapUp }): VNode {
  const t = useT();
  return (
    <div class="wrapped">
      <p class="tag-list">
        {wrapped.outcome && <Badge tone={wrapped.outcome === 'solved' ? 'good' : 'warn'}>{t(`wrap.${wrapped.outcome}`)}</Badge>}
        {wrapped.topic_name && <Badge tone="accent">{wrapped.topic_name}</Badge>}
        {wrapped.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </p>
      {wrapped.summary && <p class="wrapped-summary">{wrapped.summary}</p>}
      <small>{t('wrap.by', { name: wrapped.by, time: t.moment(wrapped.at) })}</small>
    </div>
  );
}

export function WrapUpCard({ id }: { id: string }): VNode {
  const t = useT();
  const { data, error, again } = useFetched<{ wrap_up: WrapUp | null }>(`/v1/conversations/${id}/wrap-up`, 'queue');
  const [isEditing, setEditing] = useState(false);
  const wrapped = data?.wrap_up ?? null;
  return (
    <section class="wrap-card">
      <h3>{t('wrap.title')}</h3>
      {wrapped && <Wrapped wrapped={wrapped} />}
      {error !== null && !data && <ErrorNotice error={error} onRetry={again} />}
      <Button size="s" look="quiet" icon={edit} onClick={() => setEditing(true)}>
        {t(wrapped ? 'wrap.change' : 'wrap.add')}
      </Button>
      {isEditing && (
        <WrapUpDialog
          id={id}
          onDone={() => {
            setEditing(false);
            again();
          }}
        />
      )}
    </section>
  );
}
