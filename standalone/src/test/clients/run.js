import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, request as open } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { servers } from './servers.js';

/**
 * Runs other products' clients, as they are, against an intake: `node run.js URL CHROMIUM`. Between each client and
 * the intake stands one that answers its first sending with 503, and lets its second through but cuts the connection
 * before the answer. Of Polku's own tracker it says yes to the second sending and drops it, as a loss that nobody
 * notices. Says in one line of JSON what each client sent.
 */

const [, , intake, chromium] = process.argv;
const EVENTS = 3;
const TIME_MAX_MILLIS = 60_000;
const PAGES = ['segment-browser', 'rudder-browser', 'jitsu', 'snowplow-post', 'snowplow-get'];
const OWN = 'polku';
const PLANS = {
  // Jitsu's client does not send again what was not answered.
  jitsu: [],
  [OWN]: ['pass', 'swallow'],
};
const ID = /"(?:messageId|eid)":"([^"]+)"|[?&]eid=([^&]+)/g;
const OWN_ID = /"id":"([^"]+)"/g;

const listen = (server) =>
  new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${server.address().port}`)),
  );

const idsOf = (client, url, body) => {
  const text = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body).toString() : body.toString();
  return [...(url + '\n' + text).matchAll(client === OWN ? OWN_ID : ID)].map((match) => match[1] ?? match[2]);
};

/** One between a client and the intake; `told` completes once the client has heard that all events were taken. */
const between = async (client) => {
  const record = { client, sendings: 0, refused: 0, cut: 0, swallowed: 0, ids: new Set(), statuses: {} };
  let tell;
  const told = new Promise((done) => (tell = done));
  const plan = [...(PLANS[client] ?? ['refuse', 'cut'])];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const ids = request.method === 'OPTIONS' ? [] : idsOf(client, request.url, body);
    const fault = ids.length > 0 ? plan.shift() : undefined;
    if (ids.length > 0) record.sendings += ids.length;
    if (fault === 'refuse') {
      record.refused += ids.length;
      response.writeHead(503, {
        'retry-after': '1',
        'access-control-allow-origin': request.headers.origin ?? '*',
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'Retry-After',
      });
      response.end();
      return;
    }
    if (fault === 'swallow') {
      record.swallowed += ids.length;
      response.writeHead(202, { 'access-control-allow-origin': request.headers.origin ?? '*' });
      response.end();
      return;
    }
    const forward = open(
      intake + request.url,
      { method: request.method, headers: request.headers },
      (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          if (fault === 'cut') {
            record.cut += ids.length;
            request.socket.destroy();
            return;
          }
          if (ids.length > 0) {
            record.statuses[answer.statusCode] = (record.statuses[answer.statusCode] ?? 0) + 1;
          }
          response.writeHead(answer.statusCode, answer.headers);
          response.end(Buffer.concat(parts));
          if (answer.statusCode < 300) ids.forEach((id) => record.ids.add(id));
          if (record.ids.size >= EVENTS) tell();
        });
      },
    );
    forward.on('error', () => request.socket.destroy());
    forward.end(body);
  });
  return { record, told, base: await listen(server), server };
};

/** Each client's page within one page, so that all of them are in front. */
const serve = async (bases) => {
  const bundles = await build({
    entryPoints: PAGES.map((page) => fileURLToPath(new URL(`pages/${page}.js`, import.meta.url))),
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const scripts = new Map(bundles.outputFiles.map(({ path, text }) => [path, text]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://any.example');
    const script = scripts.get(pathname);
    const name = pathname.slice(1);
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(
      script ??
        (name === OWN
          ? `<!doctype html><title>Shop</title>
            <script src="${bases[OWN]}/polku.js" data-site="${OWN}" data-auto=""></script>
            <script>
              setTimeout(() => { polku('view_item'); polku('add_to_cart'); }, 2000);
              setTimeout(() => { polku('begin_checkout'); polku('purchase'); }, 4000);
            </script>`
          : PAGES.includes(name)
            ? `<!doctype html><title>Shop</title><script type="module" src="/${name}.js"></script>`
            : [...PAGES, OWN].map((page) => `<iframe src="/${page}?to=${bases[page]}"></iframe>`).join('')),
    );
  });
  return { url: await listen(server), server };
};

const all = [...PAGES, OWN, ...Object.keys(servers)];
const stands = Object.fromEntries(
  await Promise.all(all.map(async (client) => [client, await between(client)])),
);
const shop = await serve(Object.fromEntries(all.map((client) => [client, stands[client].base])));
const profile = mkdtempSync(join(tmpdir(), 'polku-clients-'));
const browser = spawn(
  chromium,
  [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--user-data-dir=${profile}`,
    '--remote-debugging-port=0',
    shop.url + '/',
  ],
  { stdio: 'ignore' },
);
const exited = new Promise((done) => browser.once('exit', done));
const ends = await Promise.all(Object.entries(servers).map(([client, start]) => start(stands[client].base)));
let timer;
await Promise.race([
  Promise.all(all.map((client) => stands[client].told)),
  new Promise((done) => (timer = setTimeout(done, TIME_MAX_MILLIS))),
]);
clearTimeout(timer);
for (const end of ends) await end();
browser.kill();
await exited;
await rm(profile, { recursive: true, force: true, maxRetries: 5 });
const records = all.map((client) => stands[client].record);
console.log(JSON.stringify(records.map((record) => ({ ...record, ids: [...record.ids] }))));
process.exit(0);
