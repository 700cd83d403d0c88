/*
 * Mask: see mask.h.
 */
#include "kb/mask.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "data/buffer.h"
#include "data/text.h"
#include "kb/han.h"

#define DIGITS_LEAST      7 /* of a number that may be somebody's */
#define CODE_LEAST        6 /* letters and digits of an order number, */
#define CODE_DIGITS_LEAST 3 /* and digits among them */
#define NAME_HAN_MOST     3 /* characters of a Chinese name */

enum kind { KIND_EMAIL, KIND_PHONE, KIND_CARD, KIND_IDENTITY, KIND_NUMBER, KIND_NAME };

static const struct {
	const char *english, *chinese;
} WORDS[] = {
    [KIND_EMAIL] = {"[email]", "[邮箱]"},   [KIND_PHONE] = {"[phone]", "[电话]"},
    [KIND_CARD] = {"[card]", "[卡号]"},     [KIND_IDENTITY] = {"[id number]", "[证件号]"},
    [KIND_NUMBER] = {"[number]", "[号码]"}, [KIND_NAME] = {"[name]", "[姓名]"},
};

/* A name follows these. */
static const char *const BEFORE_LATIN[] = {"my name is ", "name: ",  "called ", "dear ", "mr ",
					   "mr. ",        "mrs ",    "mrs. ",   "ms ",   "ms. ",
					   "miss ",       "dr ",     "dr. ",    "hi ",   "hello ",
					   "recipient: ", "contact: "};
static const char *const BEFORE_HAN[] = {"我叫", "我的名字是", "名字叫", "姓名：", "姓名:", "姓名是",
					 "收件人：", "收件人:", "联系人：", "联系人:", "我姓",
					 "收件人是", "联系人是", "聯絡人：", "我的名字叫"};
/* A surname and perhaps a given name stand before these. */
static const char *const AFTER_HAN[] = {"先生", "女士", "小姐", "太太", "師傅", "师傅"};
/* The common surnames, about 95 of a hundred people's, both scripts. */
static const char SURNAMES[] =
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧蕭蔡潘田董袁于余"
    "叶葉蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈韦韋傅方邹鄒熊孟秦白江阎閻薛尹段雷侯龙龍史陶黎贺賀顾顧"
    "毛郝龚龔邵万萬钱錢严嚴武戴莫孔向汤湯";

struct masker {
	struct buffer out;
	const char *text;    /* as it was written */
	const size_t *place; /* in it, of each byte of the plain text: */
	const char *start;
	const char *at;
	bool is_chinese;
	int masked;
};

static bool is_han(uint32_t character)
{
	return character >= HAN_FIRST && character <= HAN_LAST;
}

static bool has_han(const char *text)
{
	uint32_t character;
	while ((character = text_next(&text)) != 0)
		if (is_han(character))
			return true;
	return false;
}

/* Goes on behind what stays. */
static void keep(struct masker *masker, size_t length)
{
	size_t from = (size_t)(masker->at - masker->start);
	buffer_add(&masker->out, masker->text + masker->place[from],
		   masker->place[from + length] - masker->place[from]);
	masker->at += length;
}

static void put(struct masker *masker, enum kind kind, const char *end)
{
	buffer_add_text(&masker->out,
			masker->is_chinese ? WORDS[kind].chinese : WORDS[kind].english);
	masker->at = end;
	masker->masked++;
}

/* Plain -------------------------------------------------------------------- */

/* Digits of any script that visitors write, and wide letters and signs, as those of ASCII;
 * others, and what ends sentences in Chinese, as they are. */
static uint32_t plain(uint32_t character)
{
	static const uint32_t zeros[] = {0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10};
	for (size_t at = 0; at < sizeof(zeros) / sizeof(*zeros); at++)
		if (character >= zeros[at] && character <= zeros[at] + 9)
			return character - zeros[at] + '0';
	if (character == 0x3000)
		return ' ';
	uint32_t narrow = character - 0xFEE0;
	bool is_wide = character > 0xFF00 && character < 0xFF5F;
	return is_wide && (isalpha((int)narrow) || strchr("@+-._()", (int)narrow) != NULL) ? narrow
											   : character;
}

/* Each character takes at most as many bytes as before. */
static void make_plain(struct masker *masker, struct arena *arena)
{
	size_t length = strlen(masker->text);
	char *out = arena_alloc(arena, length + 1);
	size_t *place = arena_array(arena, length + 1, sizeof(*place));
	masker->at = masker->start = out;
	for (const char *at = masker->text; *at != '\0';) {
		const char *from = at;
		uint32_t character = text_next(&at), its = plain(character);
		size_t size = (size_t)(at - from);
		if (its == character)
			memcpy(out, from, size);
		else
			size = (size_t)text_encode(its, out);
		for (size_t byte = 0; byte < size; byte++)
			place[out++ - masker->start] = (size_t)(from - masker->text) + byte;
	}
	*out = '\0';
	place[out - masker->start] = length;
	masker->place = place;
}

static bool begins_word(const struct masker *masker)
{
	return masker->at == masker->start || !isalnum((unsigned char)masker->at[-1]);
}

/* Email --------------------------------------------------------------------- */

static bool is_mailbox(char byte)
{
	return isalnum((unsigned char)byte) || (byte != '\0' && strchr("._%+-", byte) != NULL);
}

static bool take_email(struct masker *masker)
{
	const char *at = masker->at;
	while (is_mailbox(*at))
		at++;
	if (at == masker->at || *at != '@' || !isalnum((unsigned char)at[1]))
		return false;
	const char *end = at + 1;
	bool dotted = false;
	for (; isalnum((unsigned char)*end) ||
	       ((*end == '.' || *end == '-') && isalnum((unsigned char)end[1]));
	     end++)
		dotted |= *end == '.';
	if (dotted)
		put(masker, KIND_EMAIL, end);
	return dotted;
}

/* Numbers -------------------------------------------------------------------- */

/* 2026-11-21, 2026/11/21 and 2026.11.21. */
static bool is_date(const char *at)
{
	static const char form[] = "dddd-dd-dd";
	for (int place = 0; form[place] != '\0'; place++) {
		bool digit = isdigit((unsigned char)at[place]) != 0;
		if (form[place] == 'd' ? !digit
				       : at[place] == '\0' || strchr("-/.", at[place]) == NULL)
			return false;
	}
	return !isdigit((unsigned char)at[10]);
}

static enum kind kind_of_number(const char *at, int digits, bool plus, bool ends_in_x)
{
	if (ends_in_x)
		return KIND_IDENTITY;
	if (plus || (digits == 11 && *at == '1'))
		return KIND_PHONE;
	if (digits == 15 || digits == 18)
		return KIND_IDENTITY;
	if (digits >= 13 && digits <= 19)
		return KIND_CARD;
	return digits <= 11 && *at == '0' ? KIND_PHONE : KIND_NUMBER;
}

/* Digits with at most one separator between them. */
static bool take_number(struct masker *masker)
{
	bool plus = *masker->at == '+';
	const char *at = masker->at + plus, *end = at;
	int digits = 0;
	if (!isdigit((unsigned char)*at) || is_date(at))
		return false;
	while (isdigit((unsigned char)*end)) {
		digits++;
		end++;
		if (*end != '\0' && strchr(" -().", *end) != NULL &&
		    isdigit((unsigned char)end[1]) && !is_date(end + 1))
			end++;
	}
	bool ends_in_x = digits == 17 && (*end == 'X' || *end == 'x');
	if (digits < DIGITS_LEAST)
		return false;
	put(masker, kind_of_number(at, digits, plus, ends_in_x), end + ends_in_x);
	return true;
}

/* AB-123456, SO20260101: letters and digits in one. */
static bool take_code(struct masker *masker)
{
	const char *end = masker->at;
	int letters = 0, digits = 0;
	for (; isalnum((unsigned char)*end) ||
	       ((*end == '-' || *end == '_') && isalnum((unsigned char)end[1]));
	     end++) {
		letters += isalpha((unsigned char)*end) != 0;
		digits += isdigit((unsigned char)*end) != 0;
	}
	if (letters == 0 || digits < CODE_DIGITS_LEAST || letters + digits < CODE_LEAST)
		return false;
	put(masker, KIND_NUMBER, end);
	return true;
}

/* Names ---------------------------------------------------------------------- */

/* Letters of Latin, with marks too. */
static bool is_latin(uint32_t character)
{
	if (character < 0x80)
		return isalpha((int)character);
	return (character >= 0xC0 && character <= 0x24F && character != 0xD7 && character != 0xF7) ||
	       (character >= 0x1E00 && character <= 0x1EFF);
}

/* Behind a word of two letters or more that begins with a capital, or a letter with a mark;
 * NULL where there is none. */
static const char *end_of_latin_word(const char *at)
{
	uint32_t first = text_next(&at);
	if (!is_latin(first) || (first < 0x80 && islower((int)first)))
		return NULL;
	const char *end = NULL;
	for (uint32_t next = text_next(&at); is_latin(next) || next == '\'' || next == '-';
	     next = text_next(&at))
		end = at;
	return end;
}

/* One or two such words; their end, or NULL. */
static const char *end_of_latin_name(const char *at)
{
	const char *end = NULL;
	for (int word = 0; word < 2; word++) {
		const char *next = end_of_latin_word(at);
		if (next == NULL)
			break;
		end = next;
		at = *next == ' ' ? next + 1 : next;
	}
	return end;
}

/* The length of a word at this place that a name follows, or 0. */
static size_t word_before_name(const char *at)
{
	for (size_t row = 0; row < sizeof(BEFORE_LATIN) / sizeof(*BEFORE_LATIN); row++) {
		size_t length = strlen(BEFORE_LATIN[row]);
		if (strncasecmp(at, BEFORE_LATIN[row], length) == 0)
			return length;
	}
	return 0;
}

static bool take_latin_name(struct masker *masker)
{
	size_t length = word_before_name(masker->at);
	/* "Dear Mr. Smith": the title is no name. */
	if (length == 0 || word_before_name(masker->at + length) > 0)
		return false;
	const char *end = end_of_latin_name(masker->at + length);
	if (end == NULL)
		return false;
	keep(masker, length);
	put(masker, KIND_NAME, end);
	return true;
}

static bool is_surname(const char *at)
{
	const char *next = at;
	uint32_t character = text_next(&next);
	const char *list = SURNAMES;
	for (uint32_t one = text_next(&list); one != 0; one = text_next(&list))
		if (one == character)
			return true;
	return false;
}

/* A surname and up to two characters more; a name after a word for it ends
 * where the characters or the most of them do. */
static const char *end_of_han_name(const char *at)
{
	if (!is_surname(at))
		return NULL;
	for (int count = 0; count < NAME_HAN_MOST; count++) {
		const char *next = at;
		if (!is_han(text_next(&next)))
			break;
		at = next;
	}
	return at;
}

static bool take_han_name_after_word(struct masker *masker)
{
	for (size_t row = 0; row < sizeof(BEFORE_HAN) / sizeof(*BEFORE_HAN); row++) {
		size_t length = strlen(BEFORE_HAN[row]);
		if (strncmp(masker->at, BEFORE_HAN[row], length) != 0)
			continue;
		const char *end = end_of_han_name(masker->at + length);
		if (end == NULL)
			continue;
		keep(masker, length);
		put(masker, KIND_NAME, end);
		return true;
	}
	return false;
}

static bool is_title(const char *at)
{
	for (size_t row = 0; row < sizeof(AFTER_HAN) / sizeof(*AFTER_HAN); row++)
		if (strncmp(at, AFTER_HAN[row], strlen(AFTER_HAN[row])) == 0)
			return true;
	return false;
}

/* A surname with at most two characters between it and a title. */
static bool take_han_name_before_title(struct masker *masker)
{
	const char *at = masker->at;
	if (!is_surname(at))
		return false;
	for (int count = 0; count < NAME_HAN_MOST; count++) {
		if (!is_han(text_next(&at)))
			return false;
		if (is_title(at)) {
			put(masker, KIND_NAME, at);
			return true;
		}
	}
	return false;
}

/* All ------------------------------------------------------------------------- */

static bool take_any(struct masker *masker)
{
	if ((unsigned char)*masker->at >= 0x80)
		return take_han_name_after_word(masker) || take_han_name_before_title(masker);
	if (!begins_word(masker) && *masker->at != '+')
		return false;
	return take_email(masker) || take_latin_name(masker) || take_number(masker) ||
	       take_code(masker);
}

char *mask_text(const char *text, struct arena *arena, int *masked)
{
	struct masker masker = {.out = buffer_new(strlen(text) * 4 + 64),
				.text = text,
				.is_chinese = has_han(text)};
	make_plain(&masker, arena);
	while (*masker.at != '\0') {
		if (take_any(&masker))
			continue;
		const char *next = masker.at;
		(void)text_next(&next);
		keep(&masker, (size_t)(next - masker.at));
	}
	char *result = arena_copy_text(arena, masker.out.length > 0 ? masker.out.bytes : "",
				       masker.out.length);
	buffer_free(&masker.out);
	if (masked != NULL)
		*masked = masker.masked;
	return result;
}
