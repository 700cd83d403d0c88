// Buttons: one with words, one that is an icon only and therefore must be named.

import type { ButtonHTMLAttributes, ComponentChildren, VNode } from 'preact';
import { Icon } from './Icon';
import './button.css';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'size' | 'loading'>;

export interface ButtonProps extends Native {
  look?: ButtonLook;
  size?: 's' | 'm' | 'l';
  /** One of icons.ts. */
  icon?: string;
  busy?: boolean;
  children?: ComponentChildren;
}

export function Button({ look = 'secondary', size = 'm', icon, busy = false, children, class: more, ...rest }: ButtonProps): VNode {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${look} ${size} ${more ?? ''}`}
      aria-busy={busy || undefined}
      disabled={busy || rest.disabled}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon of={icon} size={size === 's' ? 16 : 18} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Native {
  icon: string;
  /** What it does; read aloud and shown on hover. */
  label: string;
  size?: 's' | 'm';
}

export function IconButton({ icon, label, size = 'm', class: more, ...rest }: IconButtonProps): VNode {
  return (
    <button type="button" title={label} {...rest} class={`icon-button ${size} ${more ?? ''}`} aria-label={label}>
      <Icon of={icon} size={size === 's' ? 16 : 20} />
    </button>
  );
}
