// kill -9 while both sides write: everything is there afterwards, once, in order.
import { equal } from '../steps.mjs';
import { until } from '../wait.mjs';

const ROUNDS = 3;
const EACH = 12;

/** Writes `EACH` numbered messages as fast as the field takes them, whatever the server does. */
async function writeAll(write, mark, round, onWritten) {
  for (let number = 0; number < EACH; number += 1) {
    await write(`${mark}-${round}-${number}`);
    await onWritten?.(number);
  }
}

const ours = /^(?:visitor|agent): ([va]-\d+-\d+)$/;
const numbered = (shown) => shown.map((line) => ours.exec(line)?.[1]).filter(Boolean);

function expected(mark, rounds) {
  return Array.from({ length: rounds * EACH }, (_, index) => `${mark}-${Math.floor(index / EACH)}-${index % EACH}`);
}

async function compare(visitor, agent, rounds) {
  const wanted = rounds * EACH * 2;
  const inLog = await until('every message in the log', async () => {
    const texts = (await visitor.events()).map((event) => event.text).filter((text) => /^[va]-\d+-\d+$/.test(text ?? ''));
    return texts.length >= wanted && texts;
  });
  for (const mark of ['v', 'a']) equal(inLog.filter((text) => text.startsWith(mark)), expected(mark, rounds), `messages of ${mark} in the log`);
  for (const [who, side] of [['visitor', visitor], ['agent', agent]]) {
    await until(`the ${who}'s page to show them all`, async () => numbered(await side.shown()).length >= wanted);
    equal(numbered(await side.shown()), inLog, `the ${who}'s page and the log`);
  }
  const events = await visitor.events();
  equal(events.map((event) => event.seq), [...new Set(events.map((event) => event.seq))].sort((one, other) => one - other), 'event numbers');
}

export async function crash(world) {
  const { steps, browser, server, mei, english } = world;

  await steps.step('the conversation is open on both sides', async () => {
    await mei.openConversation(await english.id());
    await english.log().waitFor();
  });
  browser.mayLoseServer = true;
  for (let round = 0; round < ROUNDS; round += 1) {
    await steps.step(`kill -9 with messages in flight, round ${round + 1}: nothing lost, nothing doubled`, async () => {
      let down;
      const dieAt = 3 + round * 2;
      const onWritten = async (number) => {
        if (number === dieAt) down = server.kill();
        if (number === EACH - 2 && round === 1) {
          await mei.page.getByText('Not sent yet').first().waitFor();
          await world.shots.take('desk-server-away', mei.page);
          await english.chat.getByText(english.texts['connection.lost']).waitFor();
          await world.shots.take('widget-server-away', english.page);
        }
      };
      await Promise.all([
        writeAll((text) => english.send(text), 'v', round, onWritten),
        writeAll((text) => mei.reply(text), 'a', round),
      ]);
      await down;
      const begun = Date.now();
      await server.start();
      await compare(english, mei, round + 1);
      return `all there ${Date.now() - begun} ms after the restart began`;
    });
  }

  await steps.step('both sides go on by themselves', async () => {
    await english.send('Are you still there?');
    await mei.log().getByText('Are you still there?').waitFor();
    await mei.reply('Yes, nothing was lost.');
    await english.log().getByText('Yes, nothing was lost.').waitFor();
    await until('no message on its way', async () => (await english.chat.locator('.bubble.faded').count()) === 0);
    await english.chat.getByText(english.texts['connection.lost']).waitFor({ state: 'detached' });
  });

  await steps.step('the other desks and the other visitor are back too', async () => {
    await world.chinese.send('我还在');
    await until('the Chinese visitor\'s message', async () => (await world.chinese.events()).some((event) => event.text === '我还在'));
    for (const desk of [world.bo, world.admin]) {
      await until('a desk without its warning', async () => (await desk.page.getByText('Connection lost.').count()) === 0);
    }
  });
  browser.mayLoseServer = false;
}
