/*
 * Phrases: see phrases.h.
 */
#include "bot/phrases.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bot/rule_pattern.h"
#include "data/fault.h"

#define P(name, en, cn, tw) [name] = {en, cn, tw},

static const char *const phrases[PHRASE_COUNT][LANGUAGE_COUNT] = {
    /* clang-format off: one row for each phrase reads better */
    P(PHRASE_CANCELLED, "All right, I've dropped it. What else can I do for you?",
      "好的，已经取消。还有什么可以帮您？", "好的，已經取消。還有什麼可以幫您？")
    P(PHRASE_ASIDE, "I've put our form aside. Just ask again when you'd like to go on with it.",
      "刚才的登记先放一边，想继续时再告诉我就行。", "剛才的登記先放一邊，想繼續時再告訴我就好。")
    P(PHRASE_GAVE_UP, "I can't make that out, so let's leave it there. You can ask me something else, or ask for a person.",
      "还是没能识别，我们先到这里。您可以问别的问题，也可以转人工。",
      "還是沒能辨識，我們先到這裡。您可以問別的問題，也可以轉真人客服。")
    P(PHRASE_CANCEL_HINT, "(To stop, say \"cancel\".)", "（不想继续，回复“取消”即可。）", "（不想繼續，回覆「取消」即可。）")
    P(PHRASE_GREETING, "Hello! What can I do for you?", "您好！有什么可以帮您？", "您好！有什麼可以幫您？")
    P(PHRASE_THANKS, "You're welcome! Is there anything else?", "不客气！还有什么可以帮您？", "不客氣！還有什麼可以幫您？")
    P(PHRASE_GOODBYE, "Goodbye, and thank you for writing!", "再见，感谢您的咨询！", "再見，感謝您的詢問！")
    P(PHRASE_ACKNOWLEDGED, "All right. If there is anything else, just ask.", "好的，还有别的问题随时问我。", "好的，還有其他問題請隨時問我。")
    P(PHRASE_NO_WORDS, "What would you like to know? A few words are enough.", "您想了解什么？用几个字告诉我就行。", "您想了解什麼？用幾個字告訴我就可以。")
    /* clang-format on */
};

static const char *const wrong[VALUE_KIND_COUNT][LANGUAGE_COUNT] = {
    /* clang-format off */
    P(VALUE_TEXT, "That is too long for me.", "内容太长了。", "內容太長了。")
    P(VALUE_ORDER, "That doesn't look like an order number: it has letters and digits, such as AB-12345.",
      "这看起来不像订单号。订单号由字母和数字组成，例如 AB-12345。", "這看起來不像訂單編號。訂單編號由英文字母和數字組成，例如 AB-12345。")
    P(VALUE_PHONE, "That doesn't look like a phone number.", "这看起来不像电话号码。", "這看起來不像電話號碼。")
    P(VALUE_EMAIL, "That doesn't look like an e-mail address.", "这看起来不像邮箱地址。", "這看起來不像電子郵件地址。")
    P(VALUE_NUMBER, "I need a number that fits here.", "请给我一个符合要求的数字。", "請給我一個符合要求的數字。")
    P(VALUE_DATE, "I can't read that as a date. An example: 2026-10-01.", "没能识别日期，例如：2026-10-01。", "沒能辨識日期，例如：2026-10-01。")
    P(VALUE_PATTERN, "That doesn't have the form I need.", "格式不对。", "格式不對。")
    /* clang-format on */
};

const char *phrase_text(enum phrase phrase, const char *language)
{
	return phrases[phrase][language_from_tag(language)];
}

const char *phrase_courtesy(const char *name, const char *language)
{
	static const struct {
		const char *name;
		enum phrase phrase;
	} names_of[] = {
	    {"greeting", PHRASE_GREETING},         {"thanks", PHRASE_THANKS},
	    {"goodbye", PHRASE_GOODBYE},           {"acknowledged", PHRASE_ACKNOWLEDGED},
	    {"no_words", PHRASE_NO_WORDS},
	};

	for (size_t at = 0; at < sizeof(names_of) / sizeof(*names_of); at++)
		if (strcmp(names_of[at].name, name) == 0)
			return phrase_text(names_of[at].phrase, language);
	return NULL;
}

const char *phrase_wrong(enum value_kind kind, const char *language)
{
	return wrong[kind][language_from_tag(language)];
}

/* Calling off ---------------------------------------------------------------------- */

/* The whole of a message, folded: Simplified characters, small letters. */
static const char CANCELS[] =
    "\\A\\W*(?:(?:no|ok|okay|oh|well|please|sorry|actually|then|let's|lets|just|i want to|i'd like to|"
    "can you|can we|hmm|hm)\\W+){0,3}"
    "(?:cancel|stop|abort|quit|exit|never ?mind|nevermind|forget (?:it|about it|that)|drop it|leave it|"
    "skip (?:it|this|that)|no thanks?(?: you)?|not (?:now|any ?more)|i changed my mind|i give up|"
    "(?:i )?do(?:n't| not) (?:want to|bother)(?: any ?more)?)"
    "(?:\\W+(?:it|this|that|please|now|the form|thanks?|thank you|then|all of it)){0,3}\\W*\\z"
    "|\\A\\W*(?:那|我|请|好|哎|唉|嗯|还是|就|我要|我想|帮我|先|这个|不了){0,3}"
    "(?:算了|取消|不用了|不要了|不填了|不弄了|不想填了?|不想弄了?|不查了|不办了|不说了|停止?|停下|退出|放弃|"
    "改天再?说?|以后再说|下次再说|不必了|没事了|不需要了)"
    "(?:吧|啦|了|掉|登记|填写|谢谢|谢了|，|,|。| ){0,4}\\W*\\z";

static struct rule_pattern *cancels;
static pthread_once_t cancels_once = PTHREAD_ONCE_INIT;

static void compile_cancels(void)
{
	struct fault fault;

	cancels = pattern_compile(CANCELS, "cancel", &fault);
	if (cancels == NULL)
		abort(); /* a mistake in our own pattern, which tests would have met */
}

bool phrase_cancels(const char *folded)
{
	int start, end;

	pthread_once(&cancels_once, compile_cancels);
	return pattern_match(cancels, folded, strlen(folded), &start, &end) == PATTERN_MATCHES;
}
