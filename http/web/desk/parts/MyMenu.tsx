// The account's menu at the foot of the rail: presence, language, appearance, alerts, signing out.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from '../../shared/components/Avatar';
import { Dialog } from '../../shared/components/Dialog';
import { ChoiceRow } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { bell, check, help, leave, lock, play as playIcon, settings as settingsIcon } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { PasswordForm } from '../screens/SetPassword';
import { signOut } from '../session';
import { settings, type Theme } from '../settings';
import { play } from '../sound';
import { useT } from '../texts';
import { to } from '../router';
import type { Mention } from '../types';
import { toast } from '../toasts';
import { errorText } from './ErrorNotice';
import { LanguageSelect } from './LanguageSelect';
import { Later } from './Later';
import { Popover } from './Popover';
import { Switch } from './Switch';

const presences = ['online', 'busy', 'away', 'invisible', 'offline'] as const;
const themes: readonly Theme[] = ['system', 'light', 'dark'];

function Presences({ onDone }: { onDone: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const presence = useStore(desk.me, (me) => me.presence);
  return (
    <div class="menu-group" role="radiogroup" aria-label={t('me.presence')}>
      {presences.map((one) => (
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={presence === one}
          class="menu-item presence-item"
          onClick={() => {
            onDone();
            desk.setPresence(one).catch((error: unknown) => toast('bad', errorText(t, error)));
          }}
        >
          <span class={`presence-dot ${one}`} />
          <span class="menu-words">
            <span>{t(`presence.${one}`)}</span>
            <small>{t(`presence.${one}.hint`)}</small>
          </span>
          {presence === one && <Icon of={check} size={18} />}
        </button>
      ))}
    </div>
  );
}

function Notifications(): VNode {
  const t = useT();
  const isOn = useStore(settings, (value) => value.notifications);
  const isThere = typeof Notification !== 'undefined';
  const isDenied = !isThere || Notification.permission === 'denied';
  const change = async (wanted: boolean) => {
    const isAllowed = !wanted || (isThere && (await Notification.requestPermission()) === 'granted');
    settings.patch({ notifications: wanted && isAllowed });
  };
  return (
    <Switch
      label={t('me.notifications')}
      hint={isDenied ? t('me.notificationsDenied') : undefined}
      isOn={isOn && !isDenied}
      isDisabled={isDenied}
      onChange={change}
    />
  );
}

function Preferences(): VNode {
  const t = useT();
  const desk = useDesk();
  const { theme, sound } = useStore(settings);
  return (
    <div class="menu-group padded">
      <div class="menu-line">
        <span>{t('me.language')}</span>
        <LanguageSelect onChange={(language) => void desk.api.put('/v1/me', { language }).catch((error: unknown) => toast('bad', errorText(t, error)))} />
      </div>
      <ChoiceRow
        label={t('me.theme')}
        value={theme}
        options={themes.map((one) => ({ value: one, label: t(`theme.${one}`) }))}
        onChange={(chosen) => settings.patch({ theme: chosen })}
      />
      <Switch
        label={t('me.sound')}
        isOn={sound}
        onChange={(wanted) => settings.patch({ sound: wanted })}
        more={
          <button type="button" class="text-button" onClick={() => play('arrival')}>
            <Icon of={playIcon} size={14} />
            {t('me.testSound')}
          </button>
        }
      />
      <Notifications />
    </div>
  );
}

const MENTIONS_MOST = 5;

/** Where colleagues have mentioned one; each leads to the comment. */
function Mentions({ mentions, onDone }: { mentions: readonly Mention[]; onDone: () => void }): VNode | null {
  const t = useT();
  if (mentions.length === 0) return null;
  return (
    <div class="menu-group">
      <h3 class="menu-title">{t('mentions.title', { count: mentions.length })}</h3>
      {mentions.slice(0, MENTIONS_MOST).map((one) => (
        <a key={one.id} class="menu-item" href={`${to('knowledge', 'entry', one.entry)}?comments`} onClick={onDone}>
          <span class="menu-words">
            <span class="mention-text">{one.text}</span>
            <small>
              {one.by} · {one.question}
            </small>
          </span>
        </a>
      ))}
    </div>
  );
}

const myAlerts = async () => (await import('../sending/MyAlerts')).MyAlerts;
const mySignIn = async () => (await import('../people/MySignIn')).MySignIn;

export function MyMenu({ mentions, onHelp }: { mentions: readonly Mention[]; onHelp: () => void }): VNode {
  const t = useT();
  const desk = useDesk();
  const me = useStore(desk.me);
  const [asksPassword, setAsksPassword] = useState(false);
  const [showsSignIn, setShowsSignIn] = useState(false);
  const [showsAlerts, setShowsAlerts] = useState(false);
  return (
    <>
      <Popover
        label={t('me.menu')}
        place="beside"
        buttonClass="rail-me"
        button={<Avatar kind="agent" name={me.display_name} {...(may(me, 'conversations') ? { presence: me.presence } : {})} />}
      >
        {(close) => (
          <>
            <header class="menu-head">
              <strong>{me.display_name}</strong>
              <small>
                {me.own_role?.name ?? t(`role.${me.role}`)}
                {may(me, 'conversations') && ` · ${t('me.load', { load: me.load, capacity: me.capacity })}`}
              </small>
            </header>
            <Mentions mentions={mentions} onDone={close} />
            {may(me, 'conversations') && <Presences onDone={close} />}
            <Preferences />
            <div class="menu-group">
              <button type="button" class="menu-item" onClick={() => { close(); onHelp(); }}>
                <Icon of={help} size={18} />
                {t('me.keys')}
              </button>
              <button type="button" class="menu-item" onClick={() => { close(); setShowsAlerts(true); }}>
                <Icon of={bell} size={18} />
                {t('me.alerts')}
              </button>
              <button type="button" class="menu-item" onClick={() => { close(); setShowsSignIn(true); }}>
                <Icon of={settingsIcon} size={18} />
                {t('mySignIn.title')}
              </button>
              <button type="button" class="menu-item" onClick={() => { close(); setAsksPassword(true); }}>
                <Icon of={lock} size={18} />
                {t('password.change')}
              </button>
              <button type="button" class="menu-item" onClick={() => void signOut().catch((error: unknown) => toast('bad', errorText(t, error)))}>
                <Icon of={leave} size={18} />
                {t('me.signOut')}
              </button>
            </div>
          </>
        )}
      </Popover>
      {showsAlerts && <Later of={myAlerts} onClose={() => setShowsAlerts(false)} />}
      {showsSignIn && <Later of={mySignIn} onClose={() => setShowsSignIn(false)} />}
      {asksPassword && (
        <Dialog title={t('password.change')} closeLabel={t('app.close')} onClose={() => setAsksPassword(false)} size="s">
          <PasswordForm
            asksCurrent={!me.needs_password}
            onDone={() => setAsksPassword(false)}
            onLater={() => setAsksPassword(false)}
            laterLabel={t('app.cancel')}
          />
        </Dialog>
      )}
    </>
  );
}
