// The application: speaks the reader's language, and shows the sign-in or the desk.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { MIRRORED, TranslatorContext, loadTranslator, mirrored, type Translator } from '../shared/i18n';
import { useStore } from '../shared/store';
import { ErrorNotice } from './parts/ErrorNotice';
import { Later } from './parts/Later';
import { takeSignInLink } from './router';
import { DeskRoot } from './screens/DeskRoot';
import { SetPassword } from './screens/SetPassword';
import { SignIn } from './screens/SignIn';
import { chosenLanguage, session, startSession } from './session';
import { settings } from './settings';
import { loaders, useT, type T } from './texts';

/** From right to left, to see what stands on the wrong side (/desk/?lang=ar-XB). */
const isMirrored = new URLSearchParams(location.search).get('lang') === MIRRORED;

function useChosenTranslator(): T | null {
  const current = useStore(session);
  useStore(settings, (value) => value.language);
  const language = chosenLanguage(current);
  const [translator, setTranslator] = useState<T | null>(null);
  useEffect(() => {
    let isWanted = true;
    void loadTranslator(loaders, language).then((loaded) => {
      if (isWanted) setTranslator(() => (isMirrored ? mirrored(loaded) : loaded));
    });
    document.documentElement.lang = language;
    document.documentElement.dir = isMirrored ? 'rtl' : 'ltr';
    return () => {
      isWanted = false;
    };
  }, [language]);
  return translator;
}

function Starting({ isUnreachable }: { isUnreachable: boolean }): VNode {
  const t = useT();
  return (
    <main class="starting" aria-busy={!isUnreachable}>
      {isUnreachable ? <ErrorNotice text={t('app.unreachable')} /> : <span class="spinner" role="status" aria-label={t('app.loading')} />}
    </main>
  );
}

const factorNeeded = async () => (await import('./people/FactorNeeded')).FactorNeeded;

function Screens(): VNode {
  const current = useStore(session);
  const t = useT();
  const [isLater, setLater] = useState(false);
  /* Signed in, the desk itself keeps the title, with a count. */
  useEffect(() => {
    if (current.state !== 'signed-in') document.title = t('app.title');
  }, [t, current.state]);
  if (current.state === 'starting') return <Starting isUnreachable={current.isUnreachable} />;
  if (current.state === 'signed-out') return <SignIn notice={current.notice} link={current.link} />;
  if (current.me.needs_password && !isLater) return <SetPassword onLater={() => setLater(true)} />;
  if (current.me.needs_factor) return <Later of={factorNeeded} />;
  return <DeskRoot key={current.me.id} me={current.me} />;
}

export function App(): VNode | null {
  const translator = useChosenTranslator();
  useEffect(() => void startSession(takeSignInLink()), []);
  if (!translator) return null;
  return (
    <TranslatorContext.Provider value={translator as unknown as Translator}>
      <Screens />
    </TranslatorContext.Provider>
  );
}
