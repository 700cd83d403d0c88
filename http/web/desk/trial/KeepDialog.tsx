// Keeping what was tried: those very entries go live, past the same golden questions as any publication,
// and then the site answers by the setting that was tried.  Nothing else is kept, and nothing by halves
// without saying so.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { useDesk } from '../desk';
import { FormDialog } from '../parts/FormDialog';
import { useT } from '../texts';
import { toast } from '../toasts';
import { GoldenVerdict } from './GoldenVerdict';
import { Overrule } from './Overrule';
import { TRIAL_TIMEOUT, type GoldenResult, type SiteState, type Tried } from './types';

type Refused = GoldenResult & { may_overrule: boolean };

export function KeepDialog({ tried, onClose }: { tried: Tried; onClose: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [refused, setRefused] = useState<Refused | null>(null);
  const [reason, setReason] = useState('');
  const isLive = useRef(tried.against === 'live');
  const site = tried.site || 'default';
  const share = t.finePercent(tried.value / 100);

  const goLive = async () => {
    if (isLive.current) return;
    if (tried.against === 'drafts') {
      const why = reason.trim().replace(/\s+/g, ' ');
      await api.post('/v1/publications', { ...(tried.tried && { tried: tried.tried }), ...(why && { reason: why }) }, { timeout: TRIAL_TIMEOUT });
    } else {
      await api.post(`/v1/publications/${tried.against}/rollback`, {}, { timeout: TRIAL_TIMEOUT });
    }
    isLive.current = true;
  };

  const set = async () => {
    if (tried.kind === 'own') return;
    const now = await api.get<SiteState>(`/v1/sites/${site}/settings`);
    const settings = {
      ...now.settings,
      accepted_wrong: tried.kind === 'wrong' ? tried.value / 100 : null,
      answer_from: tried.kind === 'threshold' ? tried.value / 100 : null,
    };
    await api.put(`/v1/sites/${site}/settings`, { version: now.version, settings, reason: t('whatif.reason') });
  };

  const keep = async () => {
    try {
      await goLive();
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.code !== 'golden-failed') throw problem;
      return setRefused(problem.problem as unknown as Refused);
    }
    await set();
    toast('good', t('whatif.kept'));
    onClose();
  };

  return (
    <FormDialog
      title={t('whatif.keepTitle')}
      submit={t(refused ? 'publish.anyway' : 'whatif.keepNow')}
      isReady={!refused || (refused.may_overrule && reason.trim() !== '')}
      startsAtSubmit
      onSubmit={keep}
      onClose={onClose}
    >
      <ul class="keep-list">
        {tried.against === 'drafts' && <li>{t('whatif.keepDrafts')}</li>}
        {tried.against !== 'drafts' && tried.against !== 'live' && <li>{t('whatif.keepBack', { number: Number(tried.against) })}</li>}
        {tried.kind === 'wrong' && <li>{t('whatif.keepWrong', { site, share })}</li>}
        {tried.kind === 'threshold' && <li>{t('whatif.keepThreshold', { site, share })}</li>}
      </ul>
      {refused && (
        <div role="alert">
          <GoldenVerdict result={refused} />
          <Overrule mayOverrule={refused.may_overrule} reason={reason} onReason={setReason} />
        </div>
      )}
    </FormDialog>
  );
}
