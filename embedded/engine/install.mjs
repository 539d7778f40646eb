// Installs the ClickHouse engine of this platform with npm, once: a second call, also one at the
// same time, finds it in place. Run by the module's build; `node install.mjs` does it by hand.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const lock = join(here, '.install-lock');
const lockWaitMillis = 10 * 60_000;

const glibc = process.report.getReport().header.glibcVersionRuntime;
const libc = process.platform !== 'linux' ? '' : glibc ? '-gnu' : '-musl';
const name = `@chdb/lib-${process.platform}-${process.arch}${libc}`;

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

const wanted = readJson(join(here, 'package-lock.json')).packages[`node_modules/${name}`]?.version;

function installed() {
  const folder = join(here, 'node_modules', name);
  try {
    const found = readJson(join(here, 'node_modules', '.package-lock.json'));
    return (
      found.packages[`node_modules/${name}`]?.version === wanted &&
      existsSync(join(folder, 'libchdb.so'))
    );
  } catch {
    return false;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether the lock's folder was left behind by a process that is gone. */
function abandoned() {
  try {
    return !alive(Number(readFileSync(join(lock, 'pid'), 'utf8')));
  } catch {
    // Made a moment ago and not yet signed, or left unsigned by a process that was killed then.
    try {
      return Date.now() - statSync(lock).mtimeMs > 10_000;
    } catch {
      return false;
    }
  }
}

async function takeLock() {
  const deadline = Date.now() + lockWaitMillis;
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (abandoned()) rmSync(lock, { recursive: true, force: true });
    else if (Date.now() > deadline) throw new Error(`${lock} was not released in time`);
    else await sleep(200);
  }
}

if (process.env.POLKU_CLICKHOUSE_ENGINE) {
  console.log(`ClickHouse engine: ${process.env.POLKU_CLICKHOUSE_ENGINE} is used, none is installed`);
} else if (wanted === undefined) {
  console.warn(`ClickHouse engine: none is packaged for this platform (${name}); use a server instead`);
} else if (!installed()) {
  await takeLock();
  try {
    if (!installed()) {
      console.log(`ClickHouse engine: installing ${name} ${wanted} (about 600 MB on disk)`);
      const npm = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: here, stdio: 'inherit' });
      if (npm.error) throw npm.error;
      if (npm.status !== 0 || !installed()) {
        console.error(`ClickHouse engine: npm ci did not install ${name} ${wanted}`);
        process.exitCode = 1;
      }
    }
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
