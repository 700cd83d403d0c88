// Nobody is at the desk: leaving a message.
import { equal } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';

const TEXT = 'Please ring me about the bill of October.';

export async function nobody(world) {
  const { steps, browser, server, mei, bo, shots } = world;
  const visitor = new Visitor(await browser.person(), server);

  await steps.step('everybody is away', async () => {
    for (const agent of [mei, bo]) await agent.setPresence('Away');
    equal((await mei.fetch('/v1/queue')).agents.filter((one) => one.presence === 'online').length, 0, 'agents online');
  });

  await steps.step('a visitor who asks for a person hears that nobody is there', async () => {
    await visitor.openShop();
    await visitor.send('let me talk to a human');
    await visitor.chat.getByRole('heading', { name: visitor.texts['queue.nobody'] }).waitFor();
    await shots.take('widget-nobody', visitor.page);
  });

  await steps.step('the visitor leaves a message', async () => {
    await visitor.button('leaveMessage').click();
    await visitor.chat.getByRole('heading', { name: visitor.texts['left.title'] }).waitFor();
    await visitor.chat.getByLabel(visitor.texts['left.category']).selectOption({ label: visitor.texts['left.category.bills'] });
    await visitor.chat.getByLabel(visitor.texts['left.text']).fill(TEXT);
    await visitor.chat.getByRole('radio', { name: visitor.texts['left.by.phone'] }).check({ force: true });
    await visitor.chat.getByLabel(visitor.texts['left.contact.phone']).fill('call me');
    await visitor.button('left.send').click();
    await visitor.chat.getByText(visitor.texts['left.needPhone']).waitFor();
    await shots.take('widget-leave', visitor.page);
    await visitor.chat.getByLabel(visitor.texts['left.contact.phone']).fill('+86 138 5550 0123');
    await visitor.button('left.send').click();
    await visitor.chat.getByText(visitor.texts['system.leftMessage']).waitFor();
    await shots.take('widget-left', visitor.page);
  });

  await steps.step('it is listed on the desk, and marked as done', async () => {
    await mei.go('Left messages');
    const card = mei.page.getByRole('listitem').filter({ hasText: TEXT });
    await card.getByText('+86 138 5550 0123').waitFor();
    await shots.take('desk-left-messages', mei.page);
    await card.getByRole('button', { name: 'Mark as done' }).click();
    await card.waitFor({ state: 'detached' });
    await mei.tab('Done');
    await card.waitFor();
  });

  await steps.step('a visitor waits in the queue and goes back to the bot', async () => {
    const waiting = new Visitor(await browser.person(), server);
    await waiting.openShop();
    await waiting.send('let me talk to a human');
    await waiting.button('queue.ask').click();
    await waiting.chat.getByText(waiting.texts['system.backToBot']).waitFor();
    equal((await waiting.view()).owner, 'bot', 'owner');
    await waiting.context.close();
  });

  await steps.step('who waited while nobody was there is served when an agent comes', async () => {
    const waiting = new Visitor(await browser.person(), server);
    await waiting.openShop();
    await waiting.send('let me talk to a human');
    await waiting.chat.getByRole('heading', { name: waiting.texts['queue.nobody'] }).waitFor();
    await mei.go('Inbox');
    await mei.tab('Queue');
    await mei.page.locator(`a.row[href$="/${await waiting.id()}"]`).waitFor();
    await shots.take('desk-queue', mei.page);
    await mei.setPresence('Online');
    await waiting.chat.getByRole('heading', { name: 'Mei' }).waitFor();
    await waiting.context.close();
  });
  await visitor.context.close();
}
