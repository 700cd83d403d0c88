// The button in a conversation's head that shows who of the staff is in it, and what can be done
// about that: inviting, watching, joining, taking over, leaving.

import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Button, IconButton } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Icon } from '../../shared/components/Icon';
import { close as closeIcon, leave, people as peopleIcon, plus } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import type { ConversationView, Person } from '../../shared/types';
import { useDesk } from '../desk';
import { useKeys } from '../keys';
import { Popover } from '../parts/Popover';
import { go, to } from '../router';
import { useT } from '../texts';
import { act, type Act } from './acts';
import { addPerson, eye, takeOver, whisper } from './icons';
import { InviteDialog } from './InviteDialog';
import type { Offer, People } from './types';
import '../styles/together.css';

interface LineProps {
  name: string;
  isMe: boolean;
  state: string;
  mark?: string;
  action?: ComponentChildren;
}

function Line({ name, isMe, state, mark, action }: LineProps): VNode {
  const t = useT();
  return (
    <li class="people-line">
      <Avatar kind="agent" size="s" name={name} />
      <span class="menu-words">
        <span>{isMe ? t('together.you', { name }) : name}</span>
        <small>
          {mark && <Icon of={mark} size={13} />}
          {state}
        </small>
      </span>
      {action}
    </li>
  );
}

const marks: Record<NonNullable<Person['state']>, string | undefined> = { invited: undefined, joined: undefined, watching: eye };

function Present({ view, people, onRemove }: { view: ConversationView; people: People; onRemove: (person: Person) => void }): VNode {
  const t = useT();
  const me = useStore(useDesk().me, (value) => value.id);
  const mayRemove = people.may.includes('remove');
  return (
    <ul class="people-list" aria-label={t('together.people')}>
      {people.owner ? (
        <Line name={people.owner.name} isMe={people.owner.id === me} state={t('together.owner')} />
      ) : (
        <li class="people-nobody">{t(`together.nobody.${view.owner}`)}</li>
      )}
      {people.people.map((person) => {
        const state = person.state ?? 'joined';
        const isMe = person.id === me;
        return (
          <Line
            key={person.id}
            name={person.name}
            isMe={isMe}
            state={t(`together.state.${state}`)}
            {...(marks[state] ? { mark: marks[state] } : {})}
            action={
              mayRemove &&
              !isMe &&
              state !== 'watching' && (
                <IconButton
                  size="s"
                  icon={closeIcon}
                  label={t(state === 'invited' ? 'together.takeBack' : 'together.remove', { name: person.name })}
                  onClick={() => onRemove(person)}
                />
              )
            }
          />
        );
      })}
    </ul>
  );
}

function Item({ icon, label, hint, onSelect }: { icon: string; label: string; hint?: string; onSelect: () => void }): VNode {
  return (
    <button type="button" class="menu-item" onClick={onSelect}>
      <Icon of={icon} size={18} />
      <span class="menu-words">
        <span>{label}</span>
        {hint && <small>{hint}</small>}
      </span>
    </button>
  );
}

interface TakeOverProps {
  view: ConversationView;
  onConfirm: () => void;
  onClose: () => void;
}

function TakeOverDialog({ view, onConfirm, onClose }: TakeOverProps): VNode {
  const t = useT();
  const name = view.agent?.name ?? '';
  return (
    <Dialog
      title={t('together.takeOverAsk', { name })}
      closeLabel={t('app.close')}
      onClose={onClose}
      size="s"
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" onClick={onConfirm} autofocus>
            {t('together.takeOver')}
          </Button>
        </>
      }
    >
      <p>{t('together.takeOverLead', { name })}</p>
    </Dialog>
  );
}

/** What the button shows: the owner and who is beside them, at most three. */
function Faces({ view }: { view: ConversationView }): VNode {
  const t = useT();
  const beside = view.people.filter((person) => person.state === 'joined').map((person) => person.name);
  const names = [...(view.agent ? [view.agent.name] : []), ...beside];
  return (
    <>
      <span class="unseen">{t('together.people')}</span>
      {names.length === 0 && <Icon of={peopleIcon} size={20} />}
      <span class="faces" aria-hidden="true">
        {names.slice(0, 3).map((name) => (
          <Avatar key={name} kind="agent" size="s" name={name} />
        ))}
        {names.length > 3 && <small>+{names.length - 3}</small>}
      </span>
    </>
  );
}

export interface PeopleControlProps {
  view: ConversationView;
  people: People | null;
  onWhisper: () => void;
}

export function PeopleControl({ view, people, onWhisper }: PeopleControlProps): VNode {
  const t = useT();
  const desk = useDesk();
  const [dialog, setDialog] = useState<'invite' | 'take-over' | null>(null);
  const offers = (offer: Offer) => people?.may.includes(offer) === true;
  const run = (what: Act, then?: () => void) => void act(desk, t, view.id, what).then((done) => done && then?.());
  const takeOverNow = () => {
    setDialog(null);
    run('take-over', () => go(to('inbox', 'mine', view.id)));
  };
  const startTakeOver = () => (view.owner === 'agent' ? setDialog('take-over') : takeOverNow());
  const isIn = people?.part === 'joined';
  const isWatching = people?.part === 'watching';
  const mayJoin = offers('join') && !isIn;
  useKeys({
    i: offers('invite') ? () => setDialog('invite') : undefined,
    w: offers('watch') && people?.part === 'none' ? () => run('watch') : undefined,
    o: mayJoin ? () => run('join') : undefined,
    h: offers('whisper') ? onWhisper : undefined,
  });

  return (
    <>
      <Popover label={t('together.people')} place="below-end" buttonClass="people-button" isNamedByContent button={<Faces view={view} />}>
        {(close) => {
          const chosen = (run: () => void) => () => {
            close();
            run();
          };
          return (
            <>
              {people && <Present view={view} people={people} onRemove={(person) => void act(desk, t, view.id, 'remove', { agent: person.id })} />}
              <div class="menu-group">
                {offers('invite') && <Item icon={addPerson} label={t('together.invite')} hint={t('together.inviteHint')} onSelect={chosen(() => setDialog('invite'))} />}
                {mayJoin && <Item icon={plus} label={t('together.join')} hint={t('together.joinHint')} onSelect={chosen(() => run('join'))} />}
                {offers('watch') && people?.part === 'none' && (
                  <Item icon={eye} label={t('together.watch')} hint={t('together.watchHint')} onSelect={chosen(() => run('watch'))} />
                )}
                {offers('whisper') && <Item icon={whisper} label={t('together.whisper')} hint={t('together.whisperHint')} onSelect={chosen(onWhisper)} />}
                {offers('take-over') && <Item icon={takeOver} label={t('together.takeOver')} hint={t('together.takeOverHint')} onSelect={chosen(startTakeOver)} />}
                {isWatching && <Item icon={closeIcon} label={t('together.stopWatching')} onSelect={chosen(() => run('leave'))} />}
                {isIn && <Item icon={leave} label={t('together.leave')} hint={t('together.leaveHint')} onSelect={chosen(() => run('leave'))} />}
                <a class="menu-item" href={`${to('colleagues')}?about=${view.id}`} onClick={close}>
                  <Icon of={peopleIcon} size={18} />
                  <span class="menu-words">{t('together.askAbout')}</span>
                </a>
              </div>
            </>
          );
        }}
      </Popover>
      {dialog === 'invite' && <InviteDialog view={view} onClose={() => setDialog(null)} />}
      {dialog === 'take-over' && <TakeOverDialog view={view} onConfirm={takeOverNow} onClose={() => setDialog(null)} />}
    </>
  );
}
