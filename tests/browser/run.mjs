#!/usr/bin/env node
// Plays the product's story in real browsers against the real program.
//
//   node tests/browser/run.mjs --foyer build/release/foyer
//     --shots DIR      also writes pictures of every screen, wide and narrow
//     --only a,b       only these stories, after those that they build on
//     --part 1         only that third of the stories; the thirds take about as long
//     --pictures       makes the pictures of docs/pictures anew instead
//
// Needs Node 18 or newer, Chromium, and `npm --prefix http/web ci`.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Browser } from './browser.mjs';
import { Server } from './server.mjs';
import { Shots } from './shots.mjs';
import { Steps } from './steps.mjs';
import { within } from './wait.mjs';
import { pictures } from './stories/pictures.mjs';
import { answers } from './stories/answers.mjs';
import { appearance } from './stories/appearance.mjs';
import { crash } from './stories/crash.mjs';
import { desk } from './stories/desk.mjs';
import { ending } from './stories/ending.mjs';
import { entries } from './stories/entries.mjs';
import { exchange } from './stories/exchange.mjs';
import { gate } from './stories/gate.mjs';
import { help } from './stories/help.mjs';
import { late } from './stories/late.mjs';
import { learning } from './stories/learning.mjs';
import { nobody } from './stories/nobody.mjs';
import { outgoing } from './stories/outgoing.mjs';
import { people } from './stories/people.mjs';
import { planted } from './stories/planted.mjs';
import { queue } from './stories/queue.mjs';
import { rules } from './stories/rules.mjs';
import { sites } from './stories/sites.mjs';
import { staff } from './stories/staff.mjs';
import { talking } from './stories/talking.mjs';
import { tickets } from './stories/tickets.mjs';
import { together } from './stories/together.mjs';
import { widget } from './stories/widget.mjs';
import { weather } from './stories/weather.mjs';
import { workbench } from './stories/workbench.mjs';
import { trial } from './stories/trial.mjs';

/** In order; `needs` names what must have been told before, `part` which third tells it. */
const stories = {
  staff: { tell: staff, needs: [] },
  late: { tell: late, part: 1, needs: ['staff'] },
  answers: { tell: answers, part: 1, needs: [] },
  learning: { tell: learning, part: 1, needs: ['staff'] },
  entries: { tell: entries, part: 1, needs: ['staff'] },
  trial: { tell: trial, part: 1, needs: ['staff'] },
  gate: { tell: gate, part: 3, needs: ['staff'] },
  desk: { tell: desk, part: 2, needs: ['staff'] },
  queue: { tell: queue, part: 1, needs: ['staff'] },
  talking: { tell: talking, part: 2, needs: ['staff'] },
  tickets: { tell: tickets, part: 2, needs: ['staff'] },
  together: { tell: together, part: 2, needs: ['staff'] },
  crash: { tell: crash, part: 2, needs: ['staff', 'talking'] },
  ending: { tell: ending, part: 2, needs: ['staff', 'talking'] },
  nobody: { tell: nobody, part: 2, needs: ['staff'] },
  help: { tell: help, part: 2, needs: ['staff'] },
  exchange: { tell: exchange, part: 2, needs: ['staff'] },
  appearance: { tell: appearance, part: 2, needs: ['staff', 'talking', 'ending'] },
  sites: { tell: sites, part: 3, needs: ['staff'] },
  widget: { tell: widget, part: 3, needs: ['staff'] },
  rules: { tell: rules, part: 3, needs: ['staff'] },
  people: { tell: people, part: 3, needs: ['staff'] },
  workbench: { tell: workbench, part: 3, needs: ['staff'] },
  outgoing: { tell: outgoing, part: 3, needs: ['staff'] },
  weather: { tell: weather, part: 3, needs: ['staff'] },
  planted: { tell: planted, part: 3, needs: [] },
  pictures: { tell: pictures, needs: ['staff'], isExtra: true },
};

function chosen(only, part) {
  const all = Object.keys(stories).filter((name) => !stories[name].isExtra);
  const names = only ? only.split(',') : all.filter((name) => !part || stories[name].part === Number(part));
  const wanted = new Set(names.flatMap((name) => [...(stories[name]?.needs ?? []), name]));
  const unknown = [...wanted].filter((name) => !stories[name]);
  if (unknown.length) throw new Error(`there is no story ${unknown[0]}; there are ${Object.keys(stories).join(', ')}`);
  return Object.keys(stories).filter((name) => wanted.has(name));
}

async function checkComplaints(steps, browser) {
  await steps.check('no page complained: no errors, nothing against the security policy', () => {
    const complaints = browser.takeComplaints();
    if (complaints.length) throw new Error([...new Set(complaints)].slice(0, 12).join('\n'));
  });
}

async function tellAll(names, { server, browser, shots }) {
  const steps = new Steps(async (name) => {
    let number = 0;
    for (const page of browser.pages()) {
      number += 1;
      await shots.asIs(`failed-${name.replace(/\W+/g, '-').slice(0, 50)}-${number}`, page).catch(() => undefined);
    }
  });
  const world = { steps, server, browser, shots };
  await steps.story('start', async () => {
    await steps.step('the program starts with the demo base', () => server.start());
    await steps.step('Chromium starts', () => browser.launch());
  });
  if (steps.failed) return steps;
  for (const name of names) {
    const failed = steps.failed;
    let isTold = await steps.story(name, () => stories[name].tell(world));
    if (browser.hasFallen && (await everybodyMoves(world))) {
      steps.failed = failed;
      isTold = await steps.story(`${name}, from its beginning`, () => stories[name].tell(world));
    }
    if (!isTold) await backToTheStart(world);
    await checkComplaints(steps, browser);
  }
  return steps;
}

/** A browser that falls over is not what the stories are about: staff sign in from another. Whether they could. */
async function everybodyMoves(world) {
  const { admin, mei, bo, lin, browser } = world;
  console.log('  Chromium fell over');
  try {
    browser.mayLoseServer = false;
    await browser.launchAnew();
    for (const agent of [admin, mei, bo, lin]) await agent?.moveTo(await browser.person());
    browser.takeComplaints();
    return true;
  } catch (error) {
    console.log(`  and another one does not help: ${error.message}`);
    return false;
  }
}

/** What a story that was broken off has left on the screens of staff is not the next one's concern. */
async function backToTheStart({ admin, mei, bo, lin, browser }) {
  browser.mayLoseServer = false;
  for (const agent of [admin, mei, bo, lin]) await agent?.startAgain().catch((error) => console.log(`  ${agent.name} could not start again: ${error.message}`));
}

/** Ends the browser and the server, whatever state they are in; whether both ended by themselves. */
async function endAll(browser, server) {
  const ended = await Promise.all([browser.close(), server.remove()].map((end) => within(60_000, end).then(() => true, (error) => {
    console.log(`  FAIL  the end: ${error.message}`);
    return false;
  })));
  if (!ended[1]) console.log(`        the server does not stop; its last words:\n${server.tail()}`);
  return ended.every(Boolean);
}

async function main() {
  const { values } = parseArgs({
    options: { foyer: { type: 'string' }, shots: { type: 'string' }, only: { type: 'string' }, part: { type: 'string' }, pictures: { type: 'boolean' } },
  });
  const program = values.foyer ?? fileURLToPath(new URL('../../build/release/foyer', import.meta.url));
  const server = new Server(program);
  const browser = new Browser();
  let steps;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void server.remove().then(() => process.exit(1)));
  }
  try {
    const names = chosen(values.pictures ? 'pictures' : values.only, values.part);
    steps = await tellAll(names, { server, browser, shots: new Shots(values.shots) });
    if (steps.failed) console.log(`the server's last words:\n${server.tail()}`);
  } finally {
    if (!(await endAll(browser, server)) && steps) steps.failed += 1;
  }
  console.log(`${steps.passed} passed, ${steps.failed} failed`);
  process.exit(steps.failed ? 1 : 0);
}

await main();
