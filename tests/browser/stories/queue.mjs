// The queue and who is there: presence, calls that get louder, who doesn't react, and places that move.
import { Agent } from '../agent.mjs';
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

const PRESENCES = ['Online', 'Busy', 'Away', 'Invisible', 'Offline'];
/* Long enough to react in on a busy machine. */
const QUICK = { accept_seconds: 8, again_seconds: 2, supervisors_seconds: 3, admins_seconds: 4 };

/** Writes as the desk's own page would. */
function put(agent, path, body) {
  return agent.page.evaluate(
    async ([where, what]) => {
      const { csrf } = await (await fetch('/v1/session')).json();
      const answer = await fetch(where, { method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify(what) });
      if (!answer.ok) throw new Error(`${where}: ${answer.status}`);
    },
    [path, body],
  );
}

const ownerOf = async (visitor) => (await visitor.view()).agent?.name ?? (await visitor.view()).owner;

async function closeAll(visitors, server) {
  for (const visitor of visitors) {
    const { id, token } = await visitor.kept();
    await fetch(`${server.address}/v1/conversations/${id}/close`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: '{}' });
    await visitor.context.close();
  }
}

export async function queue(world) {
  const { steps, browser, server, admin, mei, bo, shots } = world;
  const newcomer = async (locale = 'en-US', language = 'en') => new Visitor(await browser.person({ locale }), server, language).openShop();
  const group = (await admin.fetch('/v1/groups')).groups.find((one) => one.is_default);
  const routing = await admin.fetch(`/v1/groups/${group.id}/routing`);
  const people = (await mei.fetch('/v1/agents')).agents;
  const boId = people.find((one) => one.display_name === 'Bo').id;
  const before = Object.fromEntries(people.map((one) => [one.display_name, one.presence]));
  const word = (presence) => PRESENCES.find((one) => one.toLowerCase() === presence);
  let visitor;

  await steps.step('an administrator says how a group calls for a person', async () => {
    await admin.go('Team');
    const card = admin.page.getByRole('listitem').filter({ has: admin.page.getByRole('heading', { name: group.name, exact: true }) });
    /* What is stored comes late, and at first not at all: nothing can be typed before it is there. */
    const asUsual = await admin.slow('**/v1/groups/*/routing', { fault: true });
    await card.locator('.group-head').getByRole('button').click();
    const dialog = admin.dialog();
    await dialog.getByText('Not just now.').waitFor();
    truth(await dialog.getByRole('button', { name: 'Save' }).isDisabled(), 'what is not known could be saved');
    equal(await dialog.getByLabel('Must react within').count(), 0, 'fields before what is stored is known');
    await shots.take('desk-group-unread', admin.page);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByRole('status').waitFor();
    await dialog.getByLabel('Must react within').fill(String(QUICK.accept_seconds));
    await dialog.getByLabel('Call again after').fill(String(QUICK.again_seconds));
    await dialog.getByLabel('Call leaders and supervisors after').fill(String(QUICK.supervisors_seconds));
    await dialog.getByLabel('Call administrators after').fill(String(QUICK.admins_seconds));
    await shots.take('desk-group-calling', admin.page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const now = await admin.fetch(`/v1/groups/${group.id}/routing`);
    for (const [name, value] of Object.entries(QUICK)) equal(now[name], value, name);
    await asUsual();
    browser.forgive(/status of 503/);
  });

  await steps.step('every state of presence can be chosen, and colleagues see it', async () => {
    await mei.go('Team');
    const row = mei.page.locator('.person').filter({ hasText: 'Bo' });
    for (const presence of PRESENCES) {
      await bo.setPresence(presence);
      await row.getByText(presence).waitFor();
    }
    await bo.button('Your account and settings').click();
    await shots.take('desk-presence', bo.page);
    await bo.page.keyboard.press('Escape');
  });

  await steps.step('who is given a conversation and does not open it loses it to a colleague', async () => {
    await mei.setPresence('Busy');
    await bo.setPresence('Online');
    await bo.go('Inbox');
    visitor = await newcomer();
    await visitor.send('let me talk to a human');
    await visitor.chat.getByRole('heading', { name: 'Bo' }).waitFor();
    await bo.tab('Mine');
    await bo.page.getByText(/Open within 0:0\d/).waitFor();
    await shots.take('desk-react', bo.page);
    await mei.setPresence('Online');
    await visitor.chat.getByText(visitor.texts['system.returnedSlow']).waitFor();
    await visitor.chat.getByRole('heading', { name: 'Mei' }).waitFor();
  });

  await steps.step('they are away and are told why', async () => {
    await bo.page.getByText('You are away: a conversation you were given went back').waitFor();
    equal((await bo.fetch('/v1/session')).me.away_reason, 'missed', 'why');
    await shots.take('desk-missed', bo.page);
    await mei.go('Team');
    await mei.page.locator('.person').filter({ hasText: 'Bo' }).getByText('Away: missed a conversation').waitFor();
  });

  await steps.step('opening it is enough to keep it', async () => {
    await mei.openConversation(await visitor.id());
    await mei.log().getByText(/Back in the queue: Bo didn.t react in time/).waitFor();
    await mei.page.waitForTimeout((QUICK.accept_seconds + 1) * 1000);
    equal(await ownerOf(visitor), 'Mei', 'owner');
    await bo.button('Go online').click();
    await until('Bo online', async () => (await bo.fetch('/v1/session')).me.presence === 'online');
    await bo.page.getByText('You are away').waitFor({ state: 'detached' });
  });

  await steps.step('the one who holds as many as they may keeps two waiting, each with a place that moves', async () => {
    await mei.setPresence('Busy');
    await put(admin, `/v1/staff/${boId}`, { capacity: 1 });
    world.held = await newcomer();
    await world.held.send('let me talk to a human');
    await world.held.chat.getByRole('heading', { name: 'Bo' }).waitFor();
    await bo.openConversation(await world.held.id());
    world.first = await newcomer();
    await world.first.send('let me talk to a human');
    await world.first.chat.getByRole('heading', { name: world.first.texts['queue.next'] }).waitFor();
    world.second = await newcomer('zh-CN', 'zh-CN');
    await world.second.send('转人工');
    await world.second.chat.locator('.queue-number').getByText('2').waitFor();
    await shots.take('widget-place-zh', world.second.page);
    await world.first.button('queue.leave').click();
    await world.second.chat.getByRole('heading', { name: world.second.texts['queue.next'] }).waitFor();
    equal(await world.second.chat.locator('.queue-number').innerText(), '1', 'place');
  });

  await steps.step('the call gets louder: those who serve, again, and then the administrator', async () => {
    const id = await world.second.id();
    await mei.go('Inbox');
    await mei.tab('Queue');
    await mei.notice('Still waiting for an answer').first().waitFor();
    truth(/^\(\d+\) /.test(await mei.page.title()), 'no count in the title');
    await admin.notice(/waiting/i).first().waitFor();
    await mei.page.locator(`a.row[href$="/${id}"]`).getByText('Everybody called').waitFor();
    await shots.take('desk-called', mei.page);
    const level = async () => (await mei.fetch('/v1/queue')).waiting.find((one) => one.id === id).call_level;
    truth((await level()) >= 3, 'the call reached nobody');
  });

  await steps.step('whoever has room again gets the next at once, and the call is over', async () => {
    const { id } = await world.held.kept();
    await bo.page.evaluate(async (conversation) => {
      const { csrf } = await (await fetch('/v1/session')).json();
      await fetch(`/v1/conversations/${conversation}/close`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: '{}' });
    }, id);
    await world.second.chat.getByRole('heading', { name: 'Bo' }).waitFor();
    await bo.openConversation(await world.second.id());
    await until('the call to be over', async () => (await bo.fetch('/v1/queue')).mine.every((one) => !one.is_called));
  });

  await steps.step('a desk that nobody touches is away, and is back at the first touch', async () => {
    const idle = new Agent(bo.context, server, 'bo');
    idle.page = await bo.context.newPage();
    await idle.page.clock.install();
    await idle.open();
    await idle.page.getByRole('navigation', { name: 'Main' }).waitFor();
    await idle.page.clock.fastForward('16:00');
    await until('Bo away', async () => (await bo.fetch('/v1/session')).me.away_reason === 'idle');
    await mei.go('Team');
    await mei.page.locator('.person').filter({ hasText: 'Bo' }).getByText('Away: no input at the desk').waitFor();
    await idle.page.clock.fastForward('00:05');
    await idle.page.mouse.move(200, 200);
    await idle.page.mouse.move(220, 240);
    await until('Bo online', async () => (await bo.fetch('/v1/session')).me.presence === 'online');
    await idle.page.close();
  });

  await steps.step('all is as it was', async () => {
    await closeAll([visitor, world.held, world.first, world.second], server);
    await put(admin, `/v1/staff/${boId}`, { capacity: 50 });
    const { accept_seconds, again_seconds, supervisors_seconds, admins_seconds } = routing;
    await put(admin, `/v1/groups/${group.id}/routing`, { accept_seconds, again_seconds, supervisors_seconds, admins_seconds });
    for (const agent of [mei, bo]) {
      await agent.go('Inbox');
      await agent.dismissNotices();
      await agent.setPresence(word(before[agent === mei ? 'Mei' : 'Bo']));
    }
    await admin.dismissNotices();
    equal((await mei.fetch('/v1/queue')).waiting.length, 0, 'waiting');
  });
}
