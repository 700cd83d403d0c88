// The one place that calls fetch.  It speaks JSON, sends the credential and the CSRF token, gives
// up after a time limit, and turns every refusal into an ApiError and every lost connection into a
// NetworkError, so that callers can tell "the server said no" from "nobody heard us".

import type { Problem } from './types';

/** The server answered and refused. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
    this.name = 'ApiError';
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** No answer came: offline, cut off, or later than the time limit. */
export class NetworkError extends Error {
  constructor(cause?: unknown) {
    super(cause instanceof Error ? cause.message : 'network');
    this.name = 'NetworkError';
  }
}

/** Whether the same request may succeed later: no answer, too many requests, or the server's own fault. */
export function worthRetrying(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 408);
}

export interface ApiOptions {
  /** Address that paths are appended to; '' for this page's own server. */
  base?: string;
  /** Sent as X-CSRF-Token on every request that writes (staff). */
  csrf?: () => string | null;
  /** Sent as Accept-Language, so that errors come in the reader's language. */
  language?: () => string;
  fetch?: typeof fetch;
  /** Called when the server says that the session has ended. */
  onSignedOut?: () => void;
  /** Called when the token is another session's: whether there is one now that it may be tried with once more. */
  renewCsrf?: () => Promise<boolean>;
  /** Called when it wants a second factor set up before anything else. */
  onFactorNeeded?: () => void;
}

export interface RequestOptions {
  /** Bearer credential: a visitor's conversation token. */
  token?: string | undefined;
  signal?: AbortSignal;
  /** Milliseconds; 20 seconds when not given. */
  timeout?: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

type Exchange<T> = [
  method: Method,
  path: string,
  body: BodyInit | null,
  extra: Record<string, string>,
  request?: RequestOptions,
  take?: (response: Response) => Promise<T>,
];

const DEFAULT_TIMEOUT = 20_000;

export class Api {
  private readonly options: ApiOptions;

  constructor(options: ApiOptions = {}) {
    this.options = options;
  }

  get<T>(path: string, request?: RequestOptions): Promise<T> {
    return this.send<T>('GET', path, undefined, request);
  }

  post<T>(path: string, body: unknown = {}, request?: RequestOptions): Promise<T> {
    return this.send<T>('POST', path, body, request);
  }

  put<T>(path: string, body: unknown, request?: RequestOptions): Promise<T> {
    return this.send<T>('PUT', path, body, request);
  }

  delete<T>(path: string, request?: RequestOptions, body?: unknown): Promise<T> {
    return this.send<T>('DELETE', path, body, request);
  }

  /** Sends a body as it is (a file) and reads JSON back. */
  upload<T>(path: string, body: Blob | string, type: string, request?: RequestOptions): Promise<T> {
    return this.exchange<T>('POST', path, body, { 'Content-Type': type }, request);
  }

  /** Reads a file. */
  download(path: string, request?: RequestOptions): Promise<Blob> {
    return this.exchange<Blob>('GET', path, null, {}, { ...request, timeout: request?.timeout ?? 180_000 }, (response) => response.blob());
  }

  private send<T>(method: Method, path: string, body: unknown, request?: RequestOptions): Promise<T> {
    if (body === undefined) return this.exchange<T>(method, path, null, {}, request);
    return this.exchange<T>(method, path, JSON.stringify(body), { 'Content-Type': 'application/json' }, request);
  }

  /** What a request shows of who asks and in which language. */
  headers(method: Method, extra: Record<string, string> = {}, request?: RequestOptions): Record<string, string> {
    const headers: Record<string, string> = { Accept: 'application/json, application/problem+json', ...extra };
    const language = this.options.language?.();
    if (language) headers['Accept-Language'] = language;
    if (request?.token) headers['Authorization'] = `Bearer ${request.token}`;
    const csrf = method === 'GET' ? null : this.options.csrf?.();
    if (csrf) headers['X-CSRF-Token'] = csrf;
    return headers;
  }

  private exchange<T>(...exchange: Exchange<T>): Promise<T> {
    return this.withToken(() => this.exchangeOnce<T>(...exchange));
  }

  /** Does `ask`, and once more with a new CSRF token where its token was another session's. */
  async withToken<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const isStale = error instanceof ApiError && error.code === 'csrf' && this.options.renewCsrf;
      if (!isStale || !(await this.options.renewCsrf!())) throw error;
      return ask();
    }
  }

  private async exchangeOnce<T>(...[method, path, body, extra, request, take]: Exchange<T>): Promise<T> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), request?.timeout ?? DEFAULT_TIMEOUT);
    const stop = () => abort.abort();
    request?.signal?.addEventListener('abort', stop);
    try {
      const response = await (this.options.fetch ?? fetch)((this.options.base ?? '') + path, {
        method,
        body,
        headers: this.headers(method, extra, request),
        signal: abort.signal,
        credentials: request?.token ? 'omit' : 'same-origin',
        cache: 'no-store',
      });
      return await (take && response.ok ? take(response) : this.read<T>(response, request));
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new NetworkError(error);
    } finally {
      clearTimeout(timer);
      request?.signal?.removeEventListener('abort', stop);
    }
  }

  private async read<T>(response: Response, request?: RequestOptions): Promise<T> {
    const text = await response.text();
    const body = parse(text);
    if (response.ok) return body as T;
    const problem = problemOf(body, response.status);
    if (!request?.token && isSignedOut(problem)) this.options.onSignedOut?.();
    if (problem.code === 'second-factor-needed') this.options.onFactorNeeded?.();
    throw new ApiError(problem);
  }
}

/** A wrong password or code is refused with 401 too, and ends nothing. */
const isSignedOut = ({ status, code }: Problem): boolean => status === 401 && (code === 'sign-in-needed' || code === 'http-401');

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem;
  return { title: `HTTP ${status}`, status, code: `http-${status}` };
}
