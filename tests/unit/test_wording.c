/* What was published word for word is answered by its entry, however little the
 * base has to go by. */
#include "tests/unit/bot_support.h"

#define ENTRIES 10

/* A young base: one question and one variant each, of everyday words that they
 * share. */
static const char *const hotel[ENTRIES][2] = {
    {"What time is check-in?", "can I check in early"},
    {"What time is check-out?", "when do I have to leave the room"},
    {"When is breakfast served?", "until when is breakfast"},
    {"Is breakfast included?", "does the price include breakfast"},
    {"Do you have parking?", "how much is parking"},
    {"Are pets allowed?", "can I bring my dog"},
    {"Is there a swimming pool?", "when is the pool open"},
    {"Is there a gym?", "where is the gym"},
    {"Is there a lift? And is it wide enough?", "how wide is the lift"},
    {"Hello, may I smoke?", "smoking on the balcony"},
};

static struct decision ask(struct snapshot *snapshot, const char *language, const char *site,
			   const char *text, struct arena *arena)
{
	const struct bot_context context = {
	    .language = language, .site = site, .policy = bot_policy_default()};
	struct decision decision;

	bot_decide(snapshot, &context, text, arena, &decision);
	return decision;
}

/* The ids say in which order entries are learned. */
static void test_every_wording_is_answered(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (int order = 0; order < ENTRIES; order += 3) {
		struct compile_entry entries[ENTRIES];
		for (int at = 0; at < ENTRIES; at++)
			entries[at] = (struct compile_entry){
			    .external_id = arena_format(arena, "e%02d", (at + order) * 7 % ENTRIES),
			    .question = hotel[at][0],
			    .answer = "Yes.",
			    .category = "",
			    .language = "en",
			    .tags = "",
			    .variants = &hotel[at][1],
			    .variant_count = order % 2};
		struct snapshot *snapshot = snapshot_of(entries, ENTRIES);
		for (int at = 0; at < ENTRIES * (1 + order % 2); at++) {
			const char *text = hotel[at % ENTRIES][at / ENTRIES];
			struct decision decision = ask(snapshot, "en", NULL, text, arena);
			assert_int_equal(decision.kind, DECISION_ANSWER);
			assert_string_equal(decision.entry->external_id,
					    entries[at % ENTRIES].external_id);
		}
		snapshot_release(&snapshot);
	}
	arena_free(&arena);
}

#define WIFI "How do I connect?"
#define PARK "Where do I park?"
static const struct compile_entry shared[] = {
    {.external_id = "wifi_room",
     .question = WIFI,
     .answer = "1",
     .category = "",
     .language = "en",
     .tags = ""},
    {.external_id = "wifi_hall",
     .question = "How do I connect in the hall?",
     .answer = "2",
     .category = "",
     .language = "en",
     .tags = "",
     ROW(WIFI)},
    {.external_id = "park_old",
     .question = PARK,
     .answer = "3",
     .category = "",
     .language = "en",
     .tags = "",
     .sites = "old"},
    {.external_id = "park_new",
     .question = PARK,
     .answer = "4",
     .category = "",
     .language = "en",
     .tags = "",
     .sites = "new"},
    {.external_id = "card_cn",
     .question = "怎么开发票?",
     .answer = "5",
     .category = "",
     .language = "zh-CN",
     .tags = ""},
    {.external_id = "card_tw",
     .question = "怎麼開發票?",
     .answer = "6",
     .category = "",
     .language = "zh-TW",
     .tags = ""},
    {.external_id = "late-arrival",
     .question = "I come in the night",
     .answer = "7",
     .category = "",
     .language = "en",
     .tags = "",
     ROW("is the desk there at midnight")},
    {.external_id = "early-arrival",
     .question = "Do you take early arrival?",
     .answer = "8",
     .category = "",
     .language = "en",
     .tags = "",
     ROW("early arrival", "room in the morning")},
};

static void test_whose_wording_it_is(void **state)
{
	static const struct {
		const char *language, *site, *text, *entry; /* NULL: nobody's */
	} cases[] = {
	    {"en", "old", WIFI, NULL}, /* two have it */
	    {"en", "old", PARK, "park_old"},
	    {"en", "new", PARK, "park_new"},
	    {"zh-CN", "old", "怎么开发票", "card_cn"},
	    {"zh-TW", "old", "怎么开发票", "card_tw"},
	    {"en", "old", "late arrival", NULL},             /* an id is nobody's words */
	    {"en", "old", "early arrival", "early-arrival"}, /* unless somebody wrote the same */
	};
	struct arena *arena = arena_new();
	struct snapshot *snapshot = snapshot_of(shared, (int)(sizeof(shared) / sizeof(shared[0])));

	(void)state;
	for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		struct decision decision =
		    ask(snapshot, cases[at].language, cases[at].site, cases[at].text, arena);
		if (cases[at].entry == NULL) {
			assert_true(decision.confidence < 1);
			continue;
		}
		assert_int_equal(decision.kind, DECISION_ANSWER);
		assert_string_equal(decision.entry->external_id, cases[at].entry);
		assert_true(decision.confidence >= 1);
	}
	snapshot_release(&snapshot);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_wording_is_answered),
	    cmocka_unit_test(test_whose_wording_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
