// A room: what was said, and the place to write.  It has no bubbles, so that nobody takes it for a
// conversation with a visitor.

import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Attachments, type FileSource } from '../../shared/components/Attachments';
import { Avatar } from '../../shared/components/Avatar';
import { Button, IconButton } from '../../shared/components/Button';
import { Composer } from '../../shared/components/Composer';
import { EmojiPicker } from '../../shared/components/EmojiPicker';
import { Empty } from '../../shared/components/Empty';
import { AttachButton } from '../../shared/components/FileTray';
import { Icon } from '../../shared/components/Icon';
import { arrowLeft, chat, close, link } from '../../shared/components/icons';
import { Markdown } from '../../shared/markdown';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { attachmentLabels } from '../parts/files';
import { Loading } from '../parts/Loading';
import { restOf } from '../parts/sent';
import { go, to } from '../router';
import { useT, visitorName } from '../texts';
import { useKeptText } from './draft';
import { conversationIn, roomPath, useRoom, useRoomSeen } from './room';
import { RoomMark, roomTitle } from './RoomList';
import type { Room, RoomMessage } from './types';

const RUN_WITHIN = 5 * 60_000;
const NEAR = 80;

const startsDay = (before: RoomMessage | undefined, message: RoomMessage) =>
  !before || new Date(before.at).toDateString() !== new Date(message.at).toDateString();

const follows = (before: RoomMessage | undefined, message: RoomMessage) =>
  before !== undefined && before.author === message.author && message.at - before.at < RUN_WITHIN && !startsDay(before, message);

function ConversationChip({ id }: { id: string }): VNode {
  const t = useT();
  return (
    <a class="conversation-chip" href={to('inbox', 'all', id)}>
      <Icon of={chat} size={16} />
      {visitorName(t, id)}
    </a>
  );
}

function Said({ message, isFollowing, source }: { message: RoomMessage; isFollowing: boolean; source: FileSource }): VNode {
  const t = useT();
  const me = useStore(useDesk().me, (value) => value.id);
  return (
    <article class={`said ${isFollowing ? 'follows' : ''} ${message.author === me ? 'mine' : ''}`}>
      {!isFollowing && (
        <>
          <Avatar kind="agent" size="s" name={message.name} />
          <header>
            <strong>{message.author === me ? t('talk.you') : message.name}</strong>
            <time>{t.time(message.at)}</time>
          </header>
        </>
      )}
      <div class="said-body">
        {message.text && <Markdown text={message.text} chat />}
        {message.conversation && <ConversationChip id={message.conversation} />}
        {message.file && <Attachments files={[message.file]} source={source} labels={attachmentLabels(t)} />}
      </div>
    </article>
  );
}

interface LogProps {
  messages: readonly RoomMessage[];
  source: FileSource;
  onEarlier: (() => void) | null;
}

function Log({ messages, source, onEarlier }: LogProps): VNode {
  const t = useT();
  const frame = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const last = messages.at(-1)?.number;
  useLayoutEffect(() => {
    const element = frame.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [last]);
  return (
    <div
      class="room-log"
      ref={frame}
      role="log"
      aria-label={t('colleagues.log')}
      tabIndex={0}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
      }}
    >
      {onEarlier && (
        <Button look="quiet" size="s" class="more" onClick={onEarlier}>
          {t('colleagues.earlier')}
        </Button>
      )}
      {messages.map((message, at) => (
        <div key={message.number}>
          {startsDay(messages[at - 1], message) && <p class="timeline-day">{t.date(message.at)}</p>}
          <Said message={message} isFollowing={follows(messages[at - 1], message)} source={source} />
        </div>
      ))}
    </div>
  );
}

interface WriteProps {
  room: Room;
  about: string | null;
  say: (text: string, conversation: string | null) => Promise<void>;
  give: (file: File) => Promise<void>;
}

function Write({ room, about, say, give }: WriteProps): VNode {
  const t = useT();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useKeptText(`room:${room.room}`);
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const withoutAbout = to('colleagues', room.room);
  useEffect(() => field.current?.focus(), [room.room]);

  const run = async (what: string, call: () => Promise<void>) => {
    setBusy(what);
    setError(null);
    try {
      await call();
      return true;
    } catch (problem) {
      setError(problem);
      return false;
    } finally {
      setBusy(null);
    }
  };
  const send = async (words: string) => {
    const done = await run('', () => say(words, about ?? conversationIn(words)));
    if (!done) return;
    setText((now) => restOf(now, words));
    if (about) go(withoutAbout, true);
  };
  const sendFiles = async (files: File[]) => {
    for (const file of files) if (!(await run(file.name, () => give(file)))) return;
  };
  return (
    <footer class="room-write">
      {error !== null && <ErrorNotice error={error} />}
      {busy && (
        <p class="room-sending" role="status">
          {t('colleagues.sendingFile', { name: busy })}
        </p>
      )}
      {about && (
        <p class="room-about">
          <Icon of={link} size={16} />
          {t('colleagues.about')}
          <ConversationChip id={about} />
          <IconButton size="s" icon={close} label={t('colleagues.notAbout')} onClick={() => go(withoutAbout, true)} />
        </p>
      )}
      <Composer
        inputRef={field}
        value={text}
        onInput={setText}
        onSend={(words) => void send(words)}
        onFiles={(files) => void sendFiles(files)}
        hasMore={about !== null ? busy === null : busy !== null ? false : undefined}
        tools={
          <>
            <AttachButton label={t('files.attach')} accept="" onFiles={(files) => void sendFiles(files)} />
            <EmojiPicker label={t('files.emoji')} onPick={(emoji) => setText((now) => now + emoji)} />
          </>
        }
        placeholder={t('colleagues.placeholder', { room: roomTitle(t, room) })}
        label={t('colleagues.write')}
        sendLabel={t('talk.send')}
      />
    </footer>
  );
}

export function RoomView({ room, about }: { room: Room; about: string | null }): VNode {
  const t = useT();
  const { messages, isLoading, error, hasEarlier, earlier, again, say, give } = useRoom(room.room);
  const source = useMemo<FileSource>(() => (file) => Promise.resolve(`${roomPath(room.room)}/files/${file.id}`), [room.room]);
  useRoomSeen(room.room, messages.at(-1)?.number ?? 0);
  return (
    <>
      <header class="pane-head room-head">
        <IconButton class="narrow-only" icon={arrowLeft} label={t('app.back')} onClick={() => go(to('colleagues'))} />
        <RoomMark room={room} />
        <div>
          <h1>{roomTitle(t, room)}</h1>
          <p>{room.presence ? t(`presence.${room.presence}`) : t(room.kind === 'all' ? 'colleagues.allLead' : 'colleagues.groupLead')}</p>
        </div>
      </header>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && messages.length === 0 && <Loading />}
      {!isLoading && messages.length === 0 && error === null && (
        <div class="room-log">
          <Empty icon={chat} title={t('colleagues.empty')}>
            <p>{t('colleagues.emptyLead')}</p>
          </Empty>
        </div>
      )}
      {messages.length > 0 && <Log messages={messages} source={source} onEarlier={hasEarlier ? earlier : null} />}
      <Write room={room} about={about} say={say} give={give} />
    </>
  );
}
