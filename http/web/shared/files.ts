// Files on their way into a conversation.  A file is uploaded as soon as it is chosen, with its
// progress; the message that carries it is sent after that (outbox.ts).  What fails stays in the tray
// with its reason and can be tried again or taken out.
//
// Not here: how files look (components/Attachments.tsx, FileTray.tsx).

import { ApiError, NetworkError, worthRetrying, type Api } from './api';
import { createStore, type Store } from './store';
import type { Attachment, Problem, SiteFiles } from './types';

export interface UploadOptions {
  api: Api;
  conversation: string;
  token?: string | undefined;
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Sends one file. */
export const uploadFile = (file: File, options: UploadOptions): Promise<Attachment> => options.api.withToken(() => uploadOnce(file, options));

/** Fetch can't tell how far an upload is, so this is an XMLHttpRequest. */
function uploadOnce(file: File, options: UploadOptions): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const path = `/v1/conversations/${encodeURIComponent(options.conversation)}/files`;
    request.open('POST', `${path}?name=${encodeURIComponent(file.name || 'file')}`);
    const headers = options.api.headers('POST', { 'Content-Type': 'application/octet-stream' }, { token: options.token });
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && options.onProgress(event.loaded / event.total);
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status === 201) resolve(body as Attachment);
      else reject(new ApiError(body && 'code' in body ? (body as Problem) : { title: `HTTP ${request.status}`, status: request.status, code: 'http' }));
    };
    request.onerror = request.ontimeout = () => reject(new NetworkError());
    request.onabort = () => reject(new NetworkError());
    request.timeout = 180_000;
    options.signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function parse(text: string): object | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

export interface TrayItem {
  key: number;
  name: string;
  size: number;
  /** Of a picture: what the reader sees of it meanwhile. */
  preview: string | null;
  state: 'sending' | 'ready' | 'failed';
  /** 0 to 1. */
  progress: number;
  /** Why it failed, in the reader's language; '' for a lost connection. */
  reason: string;
  canRetry: boolean;
  done: Attachment | null;
}

export interface TrayOptions {
  /** Sends one file; the page knows where to. */
  send: (file: File, onProgress: (share: number) => void, signal: AbortSignal) => Promise<Attachment>;
  /** What the site takes; null when it isn't known yet. */
  limits: () => SiteFiles | null | undefined;
  tooLarge: (most: number) => string;
  wrongKind: (accept: string) => string;
}

/** Whether the site takes a file of this name; the server looks into it. */
export function isAccepted(name: string, accept: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot < 1 || accept.split(',').includes(name.slice(dot).toLowerCase());
}

/** The files of one message that is being written. */
export class FileTray {
  readonly items: Store<TrayItem[]> = createStore<TrayItem[]>([]);
  private readonly files = new Map<number, { file: File; abort: AbortController }>();
  private last = 0;

  constructor(private readonly options: TrayOptions) {}

  add(files: Iterable<File>): void {
    for (const file of files) this.addOne(file);
  }

  private addOne(file: File): void {
    const limits = this.options.limits();
    const key = (this.last += 1);
    const reason =
      limits && !isAccepted(file.name, limits.accept)
        ? this.options.wrongKind(limits.accept)
        : limits && file.size > limits.most_bytes
          ? this.options.tooLarge(limits.most_bytes)
          : null;
    const preview = reason === null && /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? URL.createObjectURL(file) : null;
    const item: TrayItem = { key, name: file.name, size: file.size, preview, state: reason === null ? 'sending' : 'failed', progress: 0, reason: reason ?? '', canRetry: false, done: null };
    this.items.set((items) => [...items, item]);
    if (reason === null) void this.run(key, file);
  }

  private async run(key: number, file: File): Promise<void> {
    const abort = new AbortController();
    this.files.set(key, { file, abort });
    try {
      const done = await this.options.send(file, (progress) => this.patch(key, { progress }), abort.signal);
      this.patch(key, { state: 'ready', progress: 1, done });
    } catch (error) {
      const reason = error instanceof ApiError ? error.message : '';
      this.patch(key, { state: 'failed', reason, canRetry: worthRetrying(error) });
    }
  }

  private patch(key: number, part: Partial<TrayItem>): void {
    this.items.set((items) => items.map((item) => (item.key === key ? { ...item, ...part } : item)));
  }

  retry(key: number): void {
    const kept = this.files.get(key);
    if (!kept) return;
    this.patch(key, { state: 'sending', progress: 0, reason: '' });
    void this.run(key, kept.file);
  }

  remove(key: number): void {
    this.files.get(key)?.abort.abort();
    this.drop((item) => item.key === key);
  }

  /** Takes what is ready out of the tray, for the message that is sent now. */
  take(): Attachment[] {
    const ready = this.items.get().flatMap((item) => (item.done ? [item.done] : []));
    this.drop((item) => item.state === 'ready');
    return ready;
  }

  /** Files of a message that is written on: they are on the server already. */
  putBack(files: readonly Attachment[]): void {
    const items = files.map((done): TrayItem => ({ key: (this.last += 1), name: done.name, size: done.size, preview: null, state: 'ready', progress: 1, reason: '', canRetry: false, done }));
    this.items.set((present) => [...items, ...present]);
  }

  private drop(which: (item: TrayItem) => boolean): void {
    for (const item of this.items.get().filter(which)) {
      if (item.preview) URL.revokeObjectURL(item.preview);
      this.files.delete(item.key);
    }
    this.items.set((items) => items.filter((item) => !which(item)));
  }
}

/** The files that a drop carries. */
export const filesOf = (transfer: DataTransfer | null): File[] => [...(transfer?.files ?? [])];

/** Those of a paste.  Spreadsheets and word processors put a picture of the words beside them, and the words are meant. */
export function pastedFiles(transfer: DataTransfer | null): File[] {
  const isWords = transfer?.types.includes('text/html') === true && transfer.getData('text/plain').trim() !== '';
  return isWords ? [] : filesOf(transfer);
}

/** Whether the message may go for its files: false while one is on its way or may still get there; undefined: they don't matter. */
export function areReady(items: readonly TrayItem[]): boolean | undefined {
  if (items.some(({ state, canRetry }) => state === 'sending' || (state === 'failed' && canRetry))) return false;
  return items.some(({ state }) => state === 'ready') ? true : undefined;
}
