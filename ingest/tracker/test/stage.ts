import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { WireBody, WireEvent } from '../src/wire';

const executablePath = process.env.POLKU_CHROMIUM || '/usr/bin/chromium';

/** Chromium is there; without it browser tests are skipped, visibly. */
export const hasChromium = existsSync(executablePath);
if (!hasChromium) {
  console.warn(`SKIPPED: browser tests need Chromium at ${executablePath} (or POLKU_CHROMIUM)`);
}

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** The tracker and its modules, by their addresses. */
const scripts = new Map(
  readdirSync(dist)
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => ['/' + name, readFileSync(join(dist, name), 'utf8')]),
);

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-popup-blocking',
  '--host-resolver-rules=MAP *.example 127.0.0.1',
];

/** Opens an address in a Chromium that nothing else controls; answers what ends it. */
export const browse = (address: string): (() => Promise<void>) => {
  const profile = mkdtempSync(join(tmpdir(), 'polku-tracker-'));
  const child = spawn(
    executablePath,
    ['--headless', ...flags, `--user-data-dir=${profile}`, '--remote-debugging-port=0', address],
    { stdio: 'ignore' },
  );
  const exited = new Promise((done) => child.once('exit', done));
  return async () => {
    child.kill();
    await exited;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
};

/** Starts Chromium as people have it: with the back-forward cache. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: flags,
  });

export interface Answer {
  status: number;
  headers?: Record<string, string>;
}

const listen = async (
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<[Server, number]> => {
  const server = createServer(handle);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return [server, (server.address() as AddressInfo).port];
};

/** What was sent; undefined where the browser gave up in the middle, as one does that is closed. */
const read = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) {
      parts.push(part as Buffer);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') {
      return undefined;
    }
    throw error;
  }
  return Buffer.concat(parts).toString('utf8');
};

/** One received request. */
export interface Received {
  method: string;
  path: string;
  contentType: string;
  /** Sent in a way that hears no answer. */
  beacon: boolean;
  body: WireBody;
  status: number;
}

/**
 * A shop and an intake on ports of their own, so that requests cross origins as in real life, and a
 * browser profile. Records every request to the intake.
 */
export class Stage {
  readonly received: Received[] = [];
  /** Answers for the next requests; then 202. */
  readonly answers: Answer[] = [];
  /** While set, requests are recorded but not answered until it resolves. */
  hold: Promise<void> | undefined;
  readonly pages: Record<string, string> = {};
  /** These paths of the shop, and scripts, are answered only once their promise resolves. */
  readonly gates: Record<string, Promise<unknown>> = {};
  /** Headers of the shop's pages. */
  readonly headers: Record<string, string> = {};
  /** What is drawn over pages, by path, for `o1.….good`. */
  readonly reports: Record<string, object> = {};
  /** Questions for them. */
  readonly overlays: { query: string; authorization: string }[] = [];
  /** Scripts that were loaded from the intake. */
  readonly loaded: string[] = [];
  /** Links that the site has declared; without them the intake has no such file. */
  links: unknown[] | undefined;
  /** Paths the shop was asked for. */
  readonly asked: string[] = [];
  private readonly waiters = new Set<() => void>();

  private constructor(
    readonly context: BrowserContext,
    private readonly intake: Server,
    private readonly shop: Server,
    readonly shopPort: number,
    readonly intakePort: number,
  ) {}

  static async open(browser: Browser): Promise<Stage> {
    // eslint-disable-next-line prefer-const -- the servers' handlers come first
    let stage: Stage;
    const [intake, intakePort] = await listen((request, response) => {
      const { pathname } = new URL(request.url!, 'http://intake.example');
      const code = scripts.get(pathname.replace('/renamed', '/polku'));
      if (code !== undefined) {
        stage.loaded.push(pathname);
        void Promise.resolve(stage.gates[pathname]).then(() => {
          response.setHeader('Access-Control-Allow-Origin', '*');
          response.setHeader('Content-Type', 'text/javascript').end(code);
        });
      } else if (pathname.endsWith('-links.json')) {
        stage.loaded.push(request.url!);
        response.setHeader('Access-Control-Allow-Origin', '*');
        response.writeHead(stage.links ? 200 : 404, { 'Content-Type': 'application/json' });
        response.end(stage.links && JSON.stringify({ links: stage.links }));
      } else if (pathname === '/v1/overlay') {
        stage.overlay(request, response);
      } else {
        void stage.collect(request, response);
      }
    });
    const [shop, shopPort] = await listen((request, response) => {
      const { pathname } = new URL(request.url!, 'http://shop.example');
      stage.asked.push(pathname);
      stage.look();
      void Promise.resolve(stage.gates[pathname]).then(() => {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        for (const [name, value] of Object.entries(stage.headers)) {
          response.setHeader(name, value);
        }
        response.end(stage.html(pathname));
      });
    });
    const context = await browser.newContext();
    stage = new Stage(context, intake, shop, shopPort, intakePort);
    return stage;
  }

  async close(): Promise<void> {
    await this.context.close();
    for (const server of [this.intake, this.shop]) {
      server.closeAllConnections();
      server.close();
    }
  }

  /** From now on nothing reaches the intake. */
  async disconnect(): Promise<void> {
    const closed = new Promise((done) => this.intake.close(done));
    this.intake.closeAllConnections();
    await closed;
  }

  async reconnect(): Promise<void> {
    await new Promise<void>((done) => this.intake.listen(this.intakePort, '127.0.0.1', done));
  }

  /** Address in the shop. */
  at(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${this.shopPort}${path}`;
  }

  /** The script tag of the shop's pages. */
  tag(attributes = 'data-site="shop"', file = 'polku.js'): string {
    return `<script defer src="http://127.0.0.1:${this.intakePort}/${file}" ${attributes}></script>`;
  }

  /** Opens a page of the shop in a new tab. */
  async visit(path: string, host?: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.at(path, host));
    return page;
  }

  /** Every event received, in order, with repeats. */
  get sent(): WireEvent[] {
    return this.received.flatMap(({ body }) => body.events);
  }

  /** Events the intake took, without repeats of an id: what would be counted. */
  get counted(): WireEvent[] {
    const accepted = this.received.filter(({ status }) => status === 202);
    const byId = new Map(
      accepted.flatMap(({ body }) => body.events.map((event) => [event.id, event])),
    );
    return [...byId.values()];
  }

  named(name: string): WireEvent[] {
    return this.counted.filter((event) => event.name === name);
  }

  /** Resolves once something holds; checked after each request. */
  async until<T>(what: string, seek: () => T | undefined | false | null): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const check = () => {
        const found = seek();
        if (found) {
          clearTimeout(limit);
          this.waiters.delete(check);
          resolve(found);
        }
      };
      const limit = setTimeout(() => {
        this.waiters.delete(check);
        const names = this.sent.map(({ name, url }) => `${name} ${url}`).join(', ');
        reject(new Error(`never saw: ${what}; got: [${names}]`));
      }, 30_000);
      this.waiters.add(check);
      check();
    });
  }

  event(name: string, count = 1): Promise<WireEvent> {
    return this.until(`${count} ${name}`, () => this.named(name)[count - 1]);
  }

  /** Sends an event by hand and awaits it: whatever was to be sent before has been sent by then. */
  async mark(page: Page): Promise<WireEvent> {
    const name = `mark${Math.random()}`;
    // By the clock: a tab in the background paints no frames.
    await page.waitForFunction(() => window.polku !== undefined, undefined, { polling: 50 });
    await page.evaluate((mark) => window.polku!(mark), name);
    return this.event(name);
  }

  private look(): void {
    for (const check of [...this.waiters]) {
      check();
    }
  }

  private html(path: string): string {
    return (
      (path === '/blank' ? '' : this.pages[path]) ??
      `<!doctype html><title>Shop ${path}</title>${this.tag()}<h1>${path}</h1><a href="/next">next</a>`
    );
  }

  private overlay({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'authorization');
    if (method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const { search, searchParams } = new URL(url!, 'http://intake.example');
    const authorization = headers.authorization ?? '';
    this.overlays.push({ query: search, authorization });
    const report = this.reports[searchParams.get('path')!];
    const good = authorization.endsWith('.good');
    response.writeHead(!good ? 401 : report ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(report ?? { detail: '/v1/overlay (expected: elsewhere)' }));
  }

  private async collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await read(request);
    if (text === undefined) {
      return;
    }
    const { status, headers } = this.answers.shift() ?? { status: 202 };
    this.received.push({
      method: request.method!,
      path: request.url!,
      contentType: request.headers['content-type'] ?? '',
      beacon: request.headers['sec-fetch-mode'] === 'no-cors',
      body: text ? JSON.parse(text) : { events: [] },
      status,
    });
    this.look();
    await this.hold;
    response.writeHead(status, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'Retry-After',
      'Content-Type': 'application/json',
      ...headers,
    });
    response.end('{"accepted":1,"rejected":[]}');
  }
}
