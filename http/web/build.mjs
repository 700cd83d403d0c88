// Builds dist/: the pages, the loader, a .gz and a .br beside each file that is worth it, and a
// size report.  The build fails when the loader or the widget outgrows its budget.
//
// node build.mjs [visitor] [desk] [loader]: all three when none is named.
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, transformWithEsbuild } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const worthCompressing = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt']);

/** Budgets in bytes after gzip: what a visitor's browser fetches before it can chat. */
const budgets = {
  loader: 5 * 1024,
  widget: 40 * 1024,
  chat: 45 * 1024,
  desk: 300 * 1024,
};

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const path = join(folder, item.name);
    return item.isDirectory() ? filesUnder(path) : [path];
  });
}

function compress(path) {
  const bytes = readFileSync(path);
  const small = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: small }));
}

const gzipSize = (path) => statSync(`${join(dist, path)}.gz`).size;

/** Every script and style sheet that a page needs at once, by the manifest. */
function firstLoad(manifest, name, seen = new Set()) {
  const chunk = manifest[name];
  if (!chunk || seen.has(name)) return [];
  seen.add(name);
  return [
    chunk.file,
    ...(chunk.css ?? []),
    ...(chunk.imports ?? []).flatMap((other) => firstLoad(manifest, other, seen)),
  ].filter((file) => !file.endsWith('.html'));
}

/** The largest of the files that are loaded on demand for a language: a visitor fetches one. */
function largestLanguage(manifest, page) {
  const sizes = Object.entries(manifest)
    .filter(([source]) => source.startsWith(`${page}/`) && source.endsWith('.json'))
    .map(([, chunk]) => gzipSize(chunk.file));
  return Math.max(0, ...sizes);
}

function pageSize(manifest, page, texts) {
  const files = [...new Set(firstLoad(manifest, `${page}/index.html`))];
  const sum = files.reduce((total, file) => total + gzipSize(file), gzipSize(`${page}/index.html`));
  return sum + largestLanguage(manifest, texts);
}

function report(manifests) {
  const sizes = {};
  if (existsSync(join(dist, 'widget.js'))) sizes.loader = gzipSize('widget.js');
  for (const [mode, page, texts] of [['visitor', 'widget', 'widget'], ['visitor', 'chat', 'widget'], ['desk', 'desk', 'desk']]) {
    if (existsSync(join(dist, page, 'index.html'))) sizes[page] = pageSize(manifests[mode], page, texts);
  }
  let failed = false;
  for (const [name, size] of Object.entries(sizes)) {
    const over = size > budgets[name];
    failed ||= over;
    const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`.padStart(9);
    console.log(`${name.padEnd(8)}${kilobytes(size)} gzip of ${kilobytes(budgets[name])}${over ? '  TOO LARGE' : ''}`);
  }
  writeFileSync(join(dist, 'sizes.json'), `${JSON.stringify({ sizes, budgets }, null, 2)}\n`);
  if (failed) {
    console.error('The build is over its size budget (see build.mjs). Make it smaller, or load parts on demand.');
    process.exitCode = 1;
  }
}

rmSync(dist, { recursive: true, force: true });
const modes = process.argv.length > 2 ? process.argv.slice(2) : ['visitor', 'desk', 'loader'];
const manifests = {};
for (const mode of modes) {
  if (mode === 'desk' && !existsSync(join(here, 'desk', 'index.html'))) continue;
  await build({ configFile: join(here, 'vite.config.ts'), mode, logLevel: 'warn' });
  const path = join(dist, `${mode}.json`);
  if (!existsSync(path)) continue;
  manifests[mode] = JSON.parse(readFileSync(path, 'utf8'));
  rmSync(path);
}
if (existsSync(join(dist, 'demo', 'index.html'))) {
  renameSync(join(dist, 'demo', 'index.html'), join(dist, 'index.html'));
  rmSync(join(dist, 'demo'), { recursive: true });
}
/* The desk's service worker stands by itself, at an address that stays. */
if (existsSync(join(dist, 'desk'))) {
  const worker = join(here, 'desk/sending/push-worker.ts');
  const { code } = await transformWithEsbuild(readFileSync(worker, 'utf8'), worker, { minify: true, target: 'es2020', sourcemap: false });
  writeFileSync(join(dist, 'desk/push-worker.js'), code);
}
/* The help centre's pages are the server's; only their look is built here. */
const helpSheets = ['shared/tokens.css', 'shared/base.css', 'shared/components/markdown.css', 'help/help.css'];
copyFileSync(join(here, 'shared/icon.svg'), join(dist, 'help.svg'));
const helpSheet = helpSheets.map((path) => readFileSync(join(here, path), 'utf8')).join('\n');
writeFileSync(join(dist, 'help.css'), (await transformWithEsbuild(helpSheet, 'help.css', { minify: true })).code);
for (const path of filesUnder(dist)) {
  if (worthCompressing.has(extname(path))) compress(path);
}
report(manifests);
console.log(`built ${relative(process.cwd(), dist) || dist}`);
