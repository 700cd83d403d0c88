// Bringing entries in from files and taking them out: tried first, imported, undone; a bad file says
// where; in English and in Chinese.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Agent } from '../agent.mjs';
import { equal, truth } from '../steps.mjs';
import { until } from '../wait.mjs';

const words = {
  en: {
    locale: 'en-US',
    title: 'Import and export',
    file: 'returns.csv',
    bytes: 'id,question,variants,answer\nbrowser-a,Do you sell kites?,kites|kite,Yes - three sizes.\nbrowser-b,Do you mend kites?,,On Fridays.\n',
    question: 'Do you mend kites?',
    import: 'Import a file',
    submit: 'Import now',
    added: '2 entries added',
    undo: 'Undo',
    undone: 'Undone by',
    refused: '1 row needs mending. Nothing was imported.',
    where: 'line 3, column 1',
    another: 'Choose another file',
    excel: 'Excel (XLSX)',
  },
  'zh-CN': {
    locale: 'zh-CN',
    title: '导入与导出',
    file: 'gbk.csv',
    question: '风筝礼品卡能退款吗？',
    import: '导入文件',
    submit: '立即导入',
    added: '新增 2 条',
    undo: '撤销',
    undone: '撤销',
    refused: '有 1 行需要修正，未导入任何内容。',
    where: '第 3 行, 第 1 列',
    another: '选择其他文件',
    excel: 'Excel (XLSX)',
  },
};

const gbk = readFileSync(fileURLToPath(new URL('../../exchange/gbk.csv', import.meta.url)));
const twice = 'id,question,answer\nx,Q,A\nx,Q2,B\n';

async function tell(world, language) {
  const { steps, browser, server, shots } = world;
  const text = words[language];
  const context = await browser.person({ locale: text.locale, storageState: await world.lin.context.storageState() });
  /* As chosen in the account's menu: a browser's choice comes before the account's language. */
  await context.addInitScript((chosen) => {
    if (location.protocol === 'http:') localStorage.setItem('foyer-desk:language', chosen);
  }, language);
  const editor = new Agent(context, server, 'lin');
  const card = () => editor.page.getByRole('region', { name: text.import });
  const choose = (name, buffer) => card().locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

  await steps.step(`an editor tries a file and sees what it would do (${language})`, async () => {
    await editor.open('/desk/#/exchange');
    await editor.page.getByRole('heading', { name: text.title, level: 1 }).waitFor();
    await choose(text.file, text.bytes ? Buffer.from(text.bytes) : gbk);
    await card().getByText(text.added).waitFor();
    await card().getByRole('cell', { name: text.question }).waitFor();
    if (language === 'zh-CN') await card().getByText('GB18030').waitFor();
    await shots.take(`desk-import-tried-${language}`, editor.page);
    const { imports } = await editor.fetch('/v1/imports');
    truth(imports.every((one) => one.file !== text.file), 'it was imported already');
  });

  await steps.step(`it is imported, remembered, and undone (${language})`, async () => {
    await card().getByRole('button', { name: text.submit }).click();
    const line = editor.page.locator('.exchange-line').filter({ hasText: text.file });
    await line.waitFor();
    const { entries } = await editor.fetch(`/v1/entries?query=${encodeURIComponent(text.question)}`);
    equal(entries.map((one) => one.question), [text.question], 'entries');
    await line.getByRole('button').click();
    await editor.dialog().getByRole('button', { name: text.undo, exact: true }).click();
    await line.getByText(text.undone).first().waitFor();
    await until('the entry to be retired', async () => {
      const after = await editor.fetch(`/v1/entries?query=${encodeURIComponent(text.question)}`);
      return after.entries.length === 0;
    });
    await shots.take(`desk-import-undone-${language}`, editor.page);
  });

  await steps.step(`a bad row says where it is (${language})`, async () => {
    await choose('twice.csv', Buffer.from(twice));
    await card().getByText(text.refused).waitFor();
    await card().getByText(text.where).waitFor();
    await shots.take(`desk-import-refused-${language}`, editor.page);
    browser.forgive(/\/v1\/imports.*|status of 422/);
    await card().getByRole('button', { name: text.another }).click();
  });

  await steps.step(`everything comes out as a workbook (${language})`, async () => {
    const [download] = await Promise.all([
      editor.page.waitForEvent('download'),
      editor.page.getByRole('link', { name: text.excel }).click(),
    ]);
    truth(/^foyer-[\d-]+\.xlsx$/.test(download.suggestedFilename()), download.suggestedFilename());
    equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK', 'the file');
  });
  await editor.context.close();
}

export async function exchange(world) {
  await tell(world, 'en');
  await tell(world, 'zh-CN');
}
