// What would be lost with this page: the browser asks before the page is closed or loaded anew.

import { useEffect } from 'preact/hooks';

const unsaved = new Set<string>();

window.addEventListener('beforeunload', (event) => {
  if (unsaved.size > 0) event.preventDefault();
});

export function markUnsaved(name: string, isUnsaved: boolean): void {
  if (isUnsaved) unsaved.add(name);
  else unsaved.delete(name);
}

/** Of what is lost with the component already. */
export function useUnsaved(name: string, isUnsaved: boolean): void {
  useEffect(() => {
    markUnsaved(name, isUnsaved);
    return () => markUnsaved(name, false);
  }, [name, isUnsaved]);
}
