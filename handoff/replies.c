/*
 * Replies: see replies.h.  Not for answers (those are entries of the base)
 * and not for faults (data/fault.c).  Pure; any thread.
 */
#include "handoff/replies.h"

#include <stdlib.h>
#include <string.h>

#include "bot/phrases.h"

static const char *const texts[REPLY_TEXT_COUNT][LANGUAGE_COUNT] = {
    [REPLY_TITLE] =
	{
	    [LANGUAGE_EN] = "How can we help?",
	    [LANGUAGE_ZH_CN] = "有什么可以帮您？",
	    [LANGUAGE_ZH_TW] = "有什麼可以幫您？",
	},
    [REPLY_WELCOME] =
	{
	    [LANGUAGE_EN] = "Hello! Ask me in your own words and I'll answer at once. "
			    "Whenever you'd rather talk to a person, just say so.",
	    [LANGUAGE_ZH_CN] = "您好！有问题直接用您自己的话问我，我会马上回答。"
			       "想找人工客服时，随时告诉我就行。",
	    [LANGUAGE_ZH_TW] = "您好！有問題請直接用您自己的話問我，我會馬上回答。"
			       "想找真人客服時，隨時告訴我就可以。",
	},
    [REPLY_WELCOME_AGENTS] =
	{
	    [LANGUAGE_EN] = "Hello! Tell us what it is about, and a colleague will answer you here.",
	    [LANGUAGE_ZH_CN] = "您好！请说说您的问题，同事会在这里回复您。",
	    [LANGUAGE_ZH_TW] = "您好！請說說您的問題，同事會在這裡回覆您。",
	},
    [REPLY_WARNING] =
	{
	    [LANGUAGE_EN] = "",
	    [LANGUAGE_ZH_CN] = "",
	    [LANGUAGE_ZH_TW] = "",
	},
    [REPLY_CLARIFY] =
	{
	    [LANGUAGE_EN] = "I'm not quite sure what you mean. Is it one of these?",
	    [LANGUAGE_ZH_CN] = "我不太确定您的意思，您想问的是下面哪一个？",
	    [LANGUAGE_ZH_TW] = "我不太確定您的意思，您想問的是下面哪一個？",
	},
    [REPLY_UNMATCHED] =
	{
	    [LANGUAGE_EN] =
		"I'm sorry, I don't know the answer to that yet. I've noted your question "
		"for our editors. You can put it in other words, or talk to a person.",
	    [LANGUAGE_ZH_CN] = "抱歉，这个问题我还不会回答，已经记下来交给编辑补充。"
			       "您可以换个说法再问一次，或者转人工客服。",
	    [LANGUAGE_ZH_TW] = "抱歉，這個問題我還不會回答，已經記下來請編輯補充。"
			       "您可以換個說法再問一次，或轉接真人客服。",
	},
    [REPLY_NOT_HELPFUL] =
	{
	    [LANGUAGE_EN] = "I'm sorry that this wasn't it. I've noted it for our editors. "
			    "You can put it in other words, or talk to a person.",
	    [LANGUAGE_ZH_CN] = "抱歉没答到点子上，已经记下来交给编辑改进。"
			       "您可以换个说法再问一次，或者转人工客服。",
	    [LANGUAGE_ZH_TW] = "抱歉沒有答到重點，已經記下來請編輯改進。"
			       "您可以換個說法再問一次，或轉接真人客服。",
	},
    [REPLY_OTHERS] =
	{
	    [LANGUAGE_EN] = "I'm sorry that this wasn't it. I've noted it for our editors. "
			    "Is it one of these instead?",
	    [LANGUAGE_ZH_CN] = "抱歉没答到点子上，已经记下来交给编辑改进。"
			       "您想问的是下面哪一个？",
	    [LANGUAGE_ZH_TW] = "抱歉沒有答到重點，已經記下來請編輯改進。"
			       "您想問的是下面哪一個？",
	},
    [REPLY_HANDOFF] =
	{
	    [LANGUAGE_EN] = "Of course. I'm passing you to a colleague, who can read what we've "
			    "written so far.",
	    [LANGUAGE_ZH_CN] = "好的，正在为您转接人工客服。前面的对话同事都能看到，您不用重复。",
	    [LANGUAGE_ZH_TW] = "好的，正在為您轉接真人客服。前面的對話同事都看得到，您不必重複。",
	},
    [REPLY_HANDOFF_UNSURE] =
	{
	    [LANGUAGE_EN] =
		"I can't help you well enough with this. I'm passing you to a colleague, "
		"who can read what we've written so far.",
	    [LANGUAGE_ZH_CN] = "这个问题我没能帮您解决好，正在为您转接人工客服。"
			       "前面的对话同事都能看到，您不用重复。",
	    [LANGUAGE_ZH_TW] = "這個問題我沒能幫您解決好，正在為您轉接真人客服。"
			       "前面的對話同事都看得到，您不必重複。",
	},
    [REPLY_AGENTS_FIRST] =
	{
	    [LANGUAGE_EN] = "Thank you. A colleague will answer you here in a moment.",
	    [LANGUAGE_ZH_CN] = "谢谢，同事马上在这里回复您。",
	    [LANGUAGE_ZH_TW] = "謝謝，同事馬上在這裡回覆您。",
	},
    [REPLY_BUSY] =
	{
	    [LANGUAGE_EN] = "All my colleagues are talking to others just now. You are in the "
			    "queue, and the next who has time will answer you here.",
	    [LANGUAGE_ZH_CN] = "同事们正在接待其他客户。您已在排队，"
			       "有空的同事会在这里回复您。",
	    [LANGUAGE_ZH_TW] = "同事們正在服務其他顧客。您已在排隊，"
			       "有空的同事會在這裡回覆您。",
	},
    [REPLY_NOBODY_HERE] =
	{
	    [LANGUAGE_EN] = "None of my colleagues is online just now. Your place in the queue "
			    "is kept: you can wait here, or leave a message and we'll get back "
			    "to you. To go on with me instead of waiting, press “Keep asking the "
			    "assistant”.",
	    [LANGUAGE_ZH_CN] = "现在没有同事在线。您的排队位置已经保留：可以在这里等，"
			       "也可以留言，我们会联系您。不想等的话，点“继续问智能助手”就能接着问我。",
	    [LANGUAGE_ZH_TW] = "現在沒有同事在線上。您的排隊順位已經保留：可以在這裡等候，"
			       "也可以留言，我們會與您聯絡。不想等候的話，點「繼續問智慧小幫手」就能接著問我。",
	},
    [REPLY_GROUP_CLOSED] =
	{
	    [LANGUAGE_EN] = "Our team isn't taking conversations just now. You can keep asking "
			    "me, or leave a message and we'll get back to you.",
	    [LANGUAGE_ZH_CN] = "人工客服现在不在服务时间。您可以继续问我，"
			       "也可以留言，我们会联系您。",
	    [LANGUAGE_ZH_TW] = "真人客服現在不在服務時間。您可以繼續問我，"
			       "也可以留言，我們會與您聯絡。",
	},
    [REPLY_OPENS] =
	{
	    [LANGUAGE_EN] = "We are back {time}.",
	    [LANGUAGE_ZH_CN] = "人工客服{time}恢复服务。",
	    [LANGUAGE_ZH_TW] = "真人客服{time}恢復服務。",
	},
    [REPLY_BACK_TO_BOT] =
	{
	    [LANGUAGE_EN] = "You've left the queue. Ask me anything, or ask for a person again "
			    "whenever you like.",
	    [LANGUAGE_ZH_CN] = "您已退出排队。有问题继续问我，想找人工客服时再告诉我就行。",
	    [LANGUAGE_ZH_TW] = "您已離開排隊。有問題請繼續問我，想找真人客服時再告訴我就可以。",
	},
    [REPLY_FILES] =
	{
	    [LANGUAGE_EN] = "Thank you for the file. I can't look into files, but a colleague can: "
			    "ask for a person, or tell me in words what it is about.",
	    [LANGUAGE_ZH_CN] = "文件收到了，谢谢。我看不了文件内容，但同事可以看："
			       "您可以转人工客服，或者用文字告诉我是什么问题。",
	    [LANGUAGE_ZH_TW] = "檔案收到了，謝謝。我無法查看檔案內容，但同事可以看："
			       "您可以轉接真人客服，或用文字告訴我是什麼問題。",
	},
    [REPLY_QUEUE_LONG] =
	{
	    [LANGUAGE_EN] = "Very many people are waiting just now. Your place in the queue is kept, "
			    "but if you leave a message we'll get back to you without the wait.",
	    [LANGUAGE_ZH_CN] = "现在排队的人很多。您的排队位置已经保留；"
			       "如果不想久等，可以留言，我们会联系您。",
	    [LANGUAGE_ZH_TW] = "現在排隊的人很多。您的排隊順位已經保留；"
			       "如果不想久候，可以留言，我們會與您聯絡。",
	},
    [REPLY_NO_REPLY] =
	{
	    [LANGUAGE_EN] = "Thank you for waiting. Your question isn't forgotten: my colleague is "
			    "still on it.",
	    [LANGUAGE_ZH_CN] = "感谢您的耐心等待，同事还在处理您的问题，没有忘记您。",
	    [LANGUAGE_ZH_TW] = "感謝您的耐心等候，同事仍在處理您的問題，沒有忘記您。",
	},
    [REPLY_SILENT] =
	{
	    [LANGUAGE_EN] = "Are you still there? Write whenever you are ready.",
	    [LANGUAGE_ZH_CN] = "您还在吗？准备好了随时告诉我们。",
	    [LANGUAGE_ZH_TW] = "您還在嗎？準備好了隨時告訴我們。",
	},
    [REPLY_SILENT_CLOSED] =
	{
	    [LANGUAGE_EN] = "We haven't heard from you for a while, so this conversation ends here. "
			    "You can begin a new one at any time, or leave a message.",
	    [LANGUAGE_ZH_CN] = "有一阵子没有收到您的消息，本次对话就先结束了。"
			       "您可以随时开始新的对话，也可以留言。",
	    [LANGUAGE_ZH_TW] = "有一陣子沒有收到您的訊息，本次對話就先結束了。"
			       "您可以隨時開始新的對話，也可以留言。",
	},
    [REPLY_CLOSED] =
	{
	    [LANGUAGE_EN] = "This conversation has ended. Thank you for talking to us!",
	    [LANGUAGE_ZH_CN] = "本次对话已结束，感谢您的咨询！",
	    [LANGUAGE_ZH_TW] = "本次對話已結束，感謝您的詢問！",
	},
};

static const char *const names[REPLY_TEXT_COUNT] = {
#define X(code, name) [code] = name,
    REPLY_TEXTS(X)
#undef X
};

const char *reply_text(enum reply_text reply, enum language language)
{
	const char *text = texts[reply][language];
	return text != NULL ? text : phrase_courtesy(names[reply], language_tag(language));
}

const char *reply_name(enum reply_text reply)
{
	return names[reply];
}

enum reply_text reply_by_name(const char *name)
{
	enum reply_text reply = 0;
	while (reply < REPLY_TEXT_COUNT && strcmp(names[reply], name) != 0)
		reply++;
	return reply;
}

/* Moments ------------------------------------------------------------------------------- */

static const char *const weekdays[LANGUAGE_COUNT][7] = {
    [LANGUAGE_EN] = {"on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday",
		     "on Saturday", "on Sunday"},
    [LANGUAGE_ZH_CN] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"},
    [LANGUAGE_ZH_TW] = {"週一", "週二", "週三", "週四", "週五", "週六", "週日"},
};
static const char *const near_days[LANGUAGE_COUNT][2] = {
    [LANGUAGE_EN] = {"today", "tomorrow"},
    [LANGUAGE_ZH_CN] = {"今天", "明天"},
    [LANGUAGE_ZH_TW] = {"今天", "明天"},
};
static const char *const months[12] = {"January",   "February", "March",    "April",
				       "May",       "June",     "July",     "August",
				       "September", "October",  "November", "December"};

static const char *day_words(int64_t day, int64_t today, int weekday, enum language language,
			     struct arena *arena)
{
	struct date date = date_of_day(day);
	if (day - today < 2)
		return near_days[language][day - today];
	if (day - today < 7)
		return weekdays[language][weekday];
	if (language == LANGUAGE_EN)
		return arena_format(arena, "on %d %s", date.day, months[date.month - 1]);
	return arena_format(arena, "%d 月 %d 日", date.month, date.day);
}

/* "GMT+8", "GMT+5:30" */
static const char *offset_words(int offset, struct arena *arena)
{
	char sign = offset < 0 ? '-' : '+';
	int minutes = abs(offset);
	if (minutes % 60 == 0)
		return arena_format(arena, "GMT%c%d", sign, minutes / 60);
	return arena_format(arena, "GMT%c%d:%02d", sign, minutes / 60, minutes % 60);
}

const char *reply_moment(const struct time_zone *zone, int64_t at, int64_t from,
			 enum language language, struct arena *arena)
{
	struct local_time then = time_zone_local(zone, at);
	int64_t today = time_zone_local(zone, from).day;
	const char *day = day_words(then.day, today, then.weekday, language, arena);
	const char *offset = offset_words(then.offset, arena);
	if (language == LANGUAGE_EN)
		return arena_format(arena, "%s at %02d:%02d (%s)", day, then.minute / 60,
				    then.minute % 60, offset);
	return arena_format(arena, "%s %02d:%02d（%s）", day, then.minute / 60, then.minute % 60,
			    offset);
}
