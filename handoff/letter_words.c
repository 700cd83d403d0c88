/*
 * Letter words: see letter_words.h.
 */
#include "handoff/letter_words.h"

const char *const letter_words[LETTER_WORD_COUNT][LANGUAGE_COUNT] = {
    [LETTER_ALERT_TITLE] = {"A visitor is waiting: %s", "有访客在等待：%s", "有訪客在等候：%s"},
    [LETTER_ALERT_BODY] = {"A visitor of “%s” has been waiting for a person for %s minutes, and nobody has "
			   "reacted yet.",
			   "“%s”有访客等待人工客服已 %s 分钟，还没有人接待。",
			   "「%s」有訪客等候真人客服已 %s 分鐘，還沒有人接待。"},
    [LETTER_ALERT_SHORT] = {"Waiting for %s minutes", "已等待 %s 分钟", "已等候 %s 分鐘"},
    [LETTER_ALERT_WHY] = {"You get this because you serve, lead or oversee this group. In your menu on the "
			  "desk you can choose how you are alerted.",
			  "您收到此邮件，是因为您接待、带领或督导该客服组。可在工作台的个人菜单中选择提醒方式。",
			  "您收到這封郵件，是因為您接待、帶領或督導該客服群組。可在工作台的個人選單中選擇提醒方式。"},
    [LETTER_OPEN] = {"Open the conversation", "打开对话", "開啟對話"},
    [LETTER_TEST_TITLE] = {"A test from Foyer", "Foyer 测试消息", "Foyer 測試訊息"},
    [LETTER_TEST_BODY] = {"If you can read this, alerts reach you.", "如果您能看到这条消息，说明提醒可以送达。",
			  "如果您看得到這則訊息，表示提醒可以送達。"},
    [LETTER_TALK_TITLE] = {"Your conversation", "您的对话记录", "您的對話記錄"},
    [LETTER_TALK_WITH] = {"Your conversation with %s", "您与%s的对话记录", "您與%s的對話記錄"},
    [LETTER_LINK_TITLE] = {"Your link to sign in", "您的登录链接", "您的登入連結"},
    [LETTER_LINK_BODY] = {"With this link you sign in once, within 24 hours, and choose a new password.",
			  "此链接在 24 小时内可登录一次，登录后请设置新密码。",
			  "這個連結在 24 小時內可登入一次，登入後請設定新密碼。"},
    [LETTER_LINK_NOT_YOU] = {"If you did not ask for it, do nothing: your password stays as it is.",
			     "如果不是您本人申请，请忽略此邮件，您的密码不会改变。",
			     "如果不是您本人申請，請忽略這封郵件，您的密碼不會改變。"},
    [LETTER_LINK_OPEN] = {"Sign in", "登录", "登入"},
    [LETTER_TICKET_SOLVED] = {"We have solved your request %s, “%s”. Is it solved for you too?",
			      "您的请求 %s“%s”已处理完毕，请确认问题是否已解决。",
			      "您的請求 %s「%s」已處理完畢，請確認問題是否已解決。"},
    [LETTER_TICKET_ABOUT] = {"About your request %s, “%s”:", "关于您的请求 %s“%s”：", "關於您的請求 %s「%s」："},
    [LETTER_TICKET_SUBJECT] = {"Your request %s: %s", "您的请求 %s：%s", "您的請求 %s：%s"},
    [LETTER_TICKET_SAY] = {"Say whether it is solved", "确认是否已解决", "確認是否已解決"},
    [LETTER_TICKET_WHY] = {"You get this because you asked us for help and left this address.",
			   "您收到此邮件，是因为您曾向我们求助并留下了这个地址。",
			   "您收到這封郵件，是因為您曾向我們求助並留下這個地址。"},
};
