// Starts the chat in its place: language, look, session, and the wiring between them.

import { render } from 'preact';
import { TranslatorContext, loadTranslator, matchLanguage, pickLanguage, mirrored, MIRRORED, sizeText, type Language, type Translator } from '../shared/i18n';
import { createStore, useStore } from '../shared/store';
import type { SiteLook } from '../shared/types';
import '../shared/tokens.css';
import '../shared/base.css';
import { App } from './App';
import type { Host } from './host';
import { wear } from './look';
import { Session } from './session';
import { loaders, type Key } from './texts';

export type Layout = 'frame' | 'page';

function setTheme(theme: string | null): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
}

/** Puts the cursor into the field; on a phone that would raise the keyboard, so not there. */
function focusField(): void {
  if (matchMedia('(pointer: coarse)').matches) return;
  document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus();
}

export async function start(host: Host, layout: Layout): Promise<void> {
  const query = new URLSearchParams(location.search);
  const language = pickLanguage([query.get('lang'), ...navigator.languages]);
  const isMirrored = query.get('lang') === MIRRORED;
  setTheme(query.get('theme'));
  const load = async (wanted: Language) => {
    const loaded = await loadTranslator(loaders, wanted);
    return isMirrored ? mirrored(loaded) : loaded;
  };
  const translator = createStore<Translator<Key>>(await load(language));
  const session = new Session(query.get('site') ?? 'default', language, host);
  session.setGroup(query.get('group') ?? undefined);
  session.setTags((query.get('tags') ?? '').split(',').map((tag) => tag.trim()).filter(Boolean));

  const speak = async (wish: string) => {
    const next = matchLanguage(wish);
    if (!next || next === translator.get().language) return;
    const loaded = await load(next);
    translator.set(() => loaded);
    session.setLanguage(next);
  };

  session.onLanguage = (offered) => void speak(offered);

  function Root() {
    const t = useStore(translator);
    document.documentElement.lang = t.language;
    document.documentElement.dir = isMirrored ? 'rtl' : 'ltr';
    session.says = {
      tooLarge: (most) => t('files.tooLarge', { most: sizeText(t, most) }),
      wrongKind: (accept) => t('files.wrongKind', { accept: accept.replaceAll(',', ' ') }),
    };
    return (
      <TranslatorContext.Provider value={t as unknown as Translator}>
        <App session={session} layout={layout} host={host} />
      </TranslatorContext.Provider>
    );
  }

  host.listen((message) => {
    switch (message.type) {
      case 'open':
      case 'close':
        session.shown();
        if (message.type === 'open') focusField();
        break;
      case 'language':
        void speak(message.language);
        break;
      case 'theme':
        setTheme(message.theme);
        wear(session.state.get().site?.look);
        break;
      case 'ask':
        session.send(message.text);
        break;
      case 'person':
        session.setGroup(message.group);
        void session.askPerson();
        break;
      case 'group':
        session.setGroup(message.group);
        break;
      case 'user':
        void session.setUser(message.user);
        break;
      case 'place':
        break;
    }
  });
  let worn: unknown;
  session.state.subscribe(() => {
    const look = session.state.get().site?.look;
    if (look && look !== worn) wear((worn = look) as SiteLook);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => wear(session.state.get().site?.look));
  session.start();
  const root = document.getElementById('app');
  if (root) render(<Root />, root);
}
