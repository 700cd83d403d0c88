// The whole chat: head, conversation, foot.  What stands where follows from the session's state.

import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { useStore } from '../shared/store';
import type { Host } from './host';
import { Away, Connection, Failure, Warning } from './parts/Notices';
import { Foot } from './parts/Foot';
import { Head } from './parts/Head';
import { lazy } from './lazy';
import { Log } from './parts/Log';
import { Welcome } from './parts/Welcome';
import type { Session, SessionState } from './session';
import type { Layout } from './start';
import { useT } from './texts';
import './widget.css';
import './cards.css';

const FormCard = lazy(() => import('./parts/FormCard'));
const MailCard = lazy(() => import('./parts/MailCard'));
const LeaveMessage = lazy(() => import('./parts/LeaveMessage'));

/** The site's form stands before everything else. */
const isAsked = (session: Session, state: SessionState): boolean => state.isAsking || (!state.started && state.unsent.length === 0 && session.needsForm());

function Body({ session, state, isFresh }: { session: Session; state: SessionState; isFresh: boolean }): VNode {
  const form = state.site?.form;
  if (form && isAsked(session, state)) {
    return <FormCard session={session} form={form} canLeave={form.when === 'before-person'} />;
  }
  if (state.mailing) return <MailCard session={session} />;
  if (state.leaving) {
    return (
      <>
        <Failure session={session} state={state} />
        <LeaveMessage session={session} />
      </>
    );
  }
  return (
    <>
      {isFresh ? <Welcome session={session} state={state} /> : <Log session={session} state={state} />}
      <Failure session={session} state={state} />
      <Away session={session} state={state} />
      <Foot session={session} state={state} />
    </>
  );
}

export interface AppProps {
  session: Session;
  layout: Layout;
  host: Host;
}

export function App({ session, layout, host }: AppProps): VNode {
  const t = useT();
  const state = useStore(session.state);
  const title = state.site?.title || t('title');
  const isFresh = !state.started && state.unsent.length === 0;

  useEffect(() => {
    document.title = title;
  }, [title]);

  useEffect(() => {
    if (!host.canClose) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing) host.tell({ type: 'close' });
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [host]);

  return (
    <div class={`chat ${layout} ${isFresh && !state.leaving && !isAsked(session, state) ? 'fresh' : ''}`}>
      <Head session={session} state={state} host={host} />
      <Warning state={state} />
      <Connection state={state} />
      <Body session={session} state={state} isFresh={isFresh} />
    </div>
  );
}
