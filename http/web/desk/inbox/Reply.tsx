// Where staff write: a reply to the visitor, or a note for colleagues.  What is half written is kept
// in this browser, for each conversation by itself.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Composer } from '../../shared/components/Composer';
import { EmojiPicker } from '../../shared/components/EmojiPicker';
import { AttachButton, FileTrayView } from '../../shared/components/FileTray';
import { Icon } from '../../shared/components/Icon';
import { note as noteIcon, reply as replyIcon } from '../../shared/components/icons';
import { isReady } from '../../shared/files';
import { useStore } from '../../shared/store';
import type { ConversationView } from '../../shared/types';
import { useDesk } from '../desk';
import { useKeys } from '../keys';
import { recall, remember } from '../memory';
import { trayLabels, trayOf } from '../parts/files';
import { useT, type T } from '../texts';

type Mode = 'messages' | 'note';

function useDraft(id: string, mode: Mode): [string, (text: string) => void] {
  const name = `draft:${mode}:${id}`;
  const [texts, setTexts] = useState<Record<string, string>>({});
  const write = (text: string) => {
    remember(name, text || null);
    setTexts((have) => ({ ...have, [name]: text }));
  };
  return [texts[name] ?? recall(name) ?? '', write];
}

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
  mode: Mode;
  canReply: boolean;
  onChange: (mode: Mode) => void;
}

function Modes({ mode, canReply, onChange }: ModesProps): VNode {
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
      <span class="reply-hint wide-only">{t('talk.hint')}</span>
    </div>
  );
}

export function Reply({ view }: { view: ConversationView }): VNode {
  const t = useT();
  const desk = useDesk();
  const me = useStore(desk.me, (value) => value.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [wanted, setWanted] = useState<Mode | null>(null);
  const canReply = view.owner === 'agent' && view.agent_id === me;
  const mode: Mode | null = wanted === 'note' ? 'note' : canReply ? 'messages' : null;
  const [text, setText] = useDraft(view.id, mode ?? 'messages');

  const tray = trayOf(desk.api, view.id);
  const items = useStore(tray.items);
  const insert = (emoji: string) => {
    const at = field.current?.selectionEnd ?? text.length;
    setText(text.slice(0, at) + emoji + text.slice(at));
    field.current?.focus();
  };
  const write = (as: Mode) => {
    setWanted(as);
    requestAnimationFrame(() => field.current?.focus());
  };
  useKeys({ r: canReply ? () => write('messages') : undefined, n: () => write('note') });

  if (mode === null) {
    return (
      <footer class="reply closed">
        <span>{ownedBy(t, view)}</span>
        <button type="button" class="text-button" onClick={() => write('note')}>
          <Icon of={noteIcon} size={16} />
          {t('talk.writeNote')}
        </button>
      </footer>
    );
  }
  const isNote = mode === 'note';
  return (
    <footer class={`reply ${isNote ? 'note' : ''}`}>
      {!canReply && <p class="reply-owner">{ownedBy(t, view)}</p>}
      <Modes mode={mode} canReply={canReply} onChange={write} />
      {!isNote && <FileTrayView tray={tray} labels={trayLabels(t)} />}
      <Composer
        inputRef={field}
        value={text}
        onFiles={isNote ? undefined : (files) => tray.add(files)}
        hasMore={!isNote && items.length > 0 ? isReady(items) : undefined}
        tools={
          <>
            {!isNote && <AttachButton label={t('files.attach')} accept="" onFiles={(files) => tray.add(files)} />}
            <EmojiPicker label={t('files.emoji')} onPick={insert} />
          </>
        }
        onInput={(next) => {
          setText(next);
          if (!isNote && next) desk.synchroniser.typing(view.id);
        }}
        onSend={(words) => {
          desk.outbox.add(view.id, words, { kind: mode, files: isNote ? [] : tray.take() });
          setText('');
          if (isNote) setWanted(null);
        }}
        onKey={(event) => {
          if (event.key !== 'Escape') return false;
          field.current?.blur();
          if (isNote) setWanted(null);
          return true;
        }}
        placeholder={t(isNote ? 'talk.notePlaceholder' : 'talk.replyPlaceholder')}
        label={t(isNote ? 'talk.note' : 'talk.reply')}
        sendLabel={t(isNote ? 'talk.saveNote' : 'talk.send')}
      />
    </footer>
  );
}
