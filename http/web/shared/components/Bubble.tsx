// One message of a conversation: who, what, when, and how far it got.  It doesn't know which side
// of the desk it is shown on: the page says whether it stands at the start or the end of the line.

import type { ComponentChildren, VNode } from 'preact';
import { Avatar } from './Avatar';
import './bubble.css';
import './markdown.css';

export interface BubbleProps {
  side: 'start' | 'end';
  tone: 'bot' | 'agent' | 'visitor' | 'note';
  /** Shown above the first bubble of a run, and in the avatar. */
  name?: string | undefined;
  /** The message before is by the same author: no name and no avatar again. */
  follows?: boolean;
  avatar?: boolean;
  children: ComponentChildren;
  /** Small print under the bubble: time, ticks, buttons. */
  foot?: ComponentChildren;
  /** Not sent yet, or refused. */
  faded?: boolean;
  id?: string;
}

export function Bubble({ side, tone, name, follows = false, avatar = true, children, foot, faded = false, id }: BubbleProps): VNode {
  const kind = tone === 'note' ? 'agent' : tone;
  return (
    <div class={`message ${side} ${tone} ${follows ? 'follows' : ''}`} id={id}>
      {avatar && (follows ? <span class="avatar-gap" /> : <Avatar kind={kind} name={name} />)}
      <div class="message-body">
        {name && !follows && <span class="message-name">{name}</span>}
        <div class={`bubble ${faded ? 'faded' : ''}`}>{children}</div>
        {foot && <div class="message-foot">{foot}</div>}
      </div>
    </div>
  );
}

/** Three dots: somebody is typing.  `label` is for screen readers. */
export function Typing({ label, name, tone = 'agent' }: { label: string; name?: string | undefined; tone?: 'bot' | 'agent' | 'visitor' }): VNode {
  return (
    <div class={`message start ${tone} typing`}>
      <Avatar kind={tone} name={name} />
      <div class="message-body">
        <div class="bubble">
          <span class="unseen">{label}</span>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
        </div>
      </div>
    </div>
  );
}
