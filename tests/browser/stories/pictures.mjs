// The README's pictures: the shop with the open chat, the inbox with a conversation, the chat on a
// phone.  Told in a plausible order, so that they show what the product is for.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { settle } from '../shots.mjs';
import { truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const MOST = 250 * 1024;

async function picture(name, page) {
  await settle(page);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const size = statSync(path).size;
  truth(size <= MOST, `${name}.png has ${size} bytes, more than ${MOST}`);
  return `${Math.round(size / 1024)} KB`;
}

/** Asks and expects an answer: a picture of a bot that asks back tells another story. */
async function answered(visitor, text) {
  const { decision } = await visitor.ask(text);
  truth(decision === 'answer', `"${text}" was not answered: ${decision}`);
}

async function shop({ browser, server }) {
  const visitor = new Visitor(await browser.person(), server);
  await visitor.openShop();
  await answered(visitor, 'Can I trade in my old phone?');
  await visitor.button('helpful.yes').click();
  await visitor.chat.getByRole('button', { name: visitor.texts['helpful.yes'], pressed: true }).waitFor();
  const note = await picture('shop', visitor.page);
  await visitor.context.close();
  return note;
}

async function phone({ browser, server }) {
  const visitor = new Visitor(await browser.person({ size: 'phone', locale: 'zh-CN' }), server, 'zh-CN');
  await visitor.openShop();
  await answered(visitor, '你们有哪些月套餐，多少钱？');
  const note = await picture('phone', visitor.page);
  await visitor.context.close();
  return note;
}

/** Visitors with something on their minds, who then want a person. */
const callers = [
  ['en', 'Can I trade in my old phone?', 'let me talk to a human'],
  ['zh-CN', '你们有哪些月套餐，多少钱？', '转人工'],
  ['zh-TW', '你好', '轉真人客服'],
];

async function inbox(world) {
  const { browser, server, mei } = world;
  const visitors = [];
  for (const [language, question, person] of callers) {
    const visitor = new Visitor(await browser.person({ locale: language === 'en' ? 'en-US' : language }), server, language);
    await visitor.openShop();
    await visitor.ask(question);
    await visitor.send(person);
    await visitor.chat.getByRole('heading', { name: 'Mei' }).waitFor();
    visitors.push(visitor);
  }
  const [first, second] = visitors;
  await second.send('我想把套餐升到远航，合约怎么算？');
  await mei.openConversation(await first.id());
  await mei.reply('Hello, this is Mei. I can look up what it is worth. Which phone is it?');
  await first.log().getByText('Which phone is it?').waitFor();
  await first.send('A Gull Air with 256 GB, two years old, no scratches.');
  await mei.log().getByText('no scratches').waitFor();
  await mei.reply('Lovely: that is **¥1,250**. Bring it to any of our shops, or order a free label here.');
  await first.log().getByText('¥1,250').waitFor();
  await first.send('Great, I will come by tomorrow!');
  await mei.log().getByText('come by tomorrow').waitFor();
  await mei.dismissNotices();
  const note = await picture('inbox', mei.page);
  for (const visitor of visitors) await visitor.context.close();
  return note;
}

export async function pictures(world) {
  mkdirSync(folder, { recursive: true });
  for (const [name, take] of Object.entries({ shop, phone, inbox })) {
    await world.steps.check(`docs/pictures/${name}.png`, () => take(world));
  }
}
