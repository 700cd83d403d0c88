#!/usr/bin/env node
// How soon the desk is usable where thousands of conversations are open.
//
//   node tests/bench/desk_load.mjs --foyer build/release/foyer [--open 2000]
//
// Fills a data folder over HTTP (every second one waits for a person, the others are the bot's), opens
// the desk in Chromium as somebody who sees them all, and takes the times by the page's own clock: from
// the navigation to the list, to a conversation by a click, to the other lists, to a changed order, and
// from a new visitor's wish to its row.  Prints one line for each, and fails above the limits.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PASSWORD } from '../browser/agent.mjs';
import { Browser } from '../browser/browser.mjs';
import { Server } from '../browser/server.mjs';

const AT_ONCE = 16;
const USABLE_WITHIN = 2000;
const ACT_WITHIN = 500;
const ROUNDS = 5;

async function post(server, path, body, token) {
  const answer = await fetch(server.address + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

async function converse(server, number, wantsPerson) {
  const { id, token } = await post(server, '/v1/conversations', { site: 'default', language: number % 3 ? 'en' : 'zh-CN' });
  await post(server, `/v1/conversations/${id}/messages`, { text: `Can I trade in my old phone number ${number}?`, key: `ask-${number}-0123456789` }, token);
  if (wantsPerson) await post(server, `/v1/conversations/${id}/handoff`, {}, token);
  return id;
}

async function fill(server, count) {
  let next = 0;
  const work = async () => {
    while (next < count) {
      const number = next;
      next += 1;
      await converse(server, number, number % 2 === 0);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function signIn(browser, server) {
  const page = await (await browser.person()).newPage();
  await page.goto(server.link);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByLabel('Repeat it').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return page;
}

/** By the page's clock: when, after the navigation began, the first rows of a list stood there. */
async function openDesk(page) {
  await page.goto('about:blank');
  await page.goto(`${page.server.address}/desk/`);
  await page.locator('a.row').first().waitFor();
  return page.evaluate(() => performance.now());
}

/** What the page's main thread works for an act, without what it waits for: the same on a busy machine. */
async function works(devtools, act) {
  const taken = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
  };
  const before = await taken();
  await act();
  const after = await taken();
  return after.TaskDuration < before.TaskDuration ? after.TaskDuration : after.TaskDuration - before.TaskDuration;
}

async function took(act) {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

function median(times) {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)];
}

async function repeat(act) {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await act(round));
  return median(times);
}

async function main() {
  const { values } = parseArgs({ options: { foyer: { type: 'string' }, open: { type: 'string', default: '2000' } } });
  const server = new Server(values.foyer ?? fileURLToPath(new URL('../../build/release/foyer', import.meta.url)));
  const browser = new Browser();
  const results = [];
  const note = (what, milliseconds, limit) => {
    results.push({ what, isGood: milliseconds <= limit });
    console.log(`${what.padEnd(44)} ${milliseconds.toFixed(0).padStart(6)} ms   (at most ${limit})`);
  };
  try {
    await server.start();
    await browser.launch();
    const filled = await took(() => fill(server, Number(values.open)));
    console.log(`${values.open} conversations in ${(filled / 1000).toFixed(1)} s`);
    const page = await signIn(browser, server);
    page.server = server;
    const row = (at) => page.locator('a.row').nth(at);
    const tab = (name) => page.locator('.tabs').getByRole('link', { name });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    note('from the navigation to the list', await repeat(() => openDesk(page)), USABLE_WITHIN);
    note('  of it the main thread\'s work', await repeat(() => works(devtools, () => openDesk(page))), USABLE_WITHIN);
    console.log(`rows in the page: ${await page.locator('a.row').count()}, elements: ${await page.evaluate(() => document.querySelectorAll('*').length)}`);
    note('a conversation by a click', await repeat((round) => took(async () => {
      await row(round * 3).click();
      await page.getByRole('log', { name: 'Messages' }).getByText('trade in').first().waitFor();
    })), ACT_WITHIN);
    note('  of it the main thread\'s work', await repeat((round) => works(devtools, async () => {
      await row(round * 3 + 1).click();
      await page.getByRole('log', { name: 'Messages' }).getByText('trade in').first().waitFor();
    })), ACT_WITHIN);
    note('the list of all', await repeat(() => took(async () => {
      await tab('All').click();
      await page.locator('a.row[href*="/all/"]').first().waitFor();
    }).finally(async () => {
      await tab('Queue').click();
      await page.locator('a.row[href*="/queue/"]').first().waitFor();
    })), ACT_WITHIN);
    note('from a visitor\'s wish to the count in the title', await repeat((round) => took(async () => {
      const before = await page.title();
      await converse(server, 100000 + round, true);
      await page.waitForFunction((title) => document.title !== title, before, { polling: 20 });
    })), 2 * ACT_WITHIN);
    note('the next conversation by a key', await repeat(() => took(async () => {
      const before = page.url();
      await page.keyboard.press('j');
      await page.waitForFunction((url) => location.href !== url, before, { polling: 10 });
    })), ACT_WITHIN);
    const answer = await page.evaluate(async () => {
      const begun = performance.now();
      const text = await (await fetch('/v1/queue')).text();
      return { took: performance.now() - begun, bytes: text.length };
    });
    note(`the queue's answer (${Math.round(answer.bytes / 1024)} KB)`, answer.took, ACT_WITHIN);
  } finally {
    await browser.close();
    await server.remove();
  }
  process.exitCode = results.length > 0 && results.every((one) => one.isGood) ? 0 : 1;
}

await main();
