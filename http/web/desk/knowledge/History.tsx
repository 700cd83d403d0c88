// All states an entry has had: who changed what, when and why, side by side, and the way back.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Select, TextInput } from '../../shared/components/Field';
import { Badge } from '../../shared/components/Banner';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { useT, word, type T } from '../texts';
import { toast } from '../toasts';
import type { Entry, EntryVersion } from '../types';
import { contentOfVersion, differences } from './content';
import { DiffView } from './DiffView';

function nameOf(t: T, { version, at }: EntryVersion): string {
  return `${t('entry.version', { number: version })} · ${t.date(at)} ${t.time(at)}`;
}

interface RollbackProps {
  entry: Entry;
  to: number;
  onDone: (saved: Entry) => void;
}

function Rollback({ entry, to, onDone }: RollbackProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const goBack = async () => {
    setBusy(true);
    try {
      const body = { version: entry.version, to, ...(reason.trim() ? { reason: reason.trim() } : {}) };
      const saved = await api.post<Entry>(`/v1/entries/${entry.id}/rollback`, body);
      toast('good', t('history.done', { version: to }));
      onDone(saved);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <form
      class="history-back"
      onSubmit={(event) => {
        event.preventDefault();
        void goBack();
      }}
    >
      <TextInput label={t('entry.reason')} placeholder={t('entry.reasonHint')} maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      <Button type="submit" look="primary" busy={isBusy}>
        {t('history.back', { version: to })}
      </Button>
      {error !== null && <ErrorNotice error={error} />}
    </form>
  );
}

interface VersionRowProps {
  version: EntryVersion;
  entry: Entry;
  isChosen: boolean;
  onChoose: () => void;
}

function VersionRow({ version, entry, isChosen, onChoose }: VersionRowProps): VNode {
  const t = useT();
  return (
    <li>
      <button type="button" class={`history-version ${isChosen ? 'chosen' : ''}`} aria-pressed={isChosen} onClick={onChoose}>
        <span class="row-line">
          <strong>{t('entry.version', { number: version.version })}</strong>
          <small>{t.moment(version.at)}</small>
        </span>
        <span class="history-who">{version.changed_by ?? t('history.program')}</span>
        {version.reason && <span class="history-why">{version.reason}</span>}
        <span class="row-marks">
          {version.content.status && <Badge>{word(t, 'status', version.content.status)}</Badge>}
          {version.version === entry.version && <Badge tone="info">{t('history.current')}</Badge>}
          {version.version === entry.approved_version && <Badge tone="good">{t('history.approved')}</Badge>}
        </span>
      </button>
    </li>
  );
}

function Compared({ entry, versions, onDone }: { entry: Entry; versions: readonly EntryVersion[]; onDone: (saved: Entry) => void }): VNode {
  const t = useT();
  const [chosen, setChosen] = useState(versions[0]!.version);
  const [against, setAgainst] = useState<number | null>(null);
  const at = versions.findIndex((one) => one.version === chosen);
  const after = versions[at]!;
  const before = versions.find((one) => one.version === against && one !== after) ?? versions[at + 1] ?? null;
  const contents = before && { before: contentOfVersion(before), after: contentOfVersion(after) };
  return (
    <div class="history-frame">
      <ul class="history-list">
        {versions.map((one) => (
          <VersionRow
            key={one.version}
            version={one}
            entry={entry}
            isChosen={one.version === chosen}
            onChoose={() => {
              setChosen(one.version);
              setAgainst(null);
            }}
          />
        ))}
      </ul>
      <div class="history-diff">
        {versions.length > 1 && (
          <Select label={t('history.against')} value={String(before?.version ?? '')} onChange={(event) => setAgainst(Number(event.currentTarget.value))}>
            {!before && <option value="">{t('history.first')}</option>}
            {versions
              .filter((one) => one.version !== chosen)
              .map((one) => (
                <option key={one.version} value={one.version}>
                  {nameOf(t, one)}
                </option>
              ))}
          </Select>
        )}
        {contents && before ? (
          <DiffView
            fields={differences(contents.before, contents.after)}
            before={contents.before}
            after={contents.after}
            beforeLabel={t('entry.version', { number: before.version })}
            afterLabel={t('entry.version', { number: after.version })}
          />
        ) : (
          <p class="hint">{t('history.first')}</p>
        )}
        {chosen !== entry.version && <Rollback entry={entry} to={chosen} onDone={onDone} />}
      </div>
    </div>
  );
}

export function History({ entry, onClose, onDone }: { entry: Entry; onClose: () => void; onDone: (saved: Entry) => void }): VNode {
  const t = useT();
  const { data, error, again } = useFetched<{ versions: EntryVersion[] }>(`/v1/entries/${entry.id}/versions`, 'knowledge');
  return (
    <Dialog title={t('history.title')} closeLabel={t('app.close')} onClose={onClose} size="l">
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {!data && error === null && <Loading />}
      {data && data.versions.length > 0 && <Compared entry={entry} versions={data.versions} onDone={onDone} />}
    </Dialog>
  );
}
