// Plays visits that are left in the middle of sending, as many as are asked for.
import { spawnSync } from 'node:child_process';

const visits = Number(process.argv[2] ?? 1000);
if (!Number.isInteger(visits) || visits < 1) {
  console.error(`visits: ${process.argv[2]} (expected: a whole number from 1)`);
  process.exit(2);
}
const { status } = spawnSync('npx', ['vitest', 'run', 'test/visits.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, POLKU_VISITS: String(visits) },
});
process.exit(status ?? 1);
