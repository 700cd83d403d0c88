// What this browser remembers for its reader.  Storage may be refused (private windows) or full; then
// the desk works and forgets.

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`foyer-desk:${name}`);
    else localStorage.setItem(`foyer-desk:${name}`, value);
  } catch {
    /* forgotten, which is all that is lost */
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`foyer-desk:${name}`);
  } catch {
    return null;
  }
}
