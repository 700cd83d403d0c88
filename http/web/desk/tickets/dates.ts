// Times as the browser's own date fields take them: local, to the minute.

const two = (value: number) => String(value).padStart(2, '0');

/** "2026-11-22T14:05" */
export function toField(at: number): string {
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** null while it isn't a whole time. */
export function fromField(value: string): number | null {
  const at = value ? new Date(value).getTime() : NaN;
  return Number.isNaN(at) ? null : at;
}
