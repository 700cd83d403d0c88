// Bad weather: tabs that sleep, networks that are cut, a server that dies, clocks that jump; with three
// visitors, two agents and a supervisor at once.  After each, every view equals the log.
import { readdirSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

const HOUR = 3_600_000;

/** What a browser says while it is offline, or asks a server that is away. */
const offline = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_NETWORK_IO_SUSPENDED/;

const marked = /^(?:visitor|agent): (w\d+ .*)$/;
const said = (shown) => shown.map((line) => marked.exec(line)?.[1]).filter(Boolean);

/** Moves the program's clock, which reads it from a file, by so many milliseconds. */
class Clock {
  constructor(server) {
    this.file = join(server.folder, 'data', 'clock');
    const library = ['/usr/lib', '/usr/lib64']
      .filter(existsSync)
      .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => join(folder, name))])
      .map((folder) => join(folder, 'faketime', 'libfaketimeMT.so.1'))
      .find(existsSync);
    if (!library) throw new Error('libfaketime is missing: apt-get install faketime');
    this.environment = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  }

  jump(milliseconds) {
    writeFileSync(this.file, `${milliseconds < 0 ? '-' : '+'}${Math.abs(milliseconds) / 1000}\n`);
  }
}

/** A page that the browser has put to sleep answers nothing until it is woken. */
async function sleep(person) {
  const devtools = await person.context.newCDPSession(person.page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await devtools.detach();
  };
}

class Talk {
  count = 0;

  constructor(visitor, agent, id) {
    Object.assign(this, { visitor, agent, id });
  }

  next(what) {
    this.count += 1;
    return `w${this.count} ${what}`;
  }
}

/** Each view of each conversation shows what the log has, each message once and in its order. */
async function compare(talks, supervisor) {
  for (const talk of talks) {
    const log = await until(`all ${talk.count} messages in the log`, async () => {
      const texts = (await talk.visitor.events()).map((event) => event.text ?? '').filter((text) => /^w\d+ /.test(text));
      return texts.length >= talk.count && texts;
    });
    equal(new Set(log).size, talk.count, 'messages, each once');
    for (const [who, view] of [['visitor', talk.visitor], ['agent', talk.agent]]) {
      if (who === 'agent') await talk.agent.openConversation(talk.id);
      await until(`the ${who}'s page to show them all`, async () => said(await view.shown()).length >= log.length);
      equal(said(await view.shown()), log, `the ${who}'s page and the log`);
    }
    await supervisor.openConversation(talk.id, 'All');
    await until('the supervisor\'s page to show them all', async () => said(await supervisor.shown()).length >= log.length);
    equal(said(await supervisor.shown()), log, 'the supervisor\'s page and the log');
  }
}

async function open(world, agent) {
  const visitor = await new Visitor(await world.browser.person(), world.server).openChatPage();
  await visitor.ask('Can I trade in my old phone?');
  await visitor.send('let me talk to a human');
  const id = await visitor.id();
  const first = await until('somebody has it', async () => (await visitor.view()).agent?.name);
  if (first.toLowerCase() !== agent.name) await passOn(world, id, agent);
  await until(`${agent.name} has it`, async () => (await visitor.view()).agent?.name.toLowerCase() === agent.name);
  return new Talk(visitor, agent, id);
}

/** As the supervisor. */
async function passOn(world, id, agent) {
  await world.admin.page.evaluate(async ([conversation, to]) => {
    const { csrf } = await (await fetch('/v1/session')).json();
    const { agents } = await (await fetch('/v1/agents')).json();
    await fetch(`/v1/conversations/${conversation}/transfer`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
      body: JSON.stringify({ agent: agents.find((one) => one.display_name.toLowerCase() === to).id }),
    });
  }, [id, agent.name]);
}

export async function weather(world) {
  const { steps, browser, server, mei, bo, admin } = world;
  const talks = [];
  const clock = new Clock(server);

  await steps.step('three visitors talk with two agents, and a supervisor looks on', async () => {
    await bo.setPresence('Online');
    for (const agent of [mei, bo, mei]) talks.push(await open(world, agent));
    for (const talk of talks) await talk.visitor.send(talk.next('hello'));
    await compare(talks, admin);
  });
  const [one, two, three] = talks;

  await steps.step('tabs that slept show what was said meanwhile', async () => {
    await two.agent.openConversation(two.id);
    const wakers = [await sleep(one.visitor), await sleep(two.agent)];
    await one.agent.openConversation(one.id);
    for (let number = 0; number < 3; number += 1) {
      await one.agent.reply(one.next('while you slept'));
      await two.visitor.send(two.next('while you slept'));
    }
    await until('them in the log', async () => (await two.visitor.events()).filter((event) => /slept/.test(event.text ?? '')).length === 3);
    for (const wake of wakers) await wake();
    await compare(talks, admin);
  });

  await steps.step('what is written while the network is cut is kept, and sent once', async () => {
    await three.agent.openConversation(three.id);
    for (const person of [two.visitor, three.agent]) await person.context.setOffline(true);
    await two.visitor.send(two.next('from a tunnel'));
    await two.visitor.send(two.next('still in it'));
    await three.agent.reply(three.next('from a train'));
    await two.visitor.chat.locator('.bubble.faded').first().waitFor();
    await three.agent.page.getByText('Not sent yet').first().waitFor();
    await three.visitor.send(three.next('are you there?'));
    await two.agent.openConversation(two.id);
    await two.agent.reply(two.next('I lost you'));
    await until('the reply in the log', async () => (await server.get(`/v1/conversations/${two.id}/events?after=0`, (await two.visitor.kept()).token)).events.some((event) => /I lost you/.test(event.text ?? '')));
    for (const person of [two.visitor, three.agent]) await person.context.setOffline(false);
    await compare(talks, admin);
    browser.forgive(offline);
  });

  browser.mayLoseServer = true;
  await steps.step('the server is killed and comes back while everybody writes', async () => {
    await three.agent.openConversation(three.id);
    await server.kill();
    for (const talk of talks) await talk.visitor.send(talk.next('is anybody there?'));
    await three.agent.reply(three.next('yes'));
    clock.jump(0);
    await server.start(clock.environment);
    await compare(talks, admin);
  });
  browser.mayLoseServer = false;

  await steps.step('the server\'s clock jumps ahead and back: order and talk go on', async () => {
    for (const jump of [3 * HOUR, -HOUR, 0]) {
      clock.jump(jump);
      for (const talk of talks) await talk.visitor.send(talk.next('what time is it?'));
      await two.agent.openConversation(two.id);
      await two.agent.reply(two.next('late'));
      const last = await until('them in the log', async () => {
        const events = (await two.visitor.events()).filter((event) => /^w/.test(event.text ?? ''));
        return events.length === two.count && events.at(-1);
      });
      truth(Math.abs(last.at - Date.now() - jump) < HOUR / 2, `the server's clock is off by ${last.at - Date.now()} ms, not ${jump}`);
    }
    await compare(talks, admin);
  });

  await steps.step('people\'s own clocks are days off: they see what everybody sees', async () => {
    await one.visitor.page.clock.setSystemTime(Date.now() - 48 * HOUR);
    await one.agent.page.clock.setSystemTime(Date.now() + 48 * HOUR);
    await one.visitor.send(one.next('from the day before yesterday'));
    await one.agent.openConversation(one.id);
    await one.agent.reply(one.next('from the day after tomorrow'));
    await one.visitor.log().getByText('from the day after tomorrow').waitFor();
    await compare(talks, admin);
  });

  await steps.step('nobody is forgotten: each still has their agent', async () => {
    for (const talk of talks) {
      const view = await talk.visitor.view();
      truth(view.owner === 'agent' && view.agent.name.toLowerCase() === talk.agent.name, `${talk.id} is with ${view.owner}`);
      await talk.visitor.context.close();
    }
    await one.agent.page.clock.setSystemTime(Date.now());
  });
}
