// Where staff write: a reply to the visitor, or a note for colleagues.  What is half written is kept
// for its writer, for each conversation by itself.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Composer } from '../../shared/components/Composer';
import { EmojiPicker } from '../../shared/components/EmojiPicker';
import { AttachButton, FileTrayView } from '../../shared/components/FileTray';
import { Icon } from '../../shared/components/Icon';
import { note as noteIcon, reply as replyIcon } from '../../shared/components/icons';
import { areReady } from '../../shared/files';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { useDesk } from '../desk';
import { isComposing, useKeys } from '../keys';
import { trayLabels, trayOf } from '../parts/files';
import { Completion } from '../talk/Completion';
import { OfferBar } from '../talk/OfferBar';
import { useDraft } from '../talk/drafts';
import { useOffers } from '../talk/offers';
import { useDeskChoice } from '../talk/choice';
import type { Offer } from '../talk/types';
import { useCompletion } from '../talk/useCompletion';
import { useT, type T } from '../texts';
import { mayReply } from '../together/people';
import { UnsentReply } from './UnsentReply';

type Mode = 'messages' | 'note';

/** Why this person can't reply now. */
function ownedBy(t: T, view: ConversationView): string {
  switch (view.owner) {
    case 'bot':
      return t('talk.ownedByBot');
    case 'queue':
      return t('talk.ownedByQueue');
    case 'agent':
      return t('talk.ownedByOther', { name: view.agent?.name ?? t('talk.agent') });
    case 'closed':
      return t('talk.ownedByNobody');
  }
}

interface ModesProps {
  sendOn: 'enter' | 'ctrl-enter';
  mode: Mode;
  canReply: boolean;
  onChange: (mode: Mode) => void;
}

function Modes({ sendOn, mode, canReply, onChange }: ModesProps): VNode {
  const t = useT();
  return (
    <div class="reply-modes" role="group" aria-label={t('talk.reply')}>
      {canReply && (
        <button type="button" class="reply-mode" aria-pressed={mode === 'messages'} onClick={() => onChange('messages')}>
          <Icon of={replyIcon} size={16} />
          {t('talk.reply')}
        </button>
      )}
      <button type="button" class="reply-mode note" aria-pressed={mode === 'note'} onClick={() => onChange('note')}>
        <Icon of={noteIcon} size={16} />
        {t('talk.noteMode')}
      </button>
      <span class="reply-hint wide-only">{t(sendOn === 'enter' ? 'talk.hint' : 'talk.hintCtrl')}</span>
    </div>
  );
}

export function Reply({ view }: { view: ConversationView }): VNode {
  const t = useT();
  const desk = useDesk();
  const me = useStore(desk.me, (value) => value.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [wanted, setWanted] = useState<Mode | null>(null);
  const canReply = mayReply(view, me);
  const mode: Mode | null = wanted === 'note' ? 'note' : canReply ? 'messages' : null;
  const isNote = mode === 'note';
  const [text, setText, sent] = useDraft(view.id, isNote ? 'note' : 'reply');
  const { choice } = useDeskChoice();
  const lastSaid = useStore(desk.conversations.store(view.id), (one) => one.events.reduce((seq, event) => (event.author === 'visitor' ? event.seq : seq), 0));
  const offers = useOffers(mode === 'messages' ? view.id : null, text, lastSaid);
  const [taken, setTaken] = useState<{ entry: string; about: number } | null>(null);
  const completing = useCompletion({ view, isNote, field, text, setText });
  /** At the cursor, as typing would: what was written stays, and the browser can undo it. */
  const insert = (words: string, before = '') => {
    const element = field.current;
    if (!element) return;
    element.blur(); /* or it is undone together with what was typed */
    element.focus();
    const written = element.value.slice(0, element.selectionStart).trimEnd();
    document.execCommand('insertText', false, (written && before) + words);
  };
  const take = (offer: Offer | undefined) => {
    if (!offer) return;
    insert(offer.answer, '\n');
    setTaken({ entry: offer.entry, about: offers.about });
  };

  const tray = trayOf(desk, view.id);
  const items = useStore(tray.items);
  const write = (as: Mode) => {
    setWanted(as);
    requestAnimationFrame(() => field.current?.focus());
  };
  const offered = (at: number) => (offers.answers[at] ? () => take(offers.answers[at]) : undefined);
  useKeys({
    r: canReply ? () => write('messages') : undefined,
    n: () => write('note'),
    'Ctrl+1': offered(0),
    'Ctrl+2': offered(1),
    'Ctrl+3': offered(2),
  });

  if (mode === null) {
    return (
      <footer class="reply closed">
        <UnsentReply conversation={view.id} onNote={() => write('note')} />
        <span>{ownedBy(t, view)}</span>
        <button type="button" class="text-button" onClick={() => write('note')}>
          <Icon of={noteIcon} size={16} />
          {t('talk.writeNote')}
        </button>
      </footer>
    );
  }
  return (
    <footer class={`reply ${isNote ? 'note' : ''}`}>
      {!canReply && <p class="reply-owner">{ownedBy(t, view)}</p>}
      <Modes sendOn={choice.send_on} mode={mode} canReply={canReply} onChange={write} />
      {!isNote && completing.choices.length === 0 && <OfferBar answers={offers.answers} onTake={take} />}
      {!isNote && <FileTrayView tray={tray} labels={trayLabels(t)} />}
      <Completion label={t(isNote ? 'completion.names' : 'completion.canned')} choices={completing.choices} chosen={completing.chosen} />
      <Composer
        inputRef={field}
        value={text}
        onFiles={isNote ? undefined : (files) => tray.add(files)}
        hasMore={isNote ? undefined : areReady(items)}
        tools={
          <>
            {!isNote && <AttachButton label={t('files.attach')} accept="" onFiles={(files) => tray.add(files)} />}
            <EmojiPicker label={t('files.emoji')} onPick={insert} />
          </>
        }
        onInput={(next) => {
          setText(next);
          if (!next) setTaken(null);
          completing.look(field.current?.selectionStart ?? next.length);
          if (!isNote && next) desk.synchroniser.typing(view.id);
        }}
        onSend={(words) => {
          desk.outbox.add(view.id, words, { kind: mode, files: isNote ? [] : tray.take(), ...(isNote || !taken ? {} : taken) });
          sent();
          setTaken(null);
          if (isNote) setWanted(null);
        }}
        onKey={(event) => {
          if (completing.onKey(event)) return true;
          if (event.key !== 'Escape' || isComposing(event)) return false;
          field.current?.blur();
          if (isNote) setWanted(null);
          return true;
        }}
        sendOn={choice.send_on}
        completion={completing.choices.length > 0 ? { list: 'completion', chosen: `completion-${completing.chosen}` } : undefined}
        placeholder={t(isNote ? 'talk.notePlaceholder' : 'talk.replyPlaceholder')}
        label={t(isNote ? 'talk.note' : 'talk.reply')}
        sendLabel={t(isNote ? 'talk.saveNote' : 'talk.send')}
      />
    </footer>
  );
}
