/*
 * Replies: see replies.h.  Not for answers (those are entries of the base)
 * and not for faults (data/fault.c).  Pure; any thread.
 */
#include "handoff/replies.h"

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
	    [LANGUAGE_EN] = "I'm sorry that this didn't help. I've noted it for our editors. "
			    "Would you like to talk to a person?",
	    [LANGUAGE_ZH_CN] = "抱歉没能帮到您，已经记下来交给编辑改进。需要为您转人工客服吗？",
	    [LANGUAGE_ZH_TW] = "抱歉沒能幫到您，已經記下來請編輯改進。需要為您轉接真人客服嗎？",
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
    [REPLY_NOBODY_HERE] =
	{
	    [LANGUAGE_EN] =
		"None of my colleagues is online just now. Your place in the queue is kept: "
		"you can wait here, or leave a message and we'll get back to you.",
	    [LANGUAGE_ZH_CN] = "现在没有同事在线。您的排队位置已经保留：可以在这里等，"
			       "也可以留言，我们会联系您。",
	    [LANGUAGE_ZH_TW] = "現在沒有同事在線上。您的排隊順位已經保留：可以在這裡等候，"
			       "也可以留言，我們會與您聯絡。",
	},
    [REPLY_GROUP_CLOSED] =
	{
	    [LANGUAGE_EN] = "Our team isn't taking conversations just now. Please leave a message, "
			    "and we'll get back to you.",
	    [LANGUAGE_ZH_CN] = "人工客服现在暂停接待。请留言，我们会联系您。",
	    [LANGUAGE_ZH_TW] = "真人客服現在暫停接待。請留言，我們會與您聯絡。",
	},
    [REPLY_BACK_TO_BOT] =
	{
	    [LANGUAGE_EN] = "You've left the queue. Ask me anything, or ask for a person again "
			    "whenever you like.",
	    [LANGUAGE_ZH_CN] = "您已退出排队。有问题继续问我，想找人工客服时再告诉我就行。",
	    [LANGUAGE_ZH_TW] = "您已離開排隊。有問題請繼續問我，想找真人客服時再告訴我就可以。",
	},
    [REPLY_MESSAGE_LEFT] =
	{
	    [LANGUAGE_EN] = "Thank you, we've got your message and will get back to you.",
	    [LANGUAGE_ZH_CN] = "谢谢，您的留言已经收到，我们会联系您。",
	    [LANGUAGE_ZH_TW] = "謝謝，您的留言已經收到，我們會與您聯絡。",
	},
    [REPLY_CLOSED] =
	{
	    [LANGUAGE_EN] = "This conversation has ended. Thank you for talking to us!",
	    [LANGUAGE_ZH_CN] = "本次对话已结束，感谢您的咨询！",
	    [LANGUAGE_ZH_TW] = "本次對話已結束，感謝您的詢問！",
	},
};

const char *reply_text(enum reply_text reply, enum language language)
{
	return texts[reply][language];
}
