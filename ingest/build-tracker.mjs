// Builds the browser tracker when its sources are newer than what was built, so that a Java build
// costs nothing where only Java changed. Run by Maven.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const TRACKER = join(import.meta.dirname, 'tracker');
/** Written last. */
const BUILT = join(TRACKER, 'dist', 'index.mjs');
/** Written by npm at the end of an installation. */
const INSTALLED = join(TRACKER, 'node_modules', '.package-lock.json');

const changedAt = (path) => {
  if (!existsSync(path)) {
    return 0;
  }
  const stats = statSync(path);
  return stats.isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => changedAt(join(path, name))))
    : stats.mtimeMs;
};

const npm = (...args) => {
  console.log(`ingest/tracker: npm ${args.join(' ')}`);
  const { status, error } = spawnSync('npm', args, { cwd: TRACKER, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`npm ${args.join(' ')} failed: ${error ?? `exit code ${status}`}`);
    process.exit(1);
  }
};

if (changedAt(INSTALLED) < changedAt(join(TRACKER, 'package-lock.json'))) {
  npm('ci', '--no-audit', '--no-fund');
}
const sources = ['src', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];
if (changedAt(BUILT) < Math.max(...sources.map((name) => changedAt(join(TRACKER, name))))) {
  npm('run', 'build');
}
