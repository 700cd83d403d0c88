// The first sign-in, the accounts, and going online.
import { Agent, PASSWORD } from '../agent.mjs';
import { equal, truth } from '../steps.mjs';
import { until } from '../wait.mjs';

const people = [
  { name: 'mei', shown: 'Mei', role: 'Agent' },
  { name: 'bo', shown: 'Bo', role: 'Agent' },
  { name: 'lin', shown: 'Lin', role: 'Editor' },
];

async function addPerson(admin, { name, shown, role }) {
  await admin.button('Add a person').click();
  const dialog = admin.dialog();
  await dialog.getByLabel('Sign-in name').fill(name);
  await dialog.getByLabel('Name visitors see').fill(shown);
  await dialog.getByRole('radio', { name: role }).check({ force: true });
  await dialog.getByLabel('Password').fill(PASSWORD);
  /* The stories leave more conversations open than a working agent would have. */
  if (role === 'Agent') await dialog.getByLabel('Conversations at once').fill('50');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await admin.page.getByRole('row', { name: shown }).getByText(role).waitFor();
  await dialog.waitFor({ state: 'detached' });
}

export async function staff(world) {
  const { steps, browser, server } = world;
  const admin = new Agent(await browser.person(), server, 'admin');
  world.admin = admin;

  await steps.step('the one-time link signs the administrator in', async () => {
    await admin.open(server.link);
    await admin.page.getByRole('heading', { name: 'Choose your password' }).waitFor();
    truth(!admin.page.url().includes('link='), 'the link stays in the address');
    await world.shots.take('desk-password', admin.page);
  });

  await steps.step('the administrator sets a password', async () => {
    await admin.page.getByLabel('New password').fill(PASSWORD);
    await admin.page.getByLabel('Repeat it').fill('something else');
    await admin.button('Save password').click();
    await admin.page.getByText('The two passwords differ.').waitFor();
    await admin.page.getByLabel('Repeat it').fill(PASSWORD);
    await admin.button('Save password').click();
    await admin.page.getByRole('heading', { name: 'Inbox' }).waitFor();
  });

  await steps.step('the link works once', async () => {
    const other = new Agent(await browser.person(), server, 'admin');
    await other.open(server.link);
    await other.page.getByText('This link can\'t be used any more').waitFor();
    browser.forgive(/\/v1\/session.*|status of 40[0-9]/);
    await other.context.close();
  });

  await steps.step('two agents and an editor get accounts', async () => {
    await admin.go('Settings');
    for (const person of people) await addPerson(admin, person);
    await world.shots.take('desk-staff', admin.page);
  });

  for (const { name, shown } of people) {
    await steps.step(`${shown} signs in by name and password`, async () => {
      const agent = new Agent(await browser.person(), server, name);
      await agent.open();
      await agent.page.getByRole('heading', { name: 'Sign in to the desk' }).waitFor();
      if (name === 'mei') {
        await world.shots.take('desk-sign-in', agent.page);
        await refused(agent, browser);
      }
      await agent.signIn();
      world[name] = agent;
    });
  }

  await steps.step('Mei goes online', async () => {
    const { mei } = world;
    await mei.page.getByRole('heading', { name: 'Nobody is waiting' }).waitFor();
    await mei.button('Go online').click();
    await until('Mei online', async () => (await mei.fetch('/v1/session')).me.presence === 'online');
    equal((await mei.fetch('/v1/queue')).agents.filter((one) => one.presence === 'online').length, 1, 'agents online');
  });

  await steps.step('conversations that the stories leave lying stay with their agent', () =>
    admin.page.evaluate(async () => {
      const { csrf } = await (await fetch('/v1/session')).json();
      const { groups } = await (await fetch('/v1/groups')).json();
      for (const { id } of groups) {
        await fetch(`/v1/groups/${id}/routing`, {
          method: 'PUT',
          headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
          body: JSON.stringify({ accept_seconds: 0 }),
        });
      }
    }));

  await steps.step('an editor sees knowledge and no conversations', async () => {
    const links = await world.lin.page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts();
    equal(links.map((text) => text.trim()), ['Knowledge', 'Colleagues'], 'the editor\'s screens');
  });
}

async function refused(agent, browser) {
  await agent.page.getByLabel('Name', { exact: true }).fill('mei');
  await agent.page.getByLabel('Password').fill('not the password');
  await agent.button('Sign in').click();
  await agent.page.getByRole('alert').waitFor();
  browser.forgive(/status of 40[13]/);
}
