// A round mark for who speaks: the bot by its icon, people by their initials.

import type { VNode } from 'preact';
import { Icon } from './Icon';
import { bot, person } from './icons';
import './avatar.css';

export type AvatarKind = 'bot' | 'agent' | 'visitor';

/** Two letters of a Western name, the last two characters of a Chinese one. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? '';
  if (/^\p{Script=Han}+$/u.test(first)) return [...first].slice(-2).join('');
  const letters = words.length > 1 ? [first, words[words.length - 1]!] : [first];
  return letters.map((word) => [...word][0]?.toUpperCase() ?? '').join('');
}

export interface AvatarProps {
  kind: AvatarKind;
  name?: string | undefined;
  size?: 's' | 'm' | 'l';
  /** A dot that tells presence. */
  /** The address of a picture, instead of the bot's icon. */
  image?: string | null;
  presence?: 'online' | 'busy' | 'away' | 'invisible' | 'offline';
}

export function Avatar({ kind, name, size = 'm', image, presence }: AvatarProps): VNode {
  const pixels = { s: 16, m: 19, l: 24 }[size];
  return (
    <span class={`avatar ${kind} ${size}`} aria-hidden="true">
      {image ? <img src={image} alt="" /> : kind === 'bot' ? <Icon of={bot} size={pixels} /> : name ? initials(name) : <Icon of={person} size={pixels} />}
      {presence && <span class={`presence ${presence}`} />}
    </span>
  );
}
