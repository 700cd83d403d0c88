// The secret by which the site's server signs who its members are.  It is shown once, when it is made.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { plus } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT } from '../texts';

interface Secret {
  id: string;
  made_by: string | null;
  created_at: number;
  retires_at: number | null;
}

export function MembersCard({ site }: { site: string }): VNode {
  const t = useT();
  const { api } = useDesk();
  const path = `/v1/sites/${encodeURIComponent(site)}/member-secrets`;
  const fetched = useFetched<{ secrets: Secret[] }>(path, 'staff');
  const [made, setMade] = useState<{ secret: string; secrets: Secret[] } | null>(null);
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const known = made?.secrets ?? fetched.data?.secrets;
  const secrets = known ?? [];
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      setMade(await api.post<{ secret: string; secrets: Secret[] }>(path));
      setSure(false);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card">
      <h2>{t('members.title')}</h2>
      <p class="field-hint">{t('members.hint')}</p>
      {secrets.length > 0 && (
        <ul class="member-secrets">
          {secrets.map((secret) => (
            <li key={secret.id}>
              {t('members.made', { time: t.moment(secret.created_at), name: secret.made_by ?? '' })}
              {secret.retires_at !== null && <small> {t('members.until', { time: t.moment(secret.retires_at) })}</small>}
            </li>
          ))}
        </ul>
      )}
      {made && (
        <p class="member-secret" role="status">
          {t('members.once')} <code>{made.secret}</code>
        </p>
      )}
      {fetched.error !== null && !known && <ErrorNotice error={fetched.error} onRetry={fetched.again} />}
      {error !== null && <ErrorNotice error={error} />}
      <div>
        <Button icon={plus} busy={isBusy} disabled={!known} onClick={() => (secrets.length > 0 && !isSure ? setSure(true) : void make())}>
          {t(isSure ? 'members.sure' : 'members.make')}
        </Button>
      </div>
    </section>
  );
}
