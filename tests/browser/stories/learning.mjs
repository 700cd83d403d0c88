// What the bot can't answer is listed, written by an editor, published, and answered.
import { equal } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';

const fresh = { question: 'Do you rent out bicycles at your shops?', answer: 'Yes: our **harbour bicycles** cost ¥15 a day at every shop.' };
const worded = '贵司食堂今天吃什么';

async function askAnew(world, text, language) {
  const visitor = new Visitor(await world.browser.person({ locale: language === 'en' ? 'en-US' : language }), world.server, language);
  await visitor.openShop();
  const reply = await visitor.ask(text);
  return { visitor, reply };
}

/** Opens the group of questions by its title. */
async function openGroup(lin, text) {
  await lin.page.locator('.cluster-line').filter({ hasText: text }).click();
  await lin.page.getByRole('heading', { name: text, level: 2 }).waitFor();
}

async function publish({ lin, browser }) {
  await lin.go('Knowledge');
  await lin.button('Publish now').click();
  const anyway = lin.button('Publish anyway');
  const done = lin.page.getByRole('status').filter({ hasText: 'is live' });
  await done.or(anyway).waitFor({ timeout: 60_000 });
  if (!(await anyway.isVisible())) return '';
  browser.forgive(/status of 409.*publications/);
  await lin.page.getByLabel('Reason to publish anyway').fill('Trying it out');
  await anyway.click();
  await done.waitFor({ timeout: 60_000 });
  return 'golden questions failed; published with a reason';
}

export async function learning(world) {
  const { steps, lin, shots } = world;

  await steps.step('questions that nobody wrote an answer for are not answered', async () => {
    for (const [text, language] of [[fresh.question, 'en'], [worded, 'zh-CN']]) {
      const { visitor, reply } = await askAnew(world, text, language);
      equal(reply.decision, 'unmatched', `decision on ${text}`);
      if (language === 'en') await shots.take('widget-unmatched', visitor.page);
      await visitor.context.close();
    }
  });

  await steps.step('they are listed among the unmatched', async () => {
    await lin.go('Knowledge', 'Unmatched');
    await openGroup(lin, worded);
    await openGroup(lin, fresh.question);
    await lin.page.getByRole('heading', { name: 'Nearest entries' }).waitFor();
    await shots.take('desk-unmatched', lin.page);
  });

  await steps.step('the editor writes a new entry from one', async () => {
    await lin.button('New entry').click();
    const dialog = lin.dialog();
    const question = dialog.getByLabel('Question', { exact: true });
    await question.waitFor();
    equal(await question.inputValue(), fresh.question, 'the question is there already');
    await dialog.getByLabel('Answer', { exact: true }).fill(fresh.answer);
    await shots.take('desk-entry', lin.page);
    const answer = dialog.getByLabel('Answer', { exact: true });
    await lin.page.route('**/v1/clusters/*/entry', (route) => route.abort());
    await dialog.getByRole('button', { name: 'Make the entry' }).click();
    await dialog.getByRole('alert').waitFor();
    equal(await answer.inputValue(), fresh.answer, 'the answer after a refusal');
    await lin.page.unroute('**/v1/clusters/*/entry');
    world.browser.forgive(/clusters\/.*\/entry/);
    await dialog.getByRole('button', { name: 'Make the entry' }).click();
    await lin.page.getByText('Entry made. Publish to make it count.').waitFor();
  });

  await steps.step('the editor adds the other to an entry', async () => {
    await lin.go('Knowledge', 'Unmatched');
    await openGroup(lin, worded);
    await lin.button('Add to entry…').click();
    const dialog = lin.dialog();
    await dialog.getByRole('searchbox').fill('门店几点');
    const found = dialog.getByRole('button', { name: '门店几点开门、几点关门？' });
    await found.waitFor();
    await shots.take('desk-picker', lin.page);
    await found.click();
    await lin.page.getByText('Added as variants. Publish to make it count.').waitFor();
  });

  await steps.step('nothing changes for visitors before it is published', async () => {
    const { visitor, reply } = await askAnew(world, 'Do you rent out bicycles at your shops?', 'en');
    equal(reply.decision, 'unmatched', 'decision');
    await visitor.context.close();
  });

  await steps.step('the editor publishes', async () => {
    const note = await publish(world);
    await shots.take('desk-publish', lin.page);
    return note;
  });

  await steps.step('the same questions are answered in new conversations', async () => {
    const one = await askAnew(world, fresh.question, 'en');
    equal(one.reply.decision, 'answer', 'decision');
    await one.visitor.log().getByText('harbour bicycles').waitFor();
    await one.visitor.context.close();
    const other = await askAnew(world, worded, 'zh-CN');
    equal([other.reply.decision, other.reply.entry], ['answer', 'store_hours_zh'], 'reply');
    await other.visitor.context.close();
  });

  await steps.check('the editor tries a question and sees why', async () => {
    await lin.go('Knowledge');
    await lin.page.getByPlaceholder('Ask as a visitor would…').fill('Can I hire a bike?');
    await lin.button('Ask').click();
    await lin.page.getByRole('region', { name: 'Why the bot decided so' }).waitFor();
    await shots.take('desk-try', lin.page);
  });
}
