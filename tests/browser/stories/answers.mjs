// A visitor asks on the shop's page and is answered from the knowledge base.
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';

/** Vague questions, the vaguest last; which of them the bot is unsure of depends on its training. */
const vague = ['What does romaing cost', 'my sim', 'about roaming', 'bill', 'plan', 'phone'];

async function untilUnsure(visitor) {
  for (const text of vague) {
    const reply = await visitor.ask(text);
    if (reply.decision === 'clarify') return reply;
  }
  throw new Error(`the bot was sure of all of these: ${vague.join(', ')}`);
}

export async function answers(world) {
  const { steps, browser, server } = world;
  const chinese = new Visitor(await browser.person({ locale: 'zh-CN' }), server, 'zh-CN');
  const english = new Visitor(await browser.person(), server);

  await steps.step('a Chinese visitor opens the shop and the chat', async () => {
    await chinese.openShop();
    await chinese.chat.getByRole('heading', { name: chinese.texts.hot }).waitFor();
    equal(await chinese.page.evaluate(() => document.documentElement.lang), 'zh-CN', 'language of the shop');
    equal(await chinese.chat.evaluate(() => document.documentElement.lang), 'zh-CN', 'language of the chat');
    await world.shots.take('widget-welcome-zh', chinese.page);
  });

  await steps.step('a Chinese question is answered from the base', async () => {
    const reply = await chinese.ask('你们有哪些月套餐？');
    equal([reply.decision, reply.entry], ['answer', 'plans_overview_zh'], 'reply');
    await chinese.log().getByText('轻风').first().waitFor();
    await world.shots.take('widget-answer-zh', chinese.page);
  });

  await steps.step('the visitor says that it helped', async () => {
    await chinese.button('helpful.yes').click();
    await chinese.chat.getByRole('button', { name: chinese.texts['helpful.yes'], pressed: true }).waitFor();
    truth((await chinese.events()).some((event) => event.type === 'feedback' && event.helpful), 'no feedback in the log');
  });

  await steps.step('a misspelt English question is answered', async () => {
    await english.openShop();
    const reply = await english.ask('How do I set up automtic payment of my bill');
    equal([reply.decision, reply.entry], ['answer', 'bill_autopay'], 'reply');
    await english.log().locator('.message.bot').last().waitFor();
  });

  await steps.step('an unsure bot asks back, and a number chooses', async () => {
    const reply = await untilUnsure(english);
    const choices = english.chat.getByRole('group', { name: english.texts.choices });
    equal(await choices.getByRole('button').count(), reply.choices.length, 'choices shown');
    await world.shots.take('widget-clarify', english.page);
    const chosen = await english.ask('1');
    equal([chosen.decision, chosen.entry], ['answer', reply.choices[0].entry], 'the chosen answer');
  });

  await steps.step('a link of the shop asks its question in the chat', async () => {
    const visitor = new Visitor(await browser.person(), server);
    visitor.page = await visitor.context.newPage();
    await visitor.page.goto(server.address);
    await visitor.page.getByRole('link', { name: 'Can I return something I bought, and how?' }).click();
    await visitor.findChat();
    await visitor.log().locator('.message.bot').last().waitFor();
    truth((await visitor.shown()).includes('visitor: Can I return something I bought, and how?'), 'the question is not in the log');
    await visitor.context.close();
  });
  await chinese.context.close();
  await english.context.close();
}
