// The variables of ready-made replies, filled in once when a reply is put into the field.  Pure.

export const variables = ['visitor', 'agent', 'site', 'group', 'page', 'time', 'date'] as const;
export type Variable = (typeof variables)[number];

/** The text with what is known put in; what isn't known, and braces of other things, stay. */
export function filled(text: string, values: Partial<Record<Variable, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name as Variable] || whole);
}

/** Names in braces that are no variables: most likely misspelt. */
export function unknownNames(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return [...new Set(names)].filter((name) => !variables.some((one) => one === name));
}
