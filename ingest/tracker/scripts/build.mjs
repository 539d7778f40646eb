// Builds dist/polku.js and fails when it outgrows its budget.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';

const BUDGET_GZIP_BYTES = 3000;
const OUTPUT = 'dist/polku.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const bundle = await build({
  entryPoints: ['src/polku.ts'],
  bundle: true,
  minifySyntax: true,
  write: false,
  format: 'iife',
  target: 'es2018',
  charset: 'utf8',
  tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
  define: { VERSION: JSON.stringify(version) },
});
// esbuild joins the files, terser makes them smaller than esbuild would.
const { code } = await minify(bundle.outputFiles[0].text, {
  ecma: 2018,
  compress: { passes: 3, inline: 1, unsafe_arrows: true, pure_getters: true },
});
// In one step, as another build or a server may be at work here.
await mkdir('dist', { recursive: true });
await writeFile(`${OUTPUT}.${process.pid}`, code);
await rename(`${OUTPUT}.${process.pid}`, OUTPUT);
// Declarations only, so it is its own declaration file.
await copyFile('src/types.ts', 'dist/polku.d.ts');

const gzip = gzipSync(code, { level: 9 }).length;
console.log(
  `${OUTPUT}: ${gzip} bytes gzip of ${BUDGET_GZIP_BYTES} (${Buffer.byteLength(code)} plain)`,
);
if (gzip > BUDGET_GZIP_BYTES) {
  await rm(OUTPUT);
  console.error(`${OUTPUT} is ${gzip - BUDGET_GZIP_BYTES} bytes over its budget and was removed`);
  process.exit(1);
}
