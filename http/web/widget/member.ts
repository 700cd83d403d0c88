// Members of the site that embeds the chat: its page says who is signed in, signed by its server, and
// the server gives a session for that.  Loaded only where a page says so.

import { ApiError, type Api } from '../shared/api';
import type { User } from '../loader/protocol';

export interface Membership {
  member: string;
  session: string;
  until: number;
}

interface Kept {
  id: string;
  token: string;
  member?: string;
}

interface Entry {
  member: string;
  session: string | null;
  session_until: number | null;
  conversation: { id: string; token: string } | null;
}

/** What the session lets this part touch. */
export interface MemberDoor {
  api: Api;
  site: string;
  storage: Storage | null;
  name: string;
  kept: () => Kept | null;
  forget: () => void;
  follow: (kept: Kept) => void;
  link: (member: string, session: string) => Promise<void>;
  become: (member: Membership | null) => void;
  told: (member: string | null, error: unknown) => void;
}

function stored(door: MemberDoor): Membership | null {
  try {
    const kept = JSON.parse(door.storage?.getItem(door.name) ?? 'null') as Membership | null;
    return kept && kept.until > Date.now() ? kept : null;
  } catch {
    return null;
  }
}

function store(door: MemberDoor, member: Membership | null): void {
  try {
    if (member) door.storage?.setItem(door.name, JSON.stringify(member));
    else door.storage?.removeItem(door.name);
  } catch {
    // It lives as long as this page does.
  }
  door.become(member);
}

const enter = (door: MemberDoor, body: object) => door.api.post<Entry>(`/v1/sites/${encodeURIComponent(door.site)}/member`, body);

/** By the session that this browser has, else by the signature, which counts once. */
async function comeIn(user: User, door: MemberDoor): Promise<Entry> {
  const have = stored(door);
  if (have?.member === user.id) {
    try {
      const entry = await enter(door, { session: have.session });
      door.become(have);
      return entry;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      store(door, null);
    }
  }
  const entry = await enter(door, { member: user.id, expires: user.expires, signature: user.signature });
  store(door, { member: entry.member, session: entry.session ?? '', until: entry.session_until ?? 0 });
  return entry;
}

/** Another window of the same page may have used the signature just before. */
async function comeInTwice(user: User, door: MemberDoor): Promise<Entry> {
  try {
    return await comeIn(user, door);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'signature-used') throw error;
    await new Promise((done) => setTimeout(done, 400));
    if (stored(door)?.member !== user.id) throw error;
    return comeIn(user, door);
  }
}

/** What another member said in this browser isn't this one's to see. */
function leaveOthers(member: string | null, door: MemberDoor): void {
  const kept = door.kept();
  if (kept?.member !== undefined && kept.member !== member) door.forget();
}

export async function setUser(user: User | null, door: MemberDoor): Promise<void> {
  leaveOthers(user?.id ?? null, door);
  if (!user) {
    store(door, null);
    door.told(null, null);
    return;
  }
  try {
    const entry = await comeInTwice(user, door);
    const kept = door.kept();
    const session = stored(door)?.session ?? '';
    if (!kept && entry.conversation) door.follow({ ...entry.conversation, member: entry.member });
    else if (kept && kept.member === undefined && session) await door.link(entry.member, session);
    door.told(entry.member, null);
  } catch (error) {
    store(door, null);
    door.told(null, error);
  }
}
