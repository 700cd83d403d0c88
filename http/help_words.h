/*
 * Help words: what the help centre's pages say of their own, in each language.
 *
 * Pure; any thread.
 */
#ifndef FOYER_HTTP_HELP_WORDS_H
#define FOYER_HTTP_HELP_WORDS_H

#include "data/fault.h"

#define HELP_WORDS(X)                                                                              \
	X(HELP_TITLE, "Help centre", "帮助中心", "說明中心")                                       \
	X(HELP_HEADING, "How can we help?", "需要什么帮助？", "需要什麼協助？")                    \
	X(HELP_SKIP, "Skip to content", "跳到正文", "跳到內容")                                    \
	X(HELP_LANGUAGE, "Language", "语言", "語言")                                               \
	X(HELP_SEARCH, "Search", "搜索", "搜尋")                                                   \
	X(HELP_SEARCH_LABEL, "Search the help centre", "搜索帮助中心", "搜尋說明中心")             \
	X(HELP_SEARCH_HINT, "Ask in your own words", "用您自己的话提问", "用您自己的話提問")       \
	X(HELP_RESULTS, "Results for “%s”", "“%s”的搜索结果", "「%s」的搜尋結果")                  \
	X(HELP_NO_RESULTS, "Nothing found. Try other words, or ask us.",                           \
	  "没有找到。换个说法试试，或直接问我们。", "找不到。換個說法試試，或直接問我們。")        \
	X(HELP_TOPICS, "Topics", "分类", "主題")                                                   \
	X(HELP_POPULAR, "Often asked", "常见问题", "常見問題")                                     \
	X(HELP_ONE_ARTICLE, "1 article", "1 篇", "1 篇")                                           \
	X(HELP_ARTICLES, "%d articles", "%d 篇", "%d 篇")                                          \
	X(HELP_OTHER, "Other", "其他", "其他")                                                     \
	X(HELP_PATH, "You are here", "当前位置", "目前位置")                                       \
	X(HELP_RELATED, "Related articles", "相关问题", "相關問題")                                \
	X(HELP_CHANGED, "Last changed", "更新于", "更新於")                                        \
	X(HELP_HELPED, "Was this helpful?", "这篇内容有帮助吗？", "這篇內容有幫助嗎？")            \
	X(HELP_YES, "Yes", "有帮助", "有幫助")                                                     \
	X(HELP_NO, "No", "没有帮助", "沒有幫助")                                                   \
	X(HELP_THANKS, "Thank you for telling us.", "谢谢您的反馈。", "謝謝您的回饋。")            \
	X(HELP_SORRY, "We are sorry. What were you looking for?", "很抱歉。您原本想找什么？",      \
	  "很抱歉。您原本想找什麼？")                                                              \
	X(HELP_NO_PRIVATE, "Please write no names, numbers or passwords.",                         \
	  "请不要填写姓名、号码或密码。", "請不要填寫姓名、號碼或密碼。")                          \
	X(HELP_SEND, "Send", "提交", "送出")                                                       \
	X(HELP_ASK, "Still need help? Ask us", "没有解决？联系我们", "沒有解決？聯絡我們")         \
	X(HELP_GONE_TITLE, "This page is not here", "找不到这个页面", "找不到這個頁面")            \
	X(HELP_GONE, "It may have been moved or taken out. Search for it, or begin anew.",         \
	  "它可能已移动或下架。请搜索，或回到首页。", "它可能已移動或下架。請搜尋，或回到首頁。")  \
	X(HELP_REFUSED_TITLE, "That did not work", "未能完成", "未能完成")                         \
	X(HELP_HOME, "To the start of the help centre", "回到帮助中心首页", "回到說明中心首頁")    \
	X(HELP_TICKET, "Your request %s", "您的请求 %s", "您的請求 %s")                            \
	X(HELP_TICKET_SOLVED, "We have marked it as solved.", "我们已将此请求标记为已解决。",      \
	  "我們已將這項請求標記為已解決。")                                                        \
	X(HELP_TICKET_ASK, "Is it solved for you?", "问题解决了吗？", "問題解決了嗎？")            \
	X(HELP_TICKET_YES, "Yes, it is solved", "是，已解决", "是，已解決")                        \
	X(HELP_TICKET_NO, "No, it isn't solved", "没有解决", "沒有解決")                           \
	X(HELP_TICKET_WRONG, "If it isn't: what is still wrong?", "如果没有，还有什么问题？",      \
	  "如果沒有，還有什麼問題？")                                                              \
	X(HELP_TICKET_CONFIRMED, "Thank you. It is solved, and your request is closed.",           \
	  "谢谢！问题已解决，此请求已关闭。", "謝謝！問題已解決，這項請求已關閉。")                \
	X(HELP_TICKET_AGAIN, "Thank you for telling us. We are working on it, and you will hear from us.", \
	  "谢谢您的反馈。我们会继续处理，并与您联系。", "謝謝您的回饋。我們會繼續處理，並與您聯絡。") \
	X(HELP_EMPTY, "Nothing is published yet. Please come back soon.",                          \
	  "还没有发布任何内容，请稍后再来。", "還沒有發布任何內容，請稍後再來。")

enum help_word {
#define X(code, english, simplified, traditional) code,
	HELP_WORDS(X)
#undef X
};

const char *help_word(enum help_word word, enum language language);

/* A language's own name for itself. */
const char *help_language_name(enum language language);

#endif
