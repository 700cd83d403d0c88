#!/usr/bin/env node
// What Lighthouse says of the chat, the help centre and the desk: accessibility and best practices.
//
//   node tests/browser/lighthouse.mjs --foyer build/release/foyer
//
// Lighthouse comes by npx and is no part of the build; LIGHTHOUSE names a program that is there already.
// Prints the scores and every finding, and fails below 95.  Not part of ./test: it fetches a program.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { PASSWORD } from './agent.mjs';
import { Browser } from './browser.mjs';
import { Server } from './server.mjs';

const VERSION = '12.8.2';
const LEAST = 95;
const categories = ['accessibility', 'best-practices'];
const run = promisify(execFile);

/** The cookie of somebody who has signed in by the one-time link and set a password. */
async function session(browser, server) {
  const context = await browser.person();
  const page = await context.newPage();
  await page.goto(server.link);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByLabel('Repeat it').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  const { value } = (await context.cookies()).find((one) => one.name === 'foyer_session');
  await context.close();
  return `foyer_session=${value}`;
}

async function look(address, folder, { cookie, preset }) {
  const report = join(folder, 'report.json');
  const program = process.env.LIGHTHOUSE ? [process.env.LIGHTHOUSE] : ['npx', '--yes', `lighthouse@${VERSION}`];
  const words = [
    ...program.slice(1),
    address,
    `--only-categories=${categories.join(',')}`,
    '--quiet',
    '--output=json',
    `--output-path=${report}`,
    '--chrome-flags=--headless=new --no-sandbox --disable-gpu',
    ...(preset ? [`--preset=${preset}`] : []),
    ...(cookie ? [`--extra-headers=${JSON.stringify({ Cookie: cookie })}`] : []),
  ];
  await run(program[0], words, { env: { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium', HOME: folder }, maxBuffer: 1 << 26 });
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** What was found wanting, by the audits that count. */
function findings(report) {
  const counted = new Set(categories.flatMap((name) => report.categories[name].auditRefs.filter((ref) => ref.weight > 0).map((ref) => ref.id)));
  return Object.values(report.audits)
    .filter((audit) => counted.has(audit.id) && audit.score !== null && audit.score < 1)
    .map((audit) => `${audit.id}: ${audit.title} ${(audit.details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? item.description ?? item.url ?? '').join(' | ')}`);
}

async function main() {
  const { values } = parseArgs({ options: { foyer: { type: 'string' } } });
  const server = new Server(values.foyer ?? fileURLToPath(new URL('../../build/release/foyer', import.meta.url)));
  const browser = new Browser();
  const folder = mkdtempSync(join(tmpdir(), 'foyer-lighthouse-'));
  let isGood = true;
  try {
    await server.start();
    await browser.launch();
    const cookie = await session(browser, server);
    const pages = [
      ['the chat, phone', '/chat', {}],
      ['the chat, desktop', '/chat', { preset: 'desktop' }],
      ['the shop with the button', '/', {}],
      ['the help centre', '/help/default/en', {}],
      ['the desk, signing in', '/desk/', { preset: 'desktop' }],
      ['the desk', '/desk/', { preset: 'desktop', cookie }],
      ['the desk, phone', '/desk/', { cookie }],
    ];
    for (const [name, path, options] of pages) {
      const report = await look(server.address + path, folder, options);
      const scores = categories.map((one) => Math.round(report.categories[one].score * 100));
      isGood = isGood && scores.every((score) => score >= LEAST);
      console.log(`${name.padEnd(28)} ${categories.map((one, at) => `${one} ${scores[at]}`).join(', ')}`);
      for (const finding of findings(report)) console.log(`    ${finding}`);
    }
  } finally {
    await browser.close();
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = isGood ? 0 : 1;
}

await main();
