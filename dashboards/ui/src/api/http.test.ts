import { describe, expect, it } from 'vitest';
import { createHttp } from './http';
import { ProblemError } from './problem';

/** A server that answers from a list and remembers what it was asked. */
function serverWith(...answers: (() => Response | Promise<Response>)[]) {
  const asked: { url: string; init: RequestInit; headers: Headers }[] = [];
  const fetcher = ((url: string, init: RequestInit) => {
    asked.push({ url, init, headers: new Headers(init.headers) });
    const answer = answers[asked.length - 1];
    return answer === undefined
      ? Promise.reject(new TypeError('no answer left'))
      : Promise.resolve().then(answer);
  }) as typeof fetch;
  return { asked, http: createHttp('/api/v1', 'secret', fetcher) };
}

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' }, ...init });

async function problemOf(promise: Promise<unknown>): Promise<ProblemError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
}

describe('the fetch wrapper', () => {
  it('sends the token and reads JSON', async () => {
    const { asked, http } = serverWith(() => json({ sites: [] }));
    expect(await http.get('/sites')).toEqual({ sites: [] });
    expect(asked[0]?.url).toBe('/api/v1/sites');
    expect(asked[0]?.headers.get('Authorization')).toBe('Bearer secret');
    expect(asked[0]?.headers.has('If-None-Match')).toBe(false);
  });

  it('asks again with the ETag and gives the same object when nothing changed', async () => {
    const { asked, http } = serverWith(
      () => json({ n: 1 }, { headers: { 'Content-Type': 'application/json', ETag: '"a"' } }),
      () => new Response(null, { status: 304 }),
      () => json({ n: 2 }, { headers: { 'Content-Type': 'application/json', ETag: '"b"' } }),
    );
    const first = await http.get('/report');
    const second = await http.get('/report');
    expect(second).toBe(first);
    expect(asked[1]?.headers.get('If-None-Match')).toBe('"a"');
    expect(await http.get('/report')).toEqual({ n: 2 });
  });

  it('keeps ETags by address', async () => {
    const tagged = () => json({}, { headers: { 'Content-Type': 'application/json', ETag: '"a"' } });
    const { asked, http } = serverWith(tagged, tagged);
    await http.get('/one');
    await http.get('/two');
    expect(asked[1]?.headers.has('If-None-Match')).toBe(false);
  });

  it('turns a problem document into a typed error with its faults', async () => {
    const { http } = serverWith(() =>
      json(
        {
          type: 'about:blank',
          title: 'Invalid funnel',
          status: 422,
          code: 'invalid',
          detail: 'steps: 1 (expected: 2 to 20)',
          problems: [{ pointer: '/steps', message: '1 (expected: 2 to 20)' }, 'noise'],
        },
        { status: 422, headers: { 'Content-Type': 'application/problem+json' } },
      ),
    );
    const problem = await problemOf(http.send('PUT', '/funnels/buy', {}));
    expect(problem).toMatchObject({
      status: 422,
      code: 'invalid',
      title: 'Invalid funnel',
      detail: 'steps: 1 (expected: 2 to 20)',
      faults: [{ pointer: '/steps', message: '1 (expected: 2 to 20)' }],
    });
    expect(problem.isPassing).toBe(false);
  });

  it('knows a wrong token', async () => {
    const { http } = serverWith(() =>
      json({ title: 'Wrong token', status: 401, code: 'unauthorized' }, { status: 401 }),
    );
    expect((await problemOf(http.get('/sites'))).isUnauthorized).toBe(true);
  });

  it('makes an error of a failure that is no problem document', async () => {
    const { http } = serverWith(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    const problem = await problemOf(http.get('/sites'));
    expect(problem).toMatchObject({ status: 502, code: 'unreadable' });
    expect(problem.isPassing).toBe(true);
  });

  it('makes an error of an answer that is not JSON', async () => {
    const { http } = serverWith(() => new Response('<!doctype html>'));
    expect((await problemOf(http.get('/sites'))).code).toBe('unreadable');
  });

  it('makes an error of a server that cannot be reached', async () => {
    const { http } = serverWith(() => Promise.reject(new TypeError('connection refused')));
    const problem = await problemOf(http.get('/sites'));
    expect(problem).toMatchObject({ status: 0, code: 'unreachable' });
    expect(problem.isPassing).toBe(true);
  });

  it('lets an abort by the caller pass as what it is', async () => {
    const gone = new DOMException('gone', 'AbortError');
    const { http } = serverWith(() => Promise.reject(gone));
    await expect(http.get('/sites', AbortSignal.abort())).rejects.toBe(gone);
  });

  it('gives a file as it is, and its failure as a problem', async () => {
    const { asked, http } = serverWith(
      () => new Response('a,b\n1,2\n', { headers: { 'Content-Type': 'text/csv' } }),
      () => json({ title: 'Away', status: 503, code: 'unavailable' }, { status: 503 }),
    );
    expect(await (await http.download('/report?format=csv')).text()).toBe('a,b\n1,2\n');
    expect(asked[0]?.headers.get('Accept')).toContain('text/csv');
    expect(asked[0]?.headers.get('Authorization')).toBe('Bearer secret');
    expect((await problemOf(http.download('/report?format=csv', { funnel: {} }))).code).toBe('unavailable');
    expect(asked[1]?.init.method).toBe('POST');
  });

  it('answers nothing for 204', async () => {
    const { asked, http } = serverWith(() => new Response(null, { status: 204 }));
    expect(await http.send('DELETE', '/funnels/buy')).toBeUndefined();
    expect(asked[0]?.init.method).toBe('DELETE');
    expect(asked[0]?.headers.has('Content-Type')).toBe(false);
  });
});
