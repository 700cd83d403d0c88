// The foot of the chat: where one writes, the way to a person, and in its turn the place in the
// queue or the rating at the end.

import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Composer } from '../../shared/components/Composer';
import { EmojiPicker } from '../../shared/components/EmojiPicker';
import { AttachButton, FileTrayView } from '../../shared/components/FileTray';
import { mail, note, person, plus } from '../../shared/components/icons';
import { areReady } from '../../shared/files';
import { useStore } from '../../shared/store';
import { trayLabels } from '../labels';
import { waysToKeep } from '../keeping';
import { lazy } from '../lazy';
import { endsByMessage } from '../rows';
import { ownerOf, type Session, type SessionState } from '../session';
import { useT } from '../texts';
import { asksForm, QueueCard } from './QueueCard';

const RatingCard = lazy(() => import('./RatingCard'));

export interface FootProps {
  session: Session;
  state: SessionState;
}

function Writing({ session, state }: FootProps): VNode {
  const t = useT();
  const field = useRef<HTMLTextAreaElement>(null);
  const isBot = ownerOf(state) === 'bot';
  const site = state.site;
  const items = useStore(session.tray.items);
  const takesFiles = site?.files !== null;
  const addFiles = (files: File[]) => session.tray.add(files);
  const insert = (emoji: string) => {
    const at = field.current?.selectionEnd ?? state.draft.length;
    session.setDraft(state.draft.slice(0, at) + emoji + state.draft.slice(at));
    field.current?.focus();
    requestAnimationFrame(() => field.current?.setSelectionRange(at + emoji.length, at + emoji.length));
  };
  return (
    <div class="writing">
      <FileTrayView tray={session.tray} labels={trayLabels(t)} />
      <Composer
        value={state.draft}
        onInput={(text) => session.setDraft(text)}
        onSend={(text) => {
          session.send(text);
          field.current?.focus();
        }}
        placeholder={isBot ? t('composer.placeholderBot') : t('composer.placeholder')}
        label={t('composer.label')}
        sendLabel={t('composer.send')}
        inputRef={field}
        onFiles={takesFiles ? addFiles : undefined}
        hasMore={areReady(items)}
        tools={
          <>
            {takesFiles && <AttachButton label={t('files.attach')} accept={site?.files?.accept ?? ''} onFiles={addFiles} />}
            <EmojiPicker label={t('emoji')} onPick={insert} />
          </>
        }
      />
      {!isBot && site?.typing_preview && <p class="to-person-hint">{t('typing.shown')}</p>}
      {isBot && (
        <Button class="to-person" look="quiet" size="s" icon={person} busy={state.busy === 'person'} onClick={() => void session.askPerson()}>
          {t('person')}
        </Button>
      )}
      {isBot && site && !site.is_open && <p class="to-person-hint">{site.opens_at ? t('away.person', { time: t.moment(site.opens_at) }) : t('away.title')}</p>}
    </div>
  );
}

/** Whether leaving a message ended it: there was no service yet to rate. */
function leftMessage(state: SessionState): boolean {
  return state.events.some((event, index) => endsByMessage(event, state.events[index - 1]));
}

const endedBySilence = (state: SessionState): boolean => state.events.some((event) => event.type === 'closed' && event.by === 'silence');

/** After so many words of an agent there is a service to rate. */
const WORTH_RATING = 5;

function isWorthRating(state: SessionState): boolean {
  const said = state.events.filter((event) => event.type === 'message' && event.author === 'agent').length;
  return ownerOf(state) === 'agent' && said > WORTH_RATING;
}

export function Foot({ session, state }: FootProps): VNode {
  const t = useT();
  const owner = ownerOf(state);
  const [isPutOff, setPutOff] = useState(false);
  if (owner === 'closed') {
    return (
      <footer class="foot">
        {!leftMessage(state) && <RatingCard session={session} state={state} />}
        {endedBySilence(state) && (
          <Button icon={mail} onClick={() => session.setLeaving(true)}>
            {t('leaveMessage')}
          </Button>
        )}
        <Button look="primary" icon={plus} onClick={() => session.forget()}>
          {t('newConversation')}
        </Button>
        <div class="keep">
          {waysToKeep(session, state, t).map((way) => (
            <Button key={way.label} look="quiet" size="s" icon={way.icon} onClick={way.onSelect}>
              {way.label}
            </Button>
          ))}
        </div>
      </footer>
    );
  }
  return (
    <footer class="foot">
      {owner === 'queue' && <QueueCard session={session} state={state} />}
      {isWorthRating(state) && !isPutOff && state.view?.rating == null && <RatingCard session={session} state={state} onLater={() => setPutOff(true)} />}
      {owner === 'agent' && asksForm(state) && (
        <Button class="to-person" size="s" icon={note} onClick={() => session.openForm()}>
          {t('form.fill')}
        </Button>
      )}
      <Writing session={session} state={state} />
    </footer>
  );
}
