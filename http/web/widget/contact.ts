// Whether a message that is left says enough to be answered.

import type { LeftMessage } from './session';
import type { Key } from './texts';

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** Which text says what is wrong with the message; empty when nothing is. */
export function faultsOf(message: LeftMessage): Partial<Record<'text' | 'contact', Key>> {
  const contact = message.contact.trim();
  if (message.text.trim() === '') return { text: 'left.needText' };
  if (message.reply_by === 'email' && !isEmail(contact)) return { contact: 'left.needEmail' };
  const isCall = message.reply_by === 'phone' || message.reply_by === 'sms';
  if (isCall && !/^\+?[\d\s().-]{6,24}$/.test(contact)) return { contact: 'left.needPhone' };
  return {};
}
