// Who is signed in: signing in by name and password or by a one-time link, and signing out.

import { Api, ApiError } from '../shared/api';
import { createStore } from '../shared/store';
import { pickLanguage, type Language } from '../shared/i18n';
import { settings } from './settings';
import type { Me, SessionAnswer } from './types';

export type Session =
  | { state: 'starting'; isUnreachable: boolean }
  /** `link`: of a one-time link whose owner must show a code too. */
  | { state: 'signed-out'; notice: 'ended' | 'link-failed' | null; link?: string }
  | { state: 'signed-in'; me: Me };

export const session = createStore<Session>({ state: 'starting', isUnreachable: false });

let csrf: string | null = null;

export const api = new Api({
  csrf: () => csrf,
  language: () => chosenLanguage(session.get()),
  onSignedOut: () => {
    if (session.get().state === 'signed-in') end('ended');
  },
  renewCsrf: takeOverSession,
  onFactorNeeded: () => setFactorNeeded(true),
});

/** The language to speak: chosen in this browser, else the account's, else the browser's. */
export function chosenLanguage(of: Session): Language {
  const { language } = settings.get();
  const account = of.state === 'signed-in' && of.me.language !== 'en' ? of.me.language : null;
  return pickLanguage([language, account, ...navigator.languages]);
}

function begin(answer: SessionAnswer): void {
  csrf = answer.csrf;
  session.set({ state: 'signed-in', me: answer.me });
}

function end(notice: 'ended' | 'link-failed' | null): void {
  csrf = null;
  session.set({ state: 'signed-out', notice });
}

/** Finds out whether there is a session; a one-time link makes one. */
export async function startSession(link: string | null): Promise<void> {
  try {
    begin(link ? await api.post<SessionAnswer>('/v1/session/link', { token: link }) : await api.get<SessionAnswer>('/v1/session'));
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) {
      if (link && error.code === 'code-needed') {
        session.set({ state: 'signed-out', notice: null, link });
        return;
      }
      if (link && (await hasSession())) return;
      end(link ? 'link-failed' : null);
      return;
    }
    session.set({ state: 'starting', isUnreachable: true });
    setTimeout(() => void startSession(link), 3000);
  }
}

/** The same person may have signed in again in another tab; for somebody else nothing is done. */
async function takeOverSession(): Promise<boolean> {
  const current = session.get();
  try {
    const answer = await api.get<SessionAnswer>('/v1/session');
    if (current.state !== 'signed-in' || answer.me.id !== current.me.id || answer.csrf === csrf) return false;
    csrf = answer.csrf;
    return true;
  } catch {
    return false;
  }
}

/** A used link in a browser that is signed in already does no harm. */
async function hasSession(): Promise<boolean> {
  try {
    begin(await api.get<SessionAnswer>('/v1/session'));
    return true;
  } catch {
    return false;
  }
}

/** `code`: of the second factor, once the server has asked for it. */
export async function signIn(name: string, password: string, code?: string): Promise<void> {
  begin(await api.post<SessionAnswer>('/v1/session', code ? { name, password, code } : { name, password }));
}

export async function signInByLink(link: string, code: string): Promise<void> {
  begin(await api.post<SessionAnswer>('/v1/session/link', { token: link, code }));
}

export async function signOut(): Promise<void> {
  try {
    await api.delete('/v1/session');
  } catch (error) {
    /* The server doesn't know it yet: whoever sits down here next would still be let in. */
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
  end(null);
}

/** The stream was refused: the session is over, or something must be done first. */
export function streamRefused(): void {
  api.get<SessionAnswer>('/v1/session').then(begin, () => end('ended'));
}

export const factorSet = (): void => setFactorNeeded(false);

function setFactorNeeded(isNeeded: boolean): void {
  session.set((current) => (current.state === 'signed-in' ? { ...current, me: { ...current.me, needs_factor: isNeeded } } : current));
}

export function passwordSet(): void {
  session.set((current) => (current.state === 'signed-in' ? { ...current, me: { ...current.me, needs_password: false } } : current));
}
