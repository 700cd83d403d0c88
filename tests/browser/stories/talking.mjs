// From the bot to a person: the hand-over, the alert, and the talk.
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

const ALERT_WITHIN = 1000;
/** On a machine so busy that a trifle takes long, that many trifles. */
const TRIFLES = 20;

/** How long both pages and the server take now for next to nothing. */
async function trifle(mei, visitor) {
  const begun = Date.now();
  await mei.page.evaluate(async () => {
    await (await fetch('/v1/session')).json();
    await new Promise(requestAnimationFrame);
  });
  await visitor.page.evaluate(() => new Promise(requestAnimationFrame));
  return Date.now() - begun;
}

/** Writes down when the desk's next alert stands on the page, by the page's own clock. */
function watchForAlert(page) {
  return page.evaluate(() => {
    window.alertAt = 0;
    window.soundsAt.length = 0;
    const isThere = () => [...document.querySelectorAll('.notice')].some((one) => one.textContent.includes('New conversation for you'));
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      window.alertAt = Date.now();
      observer.disconnect();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

/** Does what hands a conversation over and proves that the agent hears of it in time. */
async function handOver(world, visitor, act) {
  const { mei } = world;
  await watchForAlert(mei.page);
  const within = Math.max(ALERT_WITHIN, TRIFLES * (await trifle(mei, visitor)));
  const clickedAt = Date.now();
  await act();
  const alertAt = await until('the alert', () => mei.page.evaluate(() => window.alertAt));
  const handed = (await visitor.events()).find((event) => event.type === 'handoff');
  truth(alertAt - clickedAt < within, `the alert came ${alertAt - clickedAt} ms after the visitor's action`);
  truth(alertAt - handed.at < within, `the alert came ${alertAt - handed.at} ms after the hand-over`);
  const soundAt = await until('the sound', () => mei.page.evaluate(() => window.soundsAt[0]));
  truth(soundAt - clickedAt < within, `the sound came ${soundAt - clickedAt} ms after the visitor's action`);
  await until('the count in the title', async () => /^\(\d+\) /.test(await mei.page.title()));
  return `alert after ${alertAt - clickedAt} ms, sound after ${soundAt - clickedAt} ms`;
}

export async function talking(world) {
  const { steps, browser, server, mei, shots } = world;
  const chinese = new Visitor(await browser.person({ locale: 'zh-CN' }), server, 'zh-CN');
  const english = new Visitor(await browser.person(), server);
  Object.assign(world, { chinese, english });
  let one;

  await steps.step('转人工 hands over, and the agent knows within a second', async () => {
    await chinese.openShop();
    await chinese.ask('手机被偷了，马上帮我挂失');
    const note = await handOver(world, chinese, () => chinese.send('转人工'));
    await shots.take('desk-alert', mei.page);
    return note;
  });

  await steps.step('"let me talk to a human" hands over, and the agent knows within a second', async () => {
    await mei.dismissNotices();
    await english.openShop();
    await english.ask('Can I trade in my old phone?');
    return handOver(world, english, () => english.send('let me talk to a human'));
  });

  await steps.step('the button hands over too', async () => {
    await mei.dismissNotices();
    const third = new Visitor(await browser.person(), server);
    await third.openShop();
    const note = await handOver(world, third, () => third.button('person').click());
    await third.chat.getByRole('heading', { name: 'Mei' }).waitFor();
    await third.context.close();
    return note;
  });

  await steps.step('the agent opens one from its alert and sees what the bot said and how sure it was', async () => {
    one = await english.id();
    await mei.openConversation(one);
    await mei.log().locator('.message.visitor').getByText('Can I trade in my old phone?').waitFor();
    await mei.log().locator('.confidence').first().waitFor();
    await mei.log().getByRole('button', { name: 'Why?' }).first().click();
    await mei.page.getByRole('region', { name: 'Why the bot decided so' }).waitFor();
    await shots.take('desk-why', mei.page);
    await mei.log().getByRole('button', { name: 'Hide' }).first().click();
  });

  await steps.step('messages flow both ways', async () => {
    await english.chat.getByRole('heading', { name: 'Mei' }).waitFor();
    await mei.reply('Hello, this is Mei. Which phone is it?');
    await english.log().getByText('Hello, this is Mei.').waitFor();
    await english.send('A Gull Air, two years old');
    await mei.log().getByText('A Gull Air, two years old').waitFor();
    await mei.reply('It is worth **¥1,200** at any of our shops.');
    await english.log().getByText('¥1,200').waitFor();
  });

  await steps.step('each sees the other typing', async () => {
    await english.field().pressSequentially('And wi', { delay: 20 });
    await mei.log().getByText('Visitor is typing…').waitFor();
    await shots.take('desk-conversation', mei.page);
    await mei.field().pressSequentially('One mom', { delay: 20 });
    await english.log().getByText('Mei is typing').waitFor();
    await shots.take('widget-agent', english.page);
    await english.field().fill('');
    await mei.field().fill('');
  });

  await steps.step('the agent writes a note that the visitor never sees', async () => {
    await mei.button('Note').click();
    await mei.page.getByRole('textbox', { name: 'Internal note' }).fill('A regular customer');
    await mei.page.getByRole('textbox', { name: 'Internal note' }).press('Enter');
    await mei.log().getByText('A regular customer').waitFor();
    truth(!(await english.shown()).join().includes('A regular customer'), 'the visitor sees the note');
  });

  await steps.step('the visitor reloads and goes on', async () => {
    const before = await english.shown();
    await english.openShop();
    await until('the same messages', async () => JSON.stringify(await english.shown()) === JSON.stringify(before));
    await english.send('Thank you, I am back');
    await mei.log().getByText('Thank you, I am back').waitFor();
    await mei.reply('Good that you are back');
    await english.log().getByText('Good that you are back').waitFor();
  });

  await steps.step('a second tab shows the same messages, each once', async () => {
    const second = new Visitor(english.context, server);
    await second.openShop();
    await second.send('From the second tab');
    await mei.log().getByText('From the second tab').waitFor();
    await mei.reply('Both tabs see this');
    for (const tab of [english, second]) await tab.log().getByText('Both tabs see this').waitFor();
    equal(await second.shown(), await english.shown(), 'messages of the second tab');
    equal((await english.shown()).length, (await english.messages()).length, 'messages shown and in the log');
    equal((await english.shown()).filter((text) => text.includes('From the second tab')).length, 1, 'copies of a message');
    await second.page.close();
  });

  await steps.step('the Chinese conversation goes on beside it', async () => {
    await mei.openConversation(await chinese.id());
    await mei.reply('您好，我是小美，这就帮您挂失。');
    await chinese.log().getByText('这就帮您挂失').waitFor();
    await shots.take('widget-agent-zh', chinese.page);
  });
}
