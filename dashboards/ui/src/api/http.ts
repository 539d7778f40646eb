import { messages } from '../words/messages';
import { ProblemError } from './problem';
import type { Fault } from './types';

/** Reads and writes JSON; every failure is a {@link ProblemError}, save an abort, which stays what it is. */
export interface Http {
  /** A read. An unchanged answer (304) gives the very object of the time before, so that nothing is redrawn. */
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<T>;
  /** An answer that does not end: its bytes as they come, until the signal ends it. */
  open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** An answer as a file, of whatever type it is; asked with POST where there is a body. */
  download(path: string, body?: unknown): Promise<Blob>;
}

/** How many answers are kept with their ETag. */
const KEPT_MAX = 60;

/** No answer by then is as good as none. */
const TIMEOUT_MILLIS = 60_000;

interface Kept {
  etag: string;
  answer: unknown;
}

/**
 * @param base address of the API without a slash at the end
 * @param token bearer token
 * @param fetcher `fetch`, or its double in tests
 */
export function createHttp(base: string, token: string, fetcher: typeof fetch = fetch): Http {
  const kept = new Map<string, Kept>();

  function request(path: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
    const timeout = AbortSignal.timeout(TIMEOUT_MILLIS);
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    return ask(path, init, 'application/json', either, signal);
  }

  /** @param chosen the signal whose abort is no failure */
  async function ask(
    path: string,
    init: RequestInit,
    accept: string,
    signal: AbortSignal,
    chosen?: AbortSignal,
  ): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${token}`);
    if (!headers.has('Accept')) headers.set('Accept', `${accept}, application/problem+json`);
    try {
      return await fetcher(base + path, {
        ...init,
        headers,
        cache: 'no-store',
        credentials: 'omit',
        signal,
      });
    } catch (cause) {
      if (chosen?.aborted === true) throw cause;
      throw new ProblemError(
        0,
        'unreachable',
        messages.problem.unreachable,
        messages.problem.unreachableDetail,
      );
    }
  }

  function keep(path: string, entry: Kept) {
    kept.delete(path);
    kept.set(path, entry);
    const oldest = kept.keys().next();
    if (kept.size > KEPT_MAX && oldest.done !== true) kept.delete(oldest.value);
  }

  return {
    async get<T>(path: string, signal?: AbortSignal): Promise<T> {
      const before = kept.get(path);
      const headers = before === undefined ? {} : { 'If-None-Match': before.etag };
      const response = await request(path, { method: 'GET', headers }, signal);
      if (response.status === 304 && before !== undefined) return before.answer as T;
      const answer = await read<T>(response);
      const etag = response.headers.get('ETag');
      if (etag !== null) keep(path, { etag, answer });
      return answer;
    },

    async send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
      const content =
        body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
      return read<T>(await request(path, { method, ...content }, signal));
    },

    async open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
      const response = await ask(path, { method: 'GET' }, 'text/event-stream', signal, signal);
      if (!response.ok) throw await problemOf(response);
      if (response.body === null)
        throw new ProblemError(response.status, 'unreadable', messages.problem.unreadable, '');
      return response.body;
    },

    async download(path: string, body?: unknown): Promise<Blob> {
      const headers = { Accept: 'text/csv, application/problem+json' };
      const response = await request(
        path,
        body === undefined
          ? { method: 'GET', headers }
          : {
              method: 'POST',
              body: JSON.stringify(body),
              headers: { ...headers, 'Content-Type': 'application/json' },
            },
      );
      if (!response.ok) throw await problemOf(response);
      return response.blob();
    },
  };
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ProblemError(response.status, 'unreadable', messages.problem.unreadable, '');
  }
}

async function problemOf(response: Response): Promise<ProblemError> {
  const plain = new ProblemError(response.status, 'unreadable', messages.problem.status(response.status), '');
  if (response.headers.get('Content-Type')?.includes('json') !== true) return plain;
  try {
    const body: unknown = await response.json();
    if (typeof body !== 'object' || body === null) return plain;
    const { code, title, detail, problems } = body as Record<string, unknown>;
    return new ProblemError(
      response.status,
      typeof code === 'string' ? code : 'unreadable',
      typeof title === 'string' && title !== '' ? title : plain.title,
      typeof detail === 'string' ? detail : '',
      Array.isArray(problems) ? problems.filter(isFault) : [],
    );
  } catch {
    return plain;
  }
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'pointer' in value && 'message' in value;
}
