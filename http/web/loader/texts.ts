// The few words that the loader itself says, to screen readers.

interface LoaderTexts {
  title: string;
  open: string;
  close: string;
  unread: (count: number) => string;
}

const english: LoaderTexts = {
  title: 'Chat with us',
  open: 'Chat with us',
  close: 'Close the chat',
  unread: (count) => `Chat with us, ${count} unread`,
};

const simplified: LoaderTexts = {
  title: '在线客服',
  open: '打开在线客服',
  close: '关闭在线客服',
  unread: (count) => `打开在线客服，${count} 条未读`,
};

const traditional: LoaderTexts = {
  title: '線上客服',
  open: '開啟線上客服',
  close: '關閉線上客服',
  unread: (count) => `開啟線上客服，${count} 則未讀`,
};

export function textsFor(language: string): LoaderTexts {
  if (!/^zh/i.test(language)) return english;
  return /hant|tw|hk|mo/i.test(language) && !/hans/i.test(language) ? traditional : simplified;
}
