// How people sign in and what they may do: a one-time link, a second factor, sessions, roles of one's own, the rules
// for everybody, and the log of it all; once in Chinese.
import { Agent, PASSWORD } from '../agent.mjs';
import { equal, truth } from '../steps.mjs';
import { codeOf } from '../totp.mjs';
import { until } from '../wait.mjs';

const OWN_ROLE = 'Writing agent';

async function openMySignIn(agent) {
  await agent.button('Your account and settings').click();
  await agent.button('Sign-in and security').click();
  await agent.dialog().getByRole('heading', { name: 'Second factor' }).waitFor();
  return agent.dialog();
}

/** From the password to the recovery codes, wherever the form stands; gives the codes. */
async function setUpFactor(place) {
  await place.getByLabel('Your password').fill(PASSWORD);
  await place.getByRole('button', { name: 'Next' }).click();
  await place.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  const secret = (await place.locator('code.secret').innerText()).replace(/\s/g, '');
  await place.getByLabel('Code', { exact: true }).fill(codeOf(secret));
  await place.getByRole('button', { name: 'Confirm' }).click();
  await place.getByRole('list', { name: 'Recovery codes' }).waitFor();
  return { secret, codes: await place.locator('.recovery code').allInnerTexts() };
}

async function typeName(agent, password) {
  await agent.page.getByLabel('Name', { exact: true }).fill(agent.name);
  await agent.page.getByLabel('Password').fill(password);
  await agent.button('Sign in').click();
}

async function signOut(agent) {
  await agent.button('Your account and settings').click();
  await agent.button('Sign out').click();
  await agent.page.getByRole('heading', { name: 'Sign in to the desk' }).waitFor();
}

async function invite(world) {
  const { steps, browser, server, admin, shots } = world;
  let link = '';
  await steps.step('somebody new is added without a password, and gets a one-time link', async () => {
    await admin.go('Settings', 'Staff');
    await admin.button('Add a person').click();
    const dialog = admin.dialog();
    await dialog.getByLabel('Sign-in name').fill('nia');
    await dialog.getByLabel('Name visitors see').fill('Nia');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await admin.page.getByRole('dialog', { name: 'Sign-in of Nia' }).waitFor();
    await admin.button('Make a link').click();
    link = await admin.page.getByLabel('Send them this').inputValue();
    truth(/\/desk\/#link=[\w-]{43}$/.test(link), `the link is ${link}`);
    await shots.take('people-link', admin.page);
    await admin.dialog().getByRole('button', { name: 'Close' }).click();
  });
  const nia = new Agent(await browser.person(), server, 'nia');
  await steps.step('the link lets them choose a password', async () => {
    await nia.open(link);
    await nia.page.getByRole('heading', { name: 'Choose your password' }).waitFor();
    await nia.page.getByLabel('New password').fill(PASSWORD);
    await nia.page.getByLabel('Repeat it').fill(PASSWORD);
    await nia.button('Save password').click();
    await nia.page.getByRole('navigation', { name: 'Main' }).waitFor();
  });
  return nia;
}

async function secondFactor(world, nia) {
  const { steps, browser, shots } = world;
  let kept = null;
  await steps.step('a second factor is set up with a picture and a code', async () => {
    const dialog = await openMySignIn(nia);
    await shots.take('people-my-sign-in', nia.page);
    await dialog.getByRole('button', { name: 'Set up' }).click();
    await dialog.getByLabel('Your password').fill('not the password');
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('alert').waitFor();
    kept = await setUpFactor(dialog);
    equal(new Set(kept.codes).size, 10, 'recovery codes');
    await shots.take('people-recovery', nia.page);
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await dialog.getByText('10 recovery codes left').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    browser.forgive(/status of 4(01|22)/);
  });
  await steps.step('signing in takes a second step, and a wrong code changes nothing', async () => {
    await signOut(nia);
    await typeName(nia, PASSWORD);
    await nia.page.getByRole('heading', { name: 'One more step' }).waitFor();
    await shots.take('people-code', nia.page);
    await nia.page.getByLabel('Code', { exact: true }).fill('000000');
    await nia.button('Sign in').click();
    await nia.page.getByText('That code is wrong or was used already.').waitFor();
    await nia.page.getByLabel('Code', { exact: true }).fill(kept.codes[0].toUpperCase());
    await nia.button('Sign in').click();
    await nia.page.getByRole('navigation', { name: 'Main' }).waitFor();
    browser.forgive(/status of 401/);
  });
  return kept;
}

async function inChinese(world, kept) {
  const { steps, browser, server, shots } = world;
  const nia = new Agent(await browser.person({ locale: 'zh-CN', colorScheme: 'dark' }), server, 'nia');
  await steps.step('the same in Chinese, in the dark', async () => {
    await nia.open();
    await nia.page.getByLabel('用户名').fill('nia');
    await nia.page.getByLabel('密码').fill(PASSWORD);
    await nia.page.getByRole('button', { name: '登录', exact: true }).click();
    await nia.page.getByRole('heading', { name: '还差一步' }).waitFor();
    await shots.take('people-code-zh', nia.page);
    await nia.page.getByLabel('验证码').fill(kept.codes[1]);
    await nia.page.getByRole('button', { name: '登录', exact: true }).click();
    await nia.page.getByRole('navigation').first().waitFor();
    await nia.page.locator('.rail-me').click();
    await nia.page.getByRole('button', { name: '登录与安全' }).click();
    await nia.page.getByText('还剩 8 个恢复码').waitFor();
    await shots.take('people-my-sign-in-zh', nia.page);
    browser.forgive(/status of 401/);
  });
  return nia;
}

async function sessions(world, nia, other) {
  const { steps, browser } = world;
  await steps.step('where one is signed in is listed, and another place is signed out at once', async () => {
    const dialog = await openMySignIn(nia);
    await dialog.locator('.session').nth(1).waitFor();
    equal(await dialog.locator('.session').count(), 2, 'sessions');
    truth((await dialog.locator('.session').filter({ hasText: 'This one' }).innerText()).includes('Chrome · Linux'), 'this browser has no name');
    await dialog.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await other.page.getByRole('heading', { name: '登录工作台' }).or(other.page.getByLabel('密码')).first().waitFor();
    await until('one session', async () => (await dialog.locator('.session').count()) === 1);
    await dialog.getByRole('button', { name: 'Close' }).click();
    browser.forgive(/status of 401|WebSocket/);
  });
}

async function ownRole(world, nia) {
  const { steps, admin, shots } = world;
  await steps.step('a role of one\'s own is made and given', async () => {
    await admin.go('Settings', 'Roles');
    await admin.button('New role').click();
    await admin.dialog().getByLabel('Name', { exact: true }).fill(OWN_ROLE);
    await admin.dialog().getByRole('checkbox', { name: 'Talk to visitors' }).check();
    await admin.dialog().getByRole('checkbox', { name: 'Write entries' }).check();
    await admin.dialog().getByRole('button', { name: 'Save' }).click();
    await admin.page.getByRole('columnheader', { name: OWN_ROLE }).waitFor();
    await shots.take('people-roles', admin.page);
    await admin.go('Settings', 'Staff');
    await admin.button('Edit Nia').click();
    await admin.dialog().getByLabel('Role of your own').selectOption({ label: OWN_ROLE });
    await shots.take('people-account', admin.page);
    await admin.dialog().getByRole('button', { name: 'Save' }).click();
    await admin.page.getByRole('row', { name: 'Nia' }).getByText(OWN_ROLE).waitFor();
  });
  await steps.step('and opens what it says, no more', async () => {
    await nia.page.reload();
    const rail = nia.page.getByRole('navigation', { name: 'Main' });
    await rail.getByRole('link', { name: 'Knowledge' }).waitFor();
    equal(await rail.getByRole('link', { name: 'Settings' }).count(), 0, 'doors to the settings');
  });
}

async function leads(world) {
  const { steps, admin } = world;
  const leaders = async () => {
    const group = (await admin.fetch('/v1/groups')).groups.find((one) => one.is_default);
    return (await admin.fetch(`/v1/groups/${group.id}/leaders`)).leaders.length;
  };
  const choose = async (isLeading) => {
    const asUsual = await admin.slow('**/v1/groups/*/leaders', { late: 700 });
    await admin.page.getByRole('button', { name: 'Edit group' }).first().click();
    const field = admin.dialog().getByRole('group', { name: 'Leaders' }).getByRole('checkbox', { name: 'Mei' });
    await field.waitFor();
    equal(await field.isChecked(), !isLeading, 'the stored leaders');
    await field.click();
    await admin.dialog().getByRole('button', { name: 'Save' }).click();
    await admin.dialog().waitFor({ state: 'detached' });
    await asUsual();
  };
  await steps.step('a group gets a leader, and loses her again', async () => {
    await admin.go('Team');
    await choose(true);
    equal(await leaders(), 1, 'leaders');
    await choose(false);
    equal(await leaders(), 0, 'leaders');
  });
}

async function forEverybody(world) {
  const { steps, browser, admin, shots } = world;
  let codes = [];
  await steps.step('a second factor for everybody is asked of whoever switches it on, at once', async () => {
    await admin.go('Settings', 'Sign-in');
    await admin.page.getByRole('heading', { name: 'Allowed network addresses' }).waitFor();
    await shots.take('people-rules', admin.page);
    /* Once it is on, nothing of this page is left that could say so. */
    await admin.page.getByRole('switch', { name: 'Everybody must have a second factor' }).click();
    await admin.page.getByRole('heading', { name: 'Set up your second factor' }).waitFor();
    await shots.take('people-needed', admin.page);
    codes = (await setUpFactor(admin.page)).codes;
    await admin.button('I have kept them').click();
    await admin.page.getByRole('navigation', { name: 'Main' }).waitFor();
    browser.forgive(/status of 403|WebSocket/);
  });
  await steps.step('and it is taken back again', async () => {
    await admin.go('Settings', 'Sign-in');
    await admin.turn('Everybody must have a second factor', false);
    await admin.notice('Saved').first().waitFor();
    const dialog = await openMySignIn(admin);
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await dialog.getByLabel('Code', { exact: true }).fill(codes[0]);
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await dialog.getByRole('button', { name: 'Set up' }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    for (const name of ['mei', 'bo', 'lin']) await world[name].page.reload();
    await world.mei.page.getByRole('navigation', { name: 'Main' }).waitFor();
    browser.forgive(/status of 403|WebSocket/);
  });
  await steps.step('ranges that would lock oneself out are refused', async () => {
    await admin.go('Settings', 'Sign-in');
    await admin.page.getByLabel('From where staff may sign in').fill('10.0.0.0/8');
    await admin.button('Save').click();
    await admin.page.getByRole('alert').waitFor();
    browser.forgive(/status of 422/);
  });
}

async function tooManyAttempts(world) {
  const { steps, browser, server } = world;
  await steps.step('too many wrong attempts are told in words', async () => {
    const stranger = new Agent(await browser.person(), server, 'nobody-of-that-name');
    await stranger.open();
    const told = stranger.page.getByText(/Too many wrong attempts\. Please try again in \d+ seconds/);
    const wrong = stranger.page.getByText('Name or password is wrong.');
    /* On a busy machine the first waits, of seconds, are over before the next attempt; each is twice as long. */
    for (let i = 0; i < 12 && !(await told.isVisible()); i += 1) {
      await typeName(stranger, `guess number ${i}`);
      await told.or(wrong).first().waitFor();
    }
    await told.waitFor();
    browser.forgive(/status of 4(01|29)/);
    await stranger.context.close();
  });
}

async function log(world) {
  const { steps, admin, shots } = world;
  await steps.step('all of it is in the log, in words', async () => {
    await admin.go('Settings', 'Audit log');
    for (const words of ['Made a one-time link', 'Used a recovery code', 'Made a role', 'Changed the sign-in rules', 'Changed an account']) {
      await admin.page.getByRole('cell', { name: words }).first().waitFor();
    }
    await shots.take('people-log', admin.page);
  });
}

/** Nobody is deleted here, so the newcomer is blocked, and the role goes. */
async function tidy(world, nia) {
  const { steps, browser, admin } = world;
  await steps.step('blocking somebody closes their desk at once', async () => {
    await admin.go('Settings', 'Staff');
    await admin.button('Edit Nia').click();
    await admin.dialog().getByLabel('Role of your own').selectOption({ label: 'None: the role above' });
    await admin.turn('Blocked', true, admin.dialog());
    await admin.dialog().getByRole('button', { name: 'Save' }).click();
    await nia.page.getByRole('heading', { name: 'Sign in to the desk' }).waitFor();
    browser.forgive(/status of 401|WebSocket/);
    await admin.go('Settings', 'Roles');
    await admin.button(`Edit the role ${OWN_ROLE}`).click();
    await admin.dialog().getByRole('button', { name: 'Delete' }).click();
    await admin.page.getByRole('columnheader', { name: OWN_ROLE }).waitFor({ state: 'detached' });
    await admin.dismissNotices();
  });
}

export async function people(world) {
  const nia = await invite(world);
  const kept = await secondFactor(world, nia);
  const other = await inChinese(world, kept);
  await sessions(world, nia, other);
  await other.context.close();
  await ownRole(world, nia);
  await leads(world);
  await forEverybody(world);
  await tooManyAttempts(world);
  await log(world);
  await tidy(world, nia);
  await nia.context.close();
}
