// One room of colleagues: its messages, kept up to date, and saying something in it.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { useOnce } from '../parts/sent';
import type { Room, RoomMessage, RoomPage } from './types';

const PAGE = 50;
const UPLOAD_WITHIN = 180_000;

export interface RoomState {
  messages: readonly RoomMessage[];
  isLoading: boolean;
  error: unknown;
  /** There are earlier ones. */
  hasEarlier: boolean;
  earlier: () => void;
  again: () => void;
  /** Both throw what went wrong. */
  say: (text: string, conversation: string | null) => Promise<void>;
  give: (file: File) => Promise<void>;
}

/** In order and each once, however they came. */
export function joined(have: readonly RoomMessage[], more: readonly RoomMessage[]): RoomMessage[] {
  const all = new Map([...have, ...more].map((message) => [message.number, message]));
  return [...all.values()].sort((one, other) => one.number - other.number);
}

export const roomPath = (room: string) => `/v1/rooms/${encodeURIComponent(room)}`;

export function useRoom(room: string): RoomState {
  const desk = useDesk();
  const look = useStore(desk.looks, (counts) => counts.together);
  const [messages, setMessages] = useState<readonly RoomMessage[]>([]);
  const [isLoading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [hasEarlier, setEarlier] = useState(false);
  const once = useOnce();
  const latest = useRef<readonly RoomMessage[]>(messages);
  latest.current = messages;

  const add = useCallback((more: readonly RoomMessage[]) => setMessages((have) => joined(have, more)), []);
  const read = useCallback(
    async (query: string) => {
      const page = await desk.api.get<RoomPage>(`${roomPath(room)}/messages?limit=${PAGE}${query}`);
      add(page.messages);
      return page;
    },
    [desk, room, add],
  );

  const catchUp = useCallback(async () => {
    setError(null);
    try {
      const last = latest.current.at(-1)?.number;
      if (last === undefined) {
        setEarlier((await read('')).more);
      } else {
        for (let page = await read(`&after=${last}`); page.more; page = await read(`&after=${page.messages.at(-1)?.number ?? last}`));
      }
    } catch (problem) {
      setError(problem);
    } finally {
      setLoading(false);
    }
  }, [read]);
  useEffect(() => void catchUp(), [catchUp, look]);

  const earlier = () => {
    const first = messages[0]?.number ?? 0;
    read(`&before=${first}`).then((page) => setEarlier(page.more), setError);
  };

  const post = async (what: string, send: (key: string) => Promise<{ message: RoomMessage }>) => add([(await once(what, send)).message]);
  const say = (text: string, conversation: string | null) =>
    post(`${conversation ?? ''} ${text}`, (key) => desk.api.post(`${roomPath(room)}/messages`, { text, conversation, key }));
  const give = (file: File) =>
    post(`file ${file.name} ${file.size} ${file.lastModified}`, (key) =>
      desk.api.upload(`${roomPath(room)}/files?name=${encodeURIComponent(file.name)}&key=${key}`, file, 'application/octet-stream', { timeout: UPLOAD_WITHIN }),
    );

  return { messages, isLoading, error, hasEarlier, earlier, again: () => void catchUp(), say, give };
}

/** Says how far one has read, while the page is looked at. */
export function useRoomSeen(room: string, last: number): void {
  const desk = useDesk();
  const isLive = useStore(desk.status, (status) => status === 'live' || status === 'polling');
  useEffect(() => {
    if (last === 0 || !isLive) return;
    const tell = () => {
      if (document.visibilityState !== 'visible') return;
      desk.api.post(`${roomPath(room)}/seen`, { number: last }).then(
        () => desk.together.soon(),
        () => undefined,
      );
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [desk, room, last, isLive]);
}

/** The conversation that a pasted address of the desk leads to. */
export function conversationIn(text: string): string | null {
  return /#\/inbox\/\w+\/([0-9a-v]{36})(?![0-9a-v])/.exec(text)?.[1] ?? null;
}

/** What was talked in last comes first; the rest by name, as the server sorts it. */
export function byLast(rooms: readonly Room[]): Room[] {
  return [...rooms].sort((one, other) => (other.last_at ?? 0) - (one.last_at ?? 0));
}
