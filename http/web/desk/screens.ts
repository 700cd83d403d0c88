// The desk's screens, a row each: where it stands in the navigation, who may see it, and the file
// that is loaded when it is first opened.  The server decides at every request; this only keeps
// people from doors that are closed to them.

import type { VNode } from 'preact';
import { book, inbox, mail, people, search, settings as gear } from '../shared/components/icons';
import { may } from './abilities';
import { colleagues } from './together/icons';
import type { Me, Permission } from './types';

/** A place of the rail.  One with several screens shows them as tabs on top. */
export type Section = 'inbox' | 'colleagues' | 'knowledge' | 'messages' | 'tools' | 'team' | 'settings';

export const sectionIcons: Record<Section, string> = { inbox, colleagues, knowledge: book, messages: mail, tools: search, team: people, settings: gear };

interface Row {
  section: Section;
  /** null: all of the staff. */
  needs: Permission | null;
  load: () => Promise<() => VNode>;
}

const rows = {
  inbox: { section: 'inbox', needs: 'conversations', load: async () => (await import('./screens/Inbox')).Inbox },
  knowledge: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./screens/Knowledge')).Knowledge },
  rules: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./screens/Rules')).Rules },
  words: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./screens/Words')).Words },
  unmatched: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./workbench/Workbench')).Workbench },
  suggestions: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./workbench/Suggestions')).Suggestions },
  console: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./trial/Console')).Console },
  golden: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./trial/GoldenQuestions')).GoldenQuestions },
  whatif: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./trial/WhatIf')).WhatIf },
  health: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./health/Health')).Health },
  publishing: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./trial/Publishing')).Publishing },
  exchange: { section: 'knowledge', needs: 'knowledge', load: async () => (await import('./exchange/Exchange')).Exchange },
  messages: { section: 'messages', needs: 'conversations', load: async () => (await import('./screens/LeftMessages')).LeftMessages },
  tickets: { section: 'messages', needs: 'conversations', load: async () => (await import('./tickets/TicketsScreen')).TicketsScreen },
  search: { section: 'tools', needs: 'conversations', load: async () => (await import('./talk/SearchScreen')).SearchScreen },
  canned: { section: 'tools', needs: 'conversations', load: async () => (await import('./talk/CannedScreen')).CannedScreen },
  topics: { section: 'tools', needs: 'groups', load: async () => (await import('./talk/TopicsScreen')).TopicsScreen },
  blocks: { section: 'tools', needs: 'conversations', load: async () => (await import('./talk/BlocksScreen')).BlocksScreen },
  colleagues: { section: 'colleagues', needs: null, load: async () => (await import('./together/Colleagues')).Colleagues },
  team: { section: 'team', needs: 'conversations', load: async () => (await import('./screens/Team')).Team },
  staff: { section: 'settings', needs: 'staff', load: async () => (await import('./screens/StaffAccounts')).StaffAccounts },
  sites: { section: 'settings', needs: 'sites', load: async () => (await import('./site/SitesScreen')).SitesScreen },
  roles: { section: 'settings', needs: 'staff', load: async () => (await import('./people/Roles')).Roles },
  signin: { section: 'settings', needs: 'staff', load: async () => (await import('./people/SignInRules')).SignInRules },
  sending: { section: 'settings', needs: 'staff', load: async () => (await import('./sending/Sending')).Sending },
  ticketrules: { section: 'settings', needs: 'staff', load: async () => (await import('./tickets/Rules')).Rules },
  audit: { section: 'settings', needs: 'audit', load: async () => (await import('./screens/AuditLog')).AuditLog },
} satisfies Record<string, Row>;

export type Screen = keyof typeof rows;
export const screens: Record<Screen, Row> = rows;

export function screensOf(me: Me): Screen[] {
  return (Object.keys(rows) as Screen[]).filter((screen) => {
    const { needs } = screens[screen];
    return needs === null || may(me, needs);
  });
}
