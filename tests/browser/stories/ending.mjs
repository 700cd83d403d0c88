// Passing on, closing, and the rating.
import { equal, truth } from '../steps.mjs';
import { until } from '../wait.mjs';

async function transfer(agent, to, note) {
  await agent.button('Transfer').click();
  const dialog = agent.dialog();
  await dialog.getByRole('radio', { name: to }).check({ force: true });
  if (note) await dialog.getByLabel('Note for your colleague').fill(note);
  return dialog;
}

export async function ending(world) {
  const { steps, mei, bo, admin, english, chinese, shots } = world;
  const id = await english.id();

  await steps.step('Bo goes online, and Mei passes the conversation on with a note', async () => {
    await bo.setPresence('Online');
    await mei.openConversation(id);
    const dialog = await transfer(mei, /Bo/, 'Wants a price for a Gull Air');
    await shots.take('desk-transfer', mei.page);
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await bo.notice('New conversation for you').waitFor();
    await english.chat.getByRole('heading', { name: 'Bo' }).waitFor();
  });

  await steps.step('Bo has the whole history and answers', async () => {
    await bo.openConversation(id);
    await bo.log().locator('.message.visitor').getByText('Can I trade in my old phone?').waitFor();
    await bo.log().getByText('Wants a price for a Gull Air').waitFor();
    await bo.reply('Bo here: shall I book an appointment?');
    await english.log().getByText('Bo here: shall I book an appointment?').waitFor();
    truth((await mei.page.getByRole('textbox', { name: 'Reply' }).count()) === 0, 'Mei can still reply');
  });

  await steps.step('Bo passes it to the group, and somebody of it gets it', async () => {
    const dialog = await transfer(bo, /Support/);
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await until('an agent of the group', async () => {
      const events = await english.events();
      const passed = events.findLast((event) => event.type === 'transferred' && event.to_group);
      return passed && events.some((event) => event.type === 'assigned' && event.seq > passed.seq);
    });
    const { agent } = await english.view();
    world.last = agent.name === 'Bo' ? bo : mei;
    await english.chat.getByRole('heading', { name: agent.name }).waitFor();
    return `to ${agent.name}`;
  });

  await steps.step('a supervisor sees it among all', async () => {
    await admin.openConversation(id, 'All');
    await admin.log().getByText('Bo here: shall I book an appointment?').waitFor();
    await shots.take('desk-all', admin.page);
  });

  await steps.step('the agent closes it', async () => {
    const { last } = world;
    await last.openConversation(id);
    await last.page.getByRole('region', { name: 'Conversation' }).getByRole('button', { name: 'Close', exact: true }).click();
    await last.dialog().getByRole('button', { name: 'Close conversation' }).click();
    await english.chat.getByRole('heading', { name: english.texts['rate.title'] }).waitFor();
    await shots.take('widget-rating', english.page);
  });

  await steps.step('the visitor rates it, with a comment', async () => {
    await english.button('rate.excellent').click();
    await english.chat.getByLabel(english.texts['rate.comment']).fill('Quick and friendly');
    await english.button('rate.send').click();
    await english.chat.getByText(english.texts['rate.thanks']).waitFor();
    await shots.take('widget-rated', english.page);
  });

  await steps.step('the desk shows the rating', async () => {
    await admin.openConversation(id, 'Closed');
    await admin.log().getByText('The visitor rated this: Excellent “Quick and friendly”').waitFor();
    await admin.page.locator(`a.row[href$="/${id}"]`).getByText('Excellent').waitFor();
    await shots.take('desk-closed', admin.page);
  });

  await steps.step('the next message begins a new conversation', async () => {
    await english.button('newConversation').click();
    await english.ask('Can I trade in my old phone?');
    truth((await english.id()) !== id, 'it is the same conversation');
  });

  await steps.step('a visitor ends a conversation', async () => {
    await chinese.chat.getByRole('button', { name: chinese.texts['head.menu'] }).click();
    await chinese.chat.getByRole('menuitem', { name: chinese.texts.end }).click();
    await chinese.chat.getByText(chinese.texts['system.closedVisitor']).waitFor();
    equal((await chinese.view()).owner, 'closed', 'owner');
  });
}
