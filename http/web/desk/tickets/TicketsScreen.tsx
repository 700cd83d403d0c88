// Tickets: the list, or one of them.

import type { VNode } from 'preact';
import { usePlace } from '../router';
import { List } from './List';
import { One } from './One';
import { views } from './types';
import './tickets.css';

export function TicketsScreen(): VNode {
  const { parts } = usePlace();
  const [first = '', id = ''] = parts;
  if (first === 'id' && id) return <One key={id} id={id} />;
  const view = views.find((one) => one === first) ?? 'mine';
  return <List view={view} />;
}
