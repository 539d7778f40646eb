// Builds the script, its modules and the package's entry into dist, and fails when one outgrows its
// budget.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';

/** Bytes gzip. */
const BUDGETS = {
  polku: 3000,
  'polku-gate': 1500,
  'polku-auto': 2500,
  'polku-vitals': 3600,
  'polku-friction': 2400,
  'polku-forms': 1400,
  'polku-links': 2000,
  'polku-errors': 450,
  'polku-datalayer': 1300,
  'polku-overlay': 4000,
};

/** What of others is in there, as its licence asks to say. */
const WEB_VITALS = '/*! contains web-vitals, Copyright Google LLC, licensed under Apache-2.0 */';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

/** The script itself, or a module that gives itself to the script. */
const entryOf = (name) => {
  const [, module] = name.split('-');
  return module
    ? `import { ${module} } from './src/modules/${module}'; window.polku.use(${module});`
    : `import './src/polku';`;
};

const bundle = async (contents, format) => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    minifySyntax: true,
    write: false,
    format,
    target: 'es2018',
    supported: { 'dynamic-import': true },
    charset: 'utf8',
    legalComments: 'none',
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
    define: { VERSION: JSON.stringify(version) },
  });
  return outputFiles[0].text;
};

// In one step, as another build or a server may be at work here.
const put = async (path, code) => {
  await writeFile(`${path}.${process.pid}`, code);
  await rename(`${path}.${process.pid}`, path);
};

await mkdir('dist', { recursive: true });
const over = [];
for (const [name, budget] of Object.entries(BUDGETS)) {
  const path = `dist/${name}.js`;
  // esbuild joins the files, terser makes them smaller than esbuild would.
  const { code } = await minify(await bundle(entryOf(name), 'iife'), {
    ecma: 2018,
    compress: { passes: 3, inline: 1, unsafe_arrows: true, pure_getters: true },
    format: { preamble: name === 'polku-vitals' ? WEB_VITALS : undefined },
  });
  const gzip = gzipSync(code, { level: 9 }).length;
  console.log(`${path}: ${gzip} bytes gzip of ${budget} (${Buffer.byteLength(code)} plain)`);
  if (gzip > budget) {
    over.push(`${path} is ${gzip - budget} bytes over its budget and was removed`);
    await rm(path, { force: true });
  } else {
    await put(path, code);
  }
}
if (over.length > 0) {
  over.forEach((line) => console.error(line));
  process.exit(1);
}
// For bundlers, which make it small themselves.
await put(
  'dist/index.mjs',
  `${WEB_VITALS}\n${await bundle(`export * from './src/index';`, 'esm')}`,
);
execFileSync(
  process.execPath,
  [
    'node_modules/typescript/bin/tsc',
    '--noEmit',
    'false',
    '--declaration',
    '--emitDeclarationOnly',
    '--outDir',
    'dist/types',
    '--rootDir',
    'src',
  ],
  { stdio: 'inherit' },
);
