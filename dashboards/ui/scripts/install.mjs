// `npm ci`, but only where what is installed is not what the lock file says: Maven asks for it in every build.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const installed = 'node_modules/.polku-lock';
const lock = readFileSync('package-lock.json', 'utf8');

if (readOrNothing(installed) !== lock) {
  const { status } = spawnSync('npm', ['ci', '--prefer-offline', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(installed, lock);
}

function readOrNothing(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
