// Under an answer of the bot: an editor says whether it was right and what it should have been, or makes
// the question a golden one.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { flag, thumbDown, thumbUp } from '../../shared/components/icons';
import { EntryPicker } from '../knowledge/EntryPicker';
import { queryOf } from '../fetched';
import { to } from '../router';
import { useT } from '../texts';
import { toast } from '../toasts';
import '../styles/trial.css';
import { GoldenForm } from './GoldenForm';
import { useMend } from './useMend';

/** What the visitor had asked. */
export interface Asked {
  conversation: string;
  seq: number;
  text: string;
}

export interface JudgeBarProps {
  asked: Asked;
  decision: string;
  /** That answered, and how it is called. */
  entry: string | undefined;
  question: string | null;
}

export function JudgeBar({ asked, decision, entry, question }: JudgeBarProps): VNode {
  const t = useT();
  const mend = useMend();
  const [dialog, setDialog] = useState<'should' | 'golden' | null>(null);
  const about = { text: asked.text, conversation: asked.conversation, seq: asked.seq, ...(entry && { entry }) };
  return (
    <div class="judge-bar" role="group" aria-label={t('trial.judge')}>
      {entry && (
        <>
          <Button size="s" icon={thumbUp} disabled={mend.isBusy} onClick={() => void mend.judge({ ...about, verdict: 'right' })}>
            {t('trial.right')}
          </Button>
          <Button size="s" icon={thumbDown} disabled={mend.isBusy} onClick={() => void mend.judge({ ...about, verdict: 'wrong' })}>
            {t('trial.wrong')}
          </Button>
        </>
      )}
      <Button size="s" disabled={mend.isBusy} onClick={() => setDialog('should')}>
        {t('trial.shouldBe')}
      </Button>
      <Button size="s" icon={flag} disabled={mend.isBusy} onClick={() => setDialog('golden')}>
        {t('trial.addGolden')}
      </Button>
      <a href={`${to('console')}${queryOf({ text: asked.text })}`}>{t('trial.tryIt')}</a>
      {dialog === 'should' && (
        <EntryPicker
          title={t('trial.shouldBe')}
          lead={t('trial.shouldBeLead')}
          about={asked.text}
          onPick={(picked) => {
            setDialog(null);
            void mend.judge({ ...about, should_be: picked.external_id });
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'golden' && (
        <GoldenForm
          start={{
            text: asked.text,
            expect: entry ? 'answer' : decision === 'handoff' ? 'handoff' : 'unmatched',
            entry: entry ?? null,
            entryQuestion: question,
            language: '',
            site: '',
            conversation: asked.conversation,
            seq: asked.seq,
          }}
          onSaved={() => {
            setDialog(null);
            toast('good', t('golden.saved'));
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
