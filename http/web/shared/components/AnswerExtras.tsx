// What goes with an answer: its buttons, and its files to download.  The chat shows it below the bubble
// and so does the editor's preview.  What a press does is the page's to say; a link leads away by itself.

import type { VNode } from 'preact';
import { safeAddress } from '../markdown';
import type { AnswerButton, AnswerExtras as Extras } from '../types';
import { Icon } from './Icon';
import { chat, link, paperclip, person } from './icons';
import './answer-extras.css';

export interface AnswerExtrasProps {
  extras: Extras;
  /** "Opens a new tab", for screen readers. */
  newTabLabel: string;
  onAsk: (text: string) => void;
  onPerson: (group: string) => void;
}

/** http, https, mailto and tel only: a path or a script of somebody's making is no link. */
export function linkOf(target: string): string | null {
  return /^(https?|mailto|tel):/i.test(target) ? safeAddress(target) : null;
}

function One({ button, newTabLabel, onAsk, onPerson }: { button: AnswerButton } & Omit<AnswerExtrasProps, 'extras'>): VNode | null {
  if (button.action === 'link') {
    const address = linkOf(button.target);
    if (!address) return null;
    return (
      <a class="answer-button" href={address} target="_blank" rel="noopener noreferrer nofollow">
        <Icon of={link} size={16} />
        <span>{button.label}</span>
        <span class="unseen">({newTabLabel})</span>
      </a>
    );
  }
  const isPerson = button.action === 'person';
  return (
    <button type="button" class="answer-button" onClick={() => (isPerson ? onPerson : onAsk)(button.target)}>
      <Icon of={isPerson ? person : chat} size={16} />
      <span>{button.label}</span>
    </button>
  );
}

export function AnswerExtras({ extras, ...acts }: AnswerExtrasProps): VNode | null {
  const { buttons = [], files = [] } = extras;
  if (buttons.length + files.length === 0) return null;
  return (
    <div class="answer-extras">
      {files.map(({ file, name }) => (
        <a key={file} class="answer-file" href={`/v1/files/${encodeURIComponent(file)}`} download={name}>
          <Icon of={paperclip} size={16} />
          <span>{name}</span>
        </a>
      ))}
      {buttons.length > 0 && (
        <div class="answer-buttons">
          {buttons.map((button, at) => (
            <One key={at} button={button} {...acts} />
          ))}
        </div>
      )}
    </div>
  );
}
