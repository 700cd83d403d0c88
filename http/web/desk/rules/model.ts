// Rules as the server knows them, and as the editor's form holds them.

export type RuleKind = 'words' | 'pattern' | 'always';
export const ruleKinds: readonly RuleKind[] = ['words', 'pattern', 'always'];

export interface Words {
  any: string[];
  all: string[];
  none: string[];
}

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof days)[number];

export interface Hours {
  open: boolean;
  group?: string;
  times?: { zone: string; week: Partial<Record<Day, string[]>> };
}

export interface Conditions {
  sites?: string[];
  languages?: string[];
  pages?: string[];
  groups?: string[];
  tags?: string[];
  hours?: Hours;
}

export const valueKinds = ['order', 'phone', 'email', 'number', 'date', 'text', 'pattern'] as const;
export type ValueKind = (typeof valueKinds)[number];

export interface FormField {
  name: string;
  label?: string;
  kind: ValueKind;
  prompt: string;
  wrong?: string;
  pattern?: string;
  least?: number;
  most?: number;
}

export interface Choice {
  text: string;
  entry?: string;
  say?: string;
}

export interface Actions {
  tags?: string[];
  say?: { text?: string; entry?: string };
  menu?: { text: string; choices: Choice[] };
  form?: { fields: FormField[]; retries?: number };
  hand_over?: { group?: string; reason?: string };
}

export interface Rule {
  id: string;
  name: string;
  kind: RuleKind;
  pattern: string;
  words: Words | null;
  priority: number;
  conditions: Conditions | null;
  actions: Actions | null;
  is_active: boolean;
  version: number;
  changed_by: string | null;
  changed_at: number;
}

export interface RulesAnswer {
  rules: Rule[];
  builtin_from: number;
  builtin_to: number;
}

/** What the rule mainly does; tags may go with each. */
export const deeds = ['say', 'menu', 'form', 'hand_over', 'tags'] as const;
export type Deed = (typeof deeds)[number];

export function deedOf(actions: Actions): Deed {
  if (actions.form) return 'form';
  if (actions.menu) return 'menu';
  if (actions.hand_over) return 'hand_over';
  if (actions.say) return 'say';
  return 'tags';
}

/** What the form holds: the same, with nothing missing. */
export interface Draft {
  name: string;
  kind: RuleKind;
  pattern: string;
  words: Words;
  priority: number;
  conditions: Conditions;
  actions: Actions;
  is_active: boolean;
}

export const emptyField = (number: number): FormField => ({ name: `value_${number}`, kind: 'order', prompt: '' });
export const emptyChoice = (): Choice => ({ text: '', entry: '' });

/** An action of this kind to start from; what fits of the one before is kept. */
export function actionsOf(deed: Deed, before: Actions): Actions {
  const tags = before.tags ? { tags: before.tags } : {};
  switch (deed) {
    case 'say':
      return { ...tags, say: before.say ?? { text: '' } };
    case 'menu':
      return { ...tags, menu: before.menu ?? { text: '', choices: [emptyChoice(), emptyChoice()] } };
    case 'form':
      return { ...tags, form: before.form ?? { fields: [emptyField(1)] }, say: before.say ?? { text: '' } };
    case 'hand_over':
      return { ...tags, hand_over: before.hand_over ?? {} };
    case 'tags':
      return { tags: before.tags ?? [] };
  }
}

export function draftOf(rule: Rule | null): Draft {
  return {
    name: rule?.name ?? '',
    kind: rule?.kind ?? 'words',
    pattern: rule?.kind === 'pattern' ? rule.pattern : '',
    words: rule?.words ?? { any: [], all: [], none: [] },
    priority: rule?.priority ?? 0,
    conditions: rule?.conditions ?? {},
    actions: rule?.actions ?? { say: { text: '' } },
    is_active: rule?.is_active ?? true,
  };
}

const filled = <Value,>(list: readonly Value[] | undefined) => (list && list.length > 0 ? [...list] : undefined);
const words = (text: string | undefined) => (text?.trim() ? text.trim() : undefined);

function cleanActions(actions: Actions): Actions {
  const clean: Actions = {};
  const deed = deedOf(actions);
  const tags = filled(actions.tags);
  if (tags) clean.tags = tags;
  if (actions.menu) clean.menu = actions.menu;
  if (actions.form) clean.form = actions.form;
  if (actions.hand_over) {
    clean.hand_over = {};
    const group = words(actions.hand_over.group);
    const reason = words(actions.hand_over.reason);
    if (group) clean.hand_over.group = group;
    if (reason) clean.hand_over.reason = reason;
  }
  /* Of a form or a hand-over the last word may be left out. */
  const said = words(actions.say?.text) ?? words(actions.say?.entry);
  if (actions.say && (said || deed === 'say')) clean.say = actions.say;
  return clean;
}

/** The body of a request. */
export function bodyOf(draft: Draft): Record<string, unknown> {
  const conditions: Conditions = {};
  for (const key of ['sites', 'languages', 'pages', 'groups', 'tags'] as const) {
    const list = filled(draft.conditions[key]);
    if (list) conditions[key] = list;
  }
  if (draft.conditions.hours) conditions.hours = draft.conditions.hours;
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    ...(draft.kind === 'pattern' ? { pattern: draft.pattern } : {}),
    ...(draft.kind === 'words' ? { words: draft.words } : {}),
    priority: draft.priority,
    conditions,
    actions: cleanActions(draft.actions),
    is_active: draft.is_active,
  };
}

/** Moves one of a list by a step; the same list when it can't go there. */
export function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const next = [...list];
  if (to < 0 || to >= list.length) return next;
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** Where each rule stands: the ones before the built-in rules, and the ones after them. */
export function aroundBuiltin(answer: RulesAnswer): { above: Rule[]; below: Rule[] } {
  return {
    above: answer.rules.filter((rule) => rule.priority > answer.builtin_to),
    below: answer.rules.filter((rule) => rule.priority <= answer.builtin_to),
  };
}
