import { describe, expect, it } from 'vitest';
import { Api, ApiError } from '../shared/api';

const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

/** A server whose session has this token; `tokens` are those that it was shown. */
function server(token: string) {
  const tokens: (string | null)[] = [];
  const ask = (async (_path: string, { headers }: RequestInit) => {
    const shown = new Headers(headers).get('X-CSRF-Token');
    tokens.push(shown);
    return shown === token ? answer(200, { done: true }) : answer(403, { title: 'out of date', status: 403, code: 'csrf' });
  }) as typeof fetch;
  return { ask, tokens };
}

describe('a token of another session', () => {
  it('is renewed, and the request sent once more', async () => {
    const { ask, tokens } = server('new');
    let csrf = 'old';
    const api = new Api({
      fetch: ask,
      csrf: () => csrf,
      renewCsrf: async () => {
        csrf = 'new';
        return true;
      },
    });
    expect(await api.post('/v1/me', {})).toEqual({ done: true });
    expect(tokens).toEqual(['old', 'new']);
  });

  it('is refused when there is none to renew it with', async () => {
    const { ask, tokens } = server('new');
    const api = new Api({ fetch: ask, csrf: () => 'old', renewCsrf: async () => false });
    await expect(api.post('/v1/me', {})).rejects.toMatchObject({ code: 'csrf' });
    expect(tokens).toEqual(['old']);
  });

  it('is renewed for what is not sent by fetch, too', async () => {
    let csrf = 'old';
    const api = new Api({
      csrf: () => csrf,
      renewCsrf: async () => {
        csrf = 'new';
        return true;
      },
    });
    const upload = async () => {
      if (api.headers('POST')['X-CSRF-Token'] !== 'new') throw new ApiError({ title: 'out of date', status: 403, code: 'csrf' });
      return 'stored';
    };
    expect(await api.withToken(upload)).toBe('stored');
  });

  it('is asked for once: a second refusal stands', async () => {
    const { ask, tokens } = server('newer');
    const api = new Api({ fetch: ask, csrf: () => 'old', renewCsrf: async () => true });
    await expect(api.post('/v1/me', {})).rejects.toMatchObject({ code: 'csrf' });
    expect(tokens).toEqual(['old', 'old']);
  });
});
