// Answers that come late: nothing that is being written is overwritten by them, nor by what colleagues save meanwhile,
// and nothing is sent twice or by the Enter of an input method.
import { equal, truth } from '../steps.mjs';
import { Visitor } from '../visitor.mjs';
import { until } from '../wait.mjs';

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGPgzo7+DwACvgGXdoR0WQAAAABJRU5ErkJggg==', 'base64');

async function talks(world) {
  const { steps, browser, server, mei, shots } = world;
  const visitor = new Visitor(await browser.person(), server);
  await visitor.openChatPage();
  await visitor.send('let me talk to a human');
  await until('an agent', async () => (await visitor.id()) !== null && (await visitor.view()).owner === 'agent');
  const id = await visitor.id();

  await steps.step('a reply that is begun before the stored draft has come stays, once it is saved too', async () => {
    await mei.send('PUT', `/v1/conversations/${id}/drafts`, { kind: 'reply', text: 'written on another device' });
    const asUsual = await mei.slow(`**/v1/conversations/${id}/drafts`, { late: 2500 });
    await mei.openConversation(id);
    await mei.field().fill('written here');
    await until('the draft', async () => (await mei.fetch(`/v1/conversations/${id}/drafts`)).reply === 'written here');
    await mei.page.waitForTimeout(1500);
    equal(await mei.field().inputValue(), 'written here', 'the reply');
    await asUsual();
    await mei.field().fill('');
  });

  await steps.step('closing begins with what was said of the conversation before, and keeps it', async () => {
    await mei.send('PUT', `/v1/conversations/${id}/wrap-up`, { topic: null, tags: ['boats'], summary: 'Asked about moorings.', outcome: 'unsolved' });
    const asUsual = await mei.slow(`**/v1/conversations/${id}/wrap-up`, { late: 700 });
    await mei.button('Close').first().click();
    const dialog = mei.dialog();
    await dialog.getByLabel('Tags').fill('boats, quay');
    equal(await dialog.getByLabel('Summary').inputValue(), 'Asked about moorings.', 'the summary');
    await shots.take('desk-close-again', mei.page);
    await dialog.getByRole('button', { name: 'Close conversation' }).click();
    await until('closed', async () => (await visitor.view()).owner === 'closed');
    await asUsual();
    const { wrap_up: wrapped } = await mei.fetch(`/v1/conversations/${id}/wrap-up`);
    equal([wrapped.summary, wrapped.outcome, wrapped.tags], ['Asked about moorings.', 'unsolved', ['boats', 'quay']], 'the wrap-up');
    await mei.go('Inbox');
    await mei.tab('Queue');
  });
  await visitor.context.close();
}

async function entries(world) {
  const { steps, lin, browser } = world;
  const { entries: found } = await lin.fetch('/v1/entries?limit=2');
  const part = (name) => lin.page.locator('.editor').getByLabel(name, { exact: true });
  await lin.open(`/desk/#/knowledge/entry/${found[0].id}`);
  const before = await lin.fetch(`/v1/entries/${found[0].id}`);

  await steps.step('what is typed while an entry is saved stays, and is said to be unsaved', async () => {
    await lin.page.route(`**/v1/entries/${before.id}`, async (route) => {
      if (route.request().method() === 'PUT') await new Promise((resolve) => setTimeout(resolve, 1000));
      await route.fallback();
    });
    await part('Answer').fill('First.');
    await part('Answer').press('Control+s');
    await part('Answer').fill('First. And then more.');
    await until('the first', async () => (await lin.fetch(`/v1/entries/${before.id}`)).answer === 'First.');
    await lin.page.locator('.pane-title').getByText(`Version ${before.version + 1}`).waitFor();
    equal(await part('Answer').inputValue(), 'First. And then more.', 'the answer');
    await lin.page.getByText('Unsaved changes').waitFor();
    equal(await lin.page.locator('.conflict').count(), 0, 'conflicts with oneself');
    await lin.page.unroute(`**/v1/entries/${before.id}`);
  });

  await steps.step('what is typed while a picture is brought stays', async () => {
    let go;
    const isFree = new Promise((resolve) => (go = resolve));
    await lin.page.route('**/v1/files', async (route) => {
      await isFree;
      await route.fallback();
    });
    const choosing = lin.page.waitForEvent('filechooser');
    await lin.button('Add an image').click();
    await (await choosing).setFiles({ name: 'dot.png', mimeType: 'image/png', buffer: picture });
    await part('Answer').fill('Typed meanwhile.');
    go();
    await until('the picture', async () => (await part('Answer').inputValue()).includes('![dot]'));
    truth((await part('Answer').inputValue()).startsWith('Typed meanwhile.'), 'what was typed is gone');
    await lin.page.unroute('**/v1/files');
  });

  await steps.step('Enter right after typing chooses what is found then, not what stood there before', async () => {
    await lin.button('Add a button').click();
    await lin.button('Button 1: choose an entry').click();
    const search = lin.dialog().getByRole('searchbox');
    await lin.dialog().locator('.pick').first().waitFor();
    await search.fill('store opening hours');
    await search.press('Enter');
    await lin.dialog().waitFor({ state: 'detached' });
    truth(/opening hours/i.test(await lin.page.getByLabel('Button 1: what is asked').inputValue()), 'another entry was chosen');
  });

  await steps.step('the Enter that ends a composition adds no wording', async () => {
    const field = part('Add wording').first();
    const rows = lin.page.locator('.editor .variants li');
    const many = await rows.count();
    await field.fill('还没写完');
    await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
    equal([await rows.count(), await field.inputValue()], [many, '还没写完'], 'wordings');
    await field.fill('');
  });

  /* As it was before, and nothing left to be saved. */
  await steps.step('the entry is as it was', async () => {
    const { version } = await lin.fetch(`/v1/entries/${before.id}`);
    await lin.send('POST', `/v1/entries/${before.id}/rollback`, { version, to: before.version });
    await lin.page.evaluate((id) => {
      for (const name of Object.keys(localStorage)) if (name.endsWith(`:${id}`)) localStorage.removeItem(name);
    }, before.id);
    await lin.open('/desk/#/knowledge');
    await lin.page.reload();
    await lin.page.getByRole('navigation', { name: 'Main' }).waitFor();
    browser.forgive(/status of 409/);
  });
}

async function settings(world) {
  const { steps, browser, admin, shots } = world;
  const path = '/v1/sites/default/settings';
  const stored = () => admin.fetch(path);
  const first = await stored();
  const name = () => admin.page.getByLabel('Name for visitors');
  /* A colleague's change is heard of by the way, or when it stands in the way of saving. */
  const saveUntil = (what, isDone) =>
    until(what, async () => {
      if (await isDone()) return true;
      await admin.button('Save').click({ timeout: 1000 }).catch(() => undefined);
      return isDone();
    });

  await steps.step('a colleague saves the same site: what is being typed stays, and the rest is theirs', async () => {
    await admin.go('Settings', 'Sites');
    await name().fill('Harbour, half wri');
    await admin.send('PUT', path, { version: first.version, settings: { ...first.settings, typing_preview: true } });
    await saveUntil('both are stored', async () => {
      const { settings: now } = await stored();
      return now.display_name === 'Harbour, half wri' && now.typing_preview === true;
    });
    await admin.button('Save').waitFor({ state: 'detached' });
    equal(await name().inputValue(), 'Harbour, half wri', 'the name');
    truth(await admin.page.getByRole('switch', { name: 'Agents see what visitors are typing' }).isChecked(), 'theirs is not shown');
  });

  await steps.step('the same field: it is said, what is typed stays, and discarding shows theirs', async () => {
    await name().fill('Mine');
    const { version, settings: now } = await stored();
    await admin.send('PUT', path, { version, settings: { ...now, display_name: 'Theirs' } });
    await saveUntil('the clash', () => admin.page.getByText('has changed the same settings meanwhile').isVisible());
    truth(await admin.button('Save').isDisabled(), 'what clashes could be saved');
    await shots.take('desk-site-behind', admin.page);
    equal(await name().inputValue(), 'Mine', 'the name');
    await admin.button('Discard').click();
    equal(await name().inputValue(), 'Theirs', 'the name');
    await admin.send('PUT', path, { version: version + 1, settings: first.settings });
    await admin.go('Inbox');
    browser.forgive(/status of 409/);
  });
}

export async function late(world) {
  await talks(world);
  await entries(world);
  await settings(world);
}
