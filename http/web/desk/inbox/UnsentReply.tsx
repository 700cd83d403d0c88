// What was being written to a visitor when the conversation went to somebody else or ended: it is shown
// until its writer makes a note of it or throws it away.

import type { VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { useDraft } from '../talk/drafts';
import { useT } from '../texts';

export function UnsentReply({ conversation, onNote }: { conversation: string; onNote: () => void }): VNode | null {
  const t = useT();
  const [text, setText] = useDraft(conversation, 'reply');
  const [note, setNote] = useDraft(conversation, 'note');
  if (text.trim() === '') return null;
  const toNote = () => {
    setNote([note, text].filter((one) => one.trim() !== '').join('\n'));
    setText('');
    onNote();
  };
  return (
    <section class="unsent-reply" aria-label={t('talk.unsentReply')}>
      <strong>{t('talk.unsentReply')}</strong>
      <p dir="auto">{text}</p>
      <div class="form-actions">
        <Button size="s" onClick={() => setText('')}>
          {t('app.throwAway')}
        </Button>
        <Button size="s" look="primary" onClick={toNote}>
          {t('talk.noteUnsent')}
        </Button>
      </div>
    </section>
  );
}
