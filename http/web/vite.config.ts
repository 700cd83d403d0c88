// The pages of the front-end and how they are bundled.  build.mjs builds in three modes, so that a
// visitor never loads a byte of the desk: "visitor" (shop, widget, chat), "desk", and "loader",
// which is widget.js, the one file that other sites embed.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const pages: Record<string, string[]> = { visitor: ['demo', 'widget', 'chat'], desk: ['desk'] };

const server = process.env['FOYER_SERVER'] ?? 'http://127.0.0.1:8080';

const loader = {
  emptyOutDir: false,
  lib: {
    entry: here('loader/loader.ts'),
    formats: ['iife' as const],
    name: 'foyerLoader',
    fileName: () => 'widget.js',
  },
};

const application = (mode: string) => ({
  emptyOutDir: false,
  manifest: `${mode}.json`,
  modulePreload: { polyfill: false },
  assetsInlineLimit: 0,
  rollupOptions: {
    input: Object.fromEntries(
      (pages[mode] ?? Object.values(pages).flat())
        .filter((page) => existsSync(here(`${page}/index.html`)))
        .map((page) => [page, here(`${page}/index.html`)]),
    ),
  },
});

export default defineConfig(({ mode }) => ({
  root: here('.'),
  publicDir: false,
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    outDir: here('dist'),
    target: 'es2020',
    reportCompressedSize: false,
    ...(mode === 'loader' ? loader : application(mode)),
  },
  server: {
    proxy: { '/v1': { target: server, ws: true }, '/openapi.json': server },
  },
  test: { include: ['**/*.test.ts', '**/*.test.tsx'], exclude: ['dist/**', 'node_modules/**'] },
}));
