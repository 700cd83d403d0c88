/*
 * Built-in rules: see builtin_rules.h.  The patterns are in
 * bot/builtin_english.h and bot/builtin_chinese.h.
 */
#include "bot/builtin_rules.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bot/builtin_english.h"
#include "bot/builtin_chinese.h"
#include "data/arena.h"
#include "data/buffer.h"

#define HAND_OVER "{\"hand_over\":{}}"

#define ASKED(name, pattern)                                                                       \
	{                                                                                          \
		"builtin/asked-for-person/" name, pattern, BUILTIN_ASKED, NULL, HAND_OVER          \
	}
#define SENSITIVE(name, pattern)                                                                   \
	{                                                                                          \
		"builtin/sensitive/" name, pattern, BUILTIN_SENSITIVE, NULL, HAND_OVER             \
	}
#define ANGRY(name, pattern)                                                                       \
	{                                                                                          \
		"builtin/angry/" name, pattern, BUILTIN_ANGRY, NULL, HAND_OVER                     \
	}
#define COURTESY(name, pattern)                                                                    \
	{                                                                                          \
		"builtin/" name, pattern, 0, NULL, HAND_OVER                                       \
	}

static struct rule_row rows[] = {
    SENSITIVE("law", EN_LAW),
    SENSITIVE("regulators", EN_REGULATOR),
    SENSITIVE("harm", EN_HARM),
    SENSITIVE("chinese-law", ZH_LAW),
    SENSITIVE("chinese-regulators", ZH_REGULATOR),
    SENSITIVE("chinese-harm", ZH_HARM),
    ASKED("one-word", EN_ONE_WORD),
    ASKED("talk-to", EN_TALK),
    ASKED("real-person", EN_REAL),
    ASKED("transfer", EN_TRANSFER),
    ASKED("want", EN_WANT),
    ASKED("is-there", EN_IS_THERE),
    ASKED("call-me", EN_CALL_ME),
    ASKED("no-bot", EN_NO_BOT),
    ASKED("chinese-one-word", ZH_ONE_WORD),
    ASKED("chinese-person", ZH_PERSON),
    ASKED("chinese-service", ZH_SERVICE),
    ASKED("chinese-manager", ZH_MANAGER),
    ASKED("chinese-somebody", ZH_SOMEBODY),
    ASKED("chinese-call-me", ZH_CALL_ME),
    ASKED("chinese-no-bot", ZH_NO_BOT),
    ANGRY("words", EN_ABUSE),
    ANGRY("said", EN_ANGER),
    ANGRY("chinese-words", ZH_ABUSE),
    ANGRY("chinese-said", ZH_ANGER),
};
#define ROW_COUNT ((int)(sizeof(rows) / sizeof(*rows)))

static struct rule_row courtesy_rows[] = {
    COURTESY("greeting", GREETING),
    COURTESY("thanks", THANKS),
    COURTESY("goodbye", GOODBYE),
    COURTESY("acknowledged", ACKNOWLEDGED),
};
#define COURTESY_COUNT ((int)(sizeof(courtesy_rows) / sizeof(*courtesy_rows)))

static struct rules *alone, *courtesy;
static pthread_once_t rows_once = PTHREAD_ONCE_INIT, alone_once = PTHREAD_ONCE_INIT,
		      courtesy_once = PTHREAD_ONCE_INIT;

/* In the tables a space stands for what people put between words. */
static void spell_out(struct rule_row *table, int count)
{
	for (int i = 0; i < count; i++) {
		struct buffer buffer = buffer_new(1 << 20);
		for (const char *at = table[i].pattern; *at != '\0'; at++) {
			if (*at == ' ')
				buffer_add_text(&buffer, "(?:[\\s-]{1,3})");
			else
				buffer_add_char(&buffer, *at);
		}
		table[i].pattern = buffer_take(&buffer, NULL);
	}
}

static void make_rows(void)
{
	spell_out(rows, ROW_COUNT);
	spell_out(courtesy_rows, COURTESY_COUNT);
}

const struct rule_row *builtin_rules(int *count)
{
	pthread_once(&rows_once, make_rows);
	*count = ROW_COUNT;
	return rows;
}

struct rules *builtin_rules_compile(const struct rule_row *own, int own_count, struct fault *fault)
{
	int count;
	const struct rule_row *builtin = builtin_rules(&count);
	struct rule_row *all = memory_array((size_t)(own_count + count), sizeof(*all));

	if (own_count > 0)
		memcpy(all, own, (size_t)own_count * sizeof(*all));
	memcpy(all + own_count, builtin, (size_t)count * sizeof(*all));
	struct rules *rules = rules_compile(all, own_count + count, fault);
	free(all);
	return rules;
}

/* A mistake in our own table, which tests would have met. */
static struct rules *must_compile(struct rules *rules)
{
	if (rules == NULL)
		abort();
	return rules;
}

static void compile_alone(void)
{
	struct fault fault;

	alone = must_compile(builtin_rules_compile(NULL, 0, &fault));
}

static void compile_courtesy(void)
{
	struct fault fault;

	pthread_once(&rows_once, make_rows);
	courtesy = must_compile(rules_compile(courtesy_rows, COURTESY_COUNT, &fault));
}

const struct rules *builtin_rules_alone(void)
{
	pthread_once(&alone_once, compile_alone);
	return alone;
}

const char *builtin_courtesy(const char *folded_text)
{
	const struct rule_scene scene = {.folded_text = folded_text};
	struct rule_match match;

	pthread_once(&courtesy_once, compile_courtesy);
	return rules_match(courtesy, &scene, &match, NULL) ? match.rule->reason : NULL;
}
