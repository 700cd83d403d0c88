// Ready-made replies: one's own, a group's, everybody's.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button, IconButton } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { edit, plus, reply, trash } from '../../shared/components/icons';
import { Markdown } from '../../shared/markdown';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { SearchBox } from '../parts/SearchBox';
import { languageName, useT } from '../texts';
import { toast } from '../toasts';
import { CannedDialog } from './CannedDialog';
import type { Canned } from './types';

interface LineProps {
  canned: Canned;
  mayChange: boolean;
  onEdit: () => void;
  onRemove: () => Promise<void>;
}

function Line({ canned, mayChange, onEdit, onRemove }: LineProps): VNode {
  const t = useT();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    await onRemove();
    setBusy(false);
  };
  return (
    <li class="card canned-card">
      <div class="canned-head">
        <code>/{canned.shortcut}</code>
        <strong>{canned.title}</strong>
        <Badge tone={canned.scope === 'personal' ? 'info' : 'neutral'}>{canned.group ?? t(`canned.${canned.scope}`)}</Badge>
        {canned.language && <Badge>{languageName(t, canned.language)}</Badge>}
        {mayChange && (
          <span class="canned-acts">
            <IconButton size="s" icon={edit} label={t('canned.edit', { name: canned.title })} onClick={onEdit} />
            <IconButton size="s" icon={trash} label={t('canned.remove', { name: canned.title })} onClick={() => setAsking(true)} />
          </span>
        )}
      </div>
      <div class="canned-text">
        <Markdown text={canned.text} images />
      </div>
      {isAsking && (
        <div class="card-actions">
          <span>{t('canned.removeAsk')}</span>
          <Button size="s" onClick={() => setAsking(false)}>
            {t('app.cancel')}
          </Button>
          <Button size="s" look="danger" busy={isBusy} onClick={() => void remove()}>
            {t('canned.removeDo')}
          </Button>
        </div>
      )}
    </li>
  );
}

export function CannedScreen(): VNode {
  const t = useT();
  const { api, me } = useDesk();
  const keepsShared = useStore(me, (one) => may(one, 'take-over'));
  const { data, error, isLoading, again } = useFetched<{ canned: Canned[] }>('/v1/canned', 'staff');
  const [search, setSearch] = useState('');
  const [edited, setEdited] = useState<Canned | 'new' | null>(null);
  const wanted = search.trim().toLowerCase();
  const list = (data?.canned ?? []).filter((one) => !wanted || `${one.shortcut}\n${one.title}\n${one.text}`.toLowerCase().includes(wanted));

  const remove = async (one: Canned) => {
    try {
      await api.delete(`/v1/canned/${one.id}`);
      toast('good', t('canned.removed'));
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    await again();
  };

  return (
    <Page
      title={t('canned.title')}
      lead={t('canned.lead')}
      actions={
        <Button look="primary" icon={plus} onClick={() => setEdited('new')}>
          {t('canned.new')}
        </Button>
      }
    >
      <SearchBox label={t('canned.search')} value={search} onInput={setSearch} />
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && list.length === 0 && (
        <Empty icon={reply} title={t('canned.none')}>
          <p>{t('canned.noneLead')}</p>
        </Empty>
      )}
      <ul class="cards">
        {list.map((one) => (
          <Line key={one.id} canned={one} mayChange={one.scope === 'personal' || keepsShared} onEdit={() => setEdited(one)} onRemove={() => remove(one)} />
        ))}
      </ul>
      {edited && (
        <CannedDialog
          canned={edited === 'new' ? null : edited}
          keepsShared={keepsShared}
          onDone={() => {
            setEdited(null);
            again();
          }}
        />
      )}
    </Page>
  );
}
