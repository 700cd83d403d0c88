// What is being dragged over the list and the tree.  The browser tells a drop target no more than the
// kind of thing until it is dropped, so it is remembered here.

export type Dragged = { kind: 'entries'; ids: string[] } | { kind: 'category'; path: string };

let dragged: Dragged | null = null;

export function startDrag(event: DragEvent, what: Dragged, label: string): void {
  dragged = what;
  if (!event.dataTransfer) return;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', label);
}

export function endDrag(): void {
  dragged = null;
}

export const whatIsDragged = (): Dragged | null => dragged;
