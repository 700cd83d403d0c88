// A ticket: an agent makes it in a conversation, works on it, and its customer says on a page of their own, in Chinese,
// that it isn't solved and then that it is.
import { faultsOf } from '../looks.mjs';
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

const QUESTION = '我的路由器每天晚上都会重启';
const SOLUTION = 'We have sent you a new router.';
const VISIT = 'A technician has been there.';

const word = (presence) => presence[0].toUpperCase() + presence.slice(1);
const presenceOf = async (agent) => (await agent.fetch('/v1/session')).me.presence;

const page = (agent) => agent.page.locator('.page');

async function solve(agent, words) {
  await agent.button('Mark as solved').click();
  await agent.dialog().getByLabel('What was done, for the customer').fill(words);
  await agent.dialog().getByRole('button', { name: 'Mark as solved' }).click();
  await agent.dialog().waitFor({ state: 'detached' });
  await page(agent).locator('.ticket-head').getByText('Solved', { exact: true }).waitFor();
}

/** The link below these words, as the visitor reads them. */
async function linkBelow(visitor, words) {
  const link = visitor.log().locator('.message').filter({ hasText: words }).getByRole('link', { name: '确认是否已解决' });
  await link.waitFor();
  return link.getAttribute('href');
}

export async function tickets(world) {
  const { steps, browser, server, mei, bo, shots } = world;
  const before = new Map();
  const visitor = new Visitor(await browser.person({ size: 'phone', locale: 'zh-CN' }), server, 'zh-CN');
  let customer;

  await steps.step('an agent makes a ticket in a conversation, with what is known filled in', async () => {
    for (const agent of [mei, bo]) {
      before.set(agent, await presenceOf(agent));
      await agent.setPresence('Busy');
    }
    await visitor.openChatPage('/chat?lang=zh-CN');
    await visitor.ask(QUESTION);
    await visitor.ask('转人工');
    await mei.openConversation(await visitor.id(), 'Queue');
    await mei.button('Accept').click();
    await mei.button('More').click();
    await mei.page.getByRole('menuitem', { name: 'Make a ticket' }).click();
    const title = mei.dialog().getByLabel('Title');
    await title.waitFor();
    equal(await title.inputValue(), QUESTION, 'the last question');
    await mei.dialog().getByLabel("Customer's email or phone").fill('not an address');
    await mei.dialog().getByLabel('Priority').selectOption('Urgent');
    await mei.dialog().getByRole('button', { name: 'Make it' }).click();
    await mei.dialog().getByRole('alert').waitFor();
    browser.forgive(/status of 422/);
    await shots.take('ticket-make', mei.page);
    await mei.dialog().getByLabel("Customer's email or phone").fill('wang@example.net');
    await mei.dialog().getByRole('button', { name: 'Make it' }).click();
    await mei.notice('is made').waitFor();
    await mei.dismissNotices();
  });

  await steps.step('it is found by its title, its fields are changed in place, and colleagues comment', async () => {
    await mei.go('Left messages', 'Tickets');
    await mei.tab('All');
    await mei.page.getByRole('searchbox').fill('路由器');
    const line = mei.page.locator('.search-result').filter({ hasText: QUESTION });
    await line.waitFor();
    await shots.take('ticket-list', mei.page);
    equal(await faultsOf(mei.page, 'en', { withAxe: true }), [], 'what is wrong with the list');
    await line.click();
    await mei.button('Start work').click();
    await page(mei).locator('.ticket-head').getByText('Open', { exact: true }).waitFor();
    await mei.page.getByLabel('Owner').selectOption('Mei');
    await page(mei).getByText('Owner: from “nothing” to “Mei”').waitFor();
    await mei.page.getByRole('textbox', { name: 'Comment' }).fill('Its power supply is known to fail.');
    await mei.page.locator('.ticket-comment').getByRole('button', { name: 'Comment' }).click();
    await page(mei).locator('.by-comment').waitFor();
    await shots.take('ticket-page', mei.page);
    equal(await faultsOf(mei.page, 'en', { withAxe: true }), [], 'what is wrong with the page');
  });

  await steps.step('its customer is asked whether it is solved, and says no', async () => {
    await solve(mei, SOLUTION);
    customer = await visitor.context.newPage();
    await customer.goto(await linkBelow(visitor, SOLUTION));
    await customer.getByText(SOLUTION).waitFor();
    truth(!(await customer.content()).includes('power supply'), 'the customer reads what is for colleagues');
    await shots.take('ticket-customer', customer);
    equal(await faultsOf(customer, 'zh-CN', { withAxe: true }), [], 'what is wrong with the customer’s page');
    await customer.getByRole('textbox').fill('还是会重启');
    await customer.getByRole('button', { name: '没有解决' }).click();
    await customer.getByText('我们会继续处理').waitFor();
    await page(mei).locator('.by-from-customer').getByText('还是会重启').waitFor();
    await page(mei).locator('.ticket-head').getByText('Reopened', { exact: true }).waitFor();
    await mei.notice('A customer says: not solved').waitFor();
    await mei.dismissNotices();
  });

  await steps.step('with the next solution the customer confirms, and it is closed', async () => {
    await solve(mei, VISIT);
    await customer.goto(await linkBelow(visitor, VISIT));
    await customer.getByRole('link', { name: 'English' }).click();
    await customer.getByRole('button', { name: 'Yes, it is solved' }).click();
    await customer.getByText('your request is closed').waitFor();
    await page(mei).locator('.ticket-head').getByText('Confirmed', { exact: true }).waitFor();
    await shots.take('ticket-confirmed', mei.page);
    const id = await visitor.id();
    await until('it is closed', async () => (await mei.fetch(`/v1/tickets?state=confirmed&conversation=${id}`)).tickets.length === 1);
  });
  await steps.step('the visitor goes, and everybody is as before', async () => {
    await visitor.button('head.menu').click();
    await visitor.chat.getByRole('menuitem', { name: visitor.texts.end }).click();
    await until('it has ended', async () => (await visitor.view()).owner === 'closed');
    for (const [agent, presence] of before) if (presence !== 'busy' && presence !== 'offline') await agent.setPresence(word(presence));
  });
  await visitor.context.close();
}
