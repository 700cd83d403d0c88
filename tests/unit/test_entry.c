/* Entries: what they may hold, that every change is kept, that a stale change
 * is refused, and lists that page and search. */
#include "tests/unit/knowledge_support.h"

/* Saving -------------------------------------------------------------------- */

struct saving {
	struct entry_draft draft;
	struct entry_id id;
	int64_t version;
	const char *text;
};

static bool create(void *context, struct transaction *transaction, struct fault *fault)
{
	struct saving *saving = context;
	struct entry_draft clean;
	return entry_clean(&saving->draft, transaction_arena(transaction), &clean, fault) &&
	       entry_create(transaction, &clean, NULL, &saving->id, fault);
}

static bool change(void *context, struct transaction *transaction, struct fault *fault)
{
	struct saving *saving = context;
	struct entry_draft clean;
	return entry_clean(&saving->draft, transaction_arena(transaction), &clean, fault) &&
	       entry_change(transaction, &saving->id, &clean, NULL, NULL, &saving->version, fault);
}

static bool retire(void *context, struct transaction *transaction, struct fault *fault)
{
	struct saving *saving = context;
	return entry_retire(transaction, &saving->id, NULL, &saving->version, fault);
}

static bool add_variant(void *context, struct transaction *transaction, struct fault *fault)
{
	struct saving *saving = context;
	return entry_add_variant(transaction, &saving->id, saving->text, NULL, NULL, fault);
}

static const char *const two_variants[] = {"cost of roaming", "漫游多少钱"};
static const char *const two_tags[] = {"travel", "prices"};

static struct saving roaming(struct base *base)
{
	struct saving saving = {.draft = {.external_id = "roaming",
					  .question = "What does roaming cost?",
					  .variants = two_variants,
					  .variant_count = 2,
					  .answer = "¥25 a day.",
					  .category = " travel / roaming/",
					  .tags = two_tags,
					  .tag_count = 2,
					  .language = "en"}};
	struct fault fault;
	must(write_with(base, create, &saving, &fault), &fault);
	saving.version = 1;
	return saving;
}

static void an_entry_reads_back_as_it_was_saved(void **state)
{
	struct base *base = *state;
	roaming(base);
	struct entry entry = find_entry(base, "roaming");
	assert_string_equal(entry.content.question, "What does roaming cost?");
	assert_string_equal(entry.content.answer, "¥25 a day.");
	assert_string_equal(entry.content.category, "travel/roaming");
	assert_int_equal(entry.content.variant_count, 2);
	assert_string_equal(entry.content.variants[1], "漫游多少钱");
	assert_int_equal(entry.content.tag_count, 2);
	assert_string_equal(entry.content.tags[0], "prices");
	assert_int_equal(entry.version, 1);
	assert_false(entry.content.status == ENTRY_RETIRED);
}

static void every_change_is_kept(void **state)
{
	struct base *base = *state;
	struct saving saving = roaming(base);
	struct entry_version *versions;
	struct fault fault;
	int count;
	saving.draft.answer = "¥30 a day.";
	saving.draft.external_id = NULL;
	must(write_with(base, change, &saving, &fault), &fault);
	assert_int_equal(saving.version, 2);
	must(write_with(base, retire, &saving, &fault), &fault);
	assert_true(find_entry(base, "roaming").content.status == ENTRY_RETIRED);
	must(entry_history(store_reader(base->store), &saving.id, base->arena, &versions, &count,
			   &fault),
	     &fault);
	assert_int_equal(count, 3);
	assert_int_equal(versions[0].version, 3);
	assert_non_null(strstr(versions[0].content, "\"status\":\"retired\""));
	assert_non_null(strstr(versions[1].content, "¥30 a day."));
	assert_non_null(strstr(versions[2].content, "¥25 a day."));
	assert_non_null(strstr(versions[2].content, "\"id\":\"roaming\""));
}

static void a_stale_change_is_refused(void **state)
{
	struct base *base = *state;
	struct saving mine = roaming(base);
	struct saving theirs = mine;
	struct fault fault;
	must(write_with(base, change, &theirs, &fault), &fault);
	mine.draft.answer = "Free.";
	assert_false(write_with(base, change, &mine, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
	assert_false(write_with(base, retire, &mine, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
	struct entry entry = find_entry(base, "roaming");
	assert_string_equal(entry.content.answer, "¥25 a day.");
	assert_int_equal(entry.version, 2);
	assert_false(entry.content.status == ENTRY_RETIRED);
}

static void an_external_id_belongs_to_one_entry(void **state)
{
	struct base *base = *state;
	struct saving first = roaming(base);
	struct saving second = first;
	struct fault fault;
	assert_false(write_with(base, create, &second, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	assert_string_equal(fault.field, "external_id");
	second.draft.external_id = "other";
	must(write_with(base, create, &second, &fault), &fault);
	second.version = 1;
	second.draft.external_id = "roaming";
	assert_false(write_with(base, change, &second, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	assert_int_equal(count_entries(base), 2);
}

static void an_entry_that_is_not_there_is_not_found(void **state)
{
	struct base *base = *state;
	struct saving saving = roaming(base);
	struct fault fault;
	struct entry entry;
	saving.id.text[5] = saving.id.text[5] == 'a' ? 'b' : 'a';
	assert_false(write_with(base, change, &saving, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_int_equal(
	    entry_read(store_reader(base->store), &saving.id, base->arena, &entry, &fault),
	    LOOKUP_ABSENT);
}

static void a_variant_is_added_once(void **state)
{
	struct base *base = *state;
	struct saving saving = roaming(base);
	struct fault fault;
	saving.text = "  how much is roaming ";
	must(write_with(base, add_variant, &saving, &fault), &fault);
	must(write_with(base, add_variant, &saving, &fault), &fault);
	struct entry entry = find_entry(base, "roaming");
	assert_int_equal(entry.content.variant_count, 3);
	assert_string_equal(entry.content.variants[2], "how much is roaming");
	assert_int_equal(entry.version, 2);
}

static void a_retired_entry_comes_back_when_it_is_saved(void **state)
{
	struct base *base = *state;
	struct saving saving = roaming(base);
	struct fault fault;
	must(write_with(base, retire, &saving, &fault), &fault);
	assert_int_equal(count_entries(base), 0);
	must(write_with(base, change, &saving, &fault), &fault);
	assert_int_equal(count_entries(base), 1);
}

/* Cleaning ------------------------------------------------------------------ */

static enum fault_code clean_code(struct base *base, const struct entry_draft *draft,
				  const char *field)
{
	struct entry_draft clean;
	struct fault fault = {0};
	if (entry_clean(draft, base->arena, &clean, &fault))
		return FAULT_NONE;
	assert_string_equal(fault.field, field);
	return fault.code;
}

static char *letters(struct base *base, int count)
{
	char *text = arena_alloc(base->arena, (size_t)count + 1);
	memset(text, 'x', (size_t)count);
	return text;
}

static void bad_drafts_are_refused_by_field(void **state)
{
	struct base *base = *state;
	const char *const bad_utf8[] = {"good", "bad \xc3("};
	const char *const long_variant[] = {letters(base, ENTRY_VARIANT_MOST + 1)};
	const char **many = arena_array(base->arena, ENTRY_VARIANTS_MOST + 1, sizeof(*many));
	for (int i = 0; i <= ENTRY_VARIANTS_MOST; i++)
		many[i] = "same";
	const struct {
		struct entry_draft draft;
		enum fault_code code;
		const char *field;
	} cases[] = {
	    {{.answer = "a"}, FAULT_MISSING_FIELD, "question"},
	    {{.question = " \t ", .answer = "a"}, FAULT_MISSING_FIELD, "question"},
	    {{.question = "q"}, FAULT_MISSING_FIELD, "answer"},
	    {{.question = "q", .answer = " \n "}, FAULT_EMPTY, "answer"},
	    {{.question = letters(base, ENTRY_QUESTION_MOST + 1), .answer = "a"},
	     FAULT_TOO_LONG,
	     "question"},
	    {{.question = "q", .answer = letters(base, ENTRY_ANSWER_MOST + 1)},
	     FAULT_TOO_LONG,
	     "answer"},
	    {{.question = "q", .answer = "a", .variants = long_variant, .variant_count = 1},
	     FAULT_TOO_LONG,
	     "variants"},
	    {{.question = "q", .answer = "a", .variants = bad_utf8, .variant_count = 2},
	     FAULT_NOT_UTF8,
	     "variants"},
	    {{.question = "q",
	      .answer = "a",
	      .variants = many,
	      .variant_count = ENTRY_VARIANTS_MOST + 1},
	     FAULT_TOO_MANY,
	     "variants"},
	    {{.question = "q", .answer = "a\x01"}, FAULT_BAD_CHARACTER, "answer"},
	    {{.question = "q", .answer = "a", .language = "en_US!"},
	     FAULT_NOT_ALLOWED_VALUE,
	     "language"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(clean_code(base, &cases[i].draft, cases[i].field), cases[i].code);
}

static void control_characters_in_wordings_are_spaces(void **state)
{
	struct base *base = *state;
	const char *const variants[] = {"one\x14two", "\xc2\x85", "tab\there"};
	struct entry_draft draft = {
	    .question = "\x7fq", .answer = "a", .variants = variants, .variant_count = 3};
	struct entry_draft clean;
	struct fault fault = {0};
	must(entry_clean(&draft, base->arena, &clean, &fault), &fault);
	assert_string_equal(clean.question, "q");
	assert_int_equal(clean.variant_count, 2);
	assert_string_equal(clean.variants[0], "one two");
	assert_string_equal(clean.variants[1], "tab here");
}

static void ten_thousand_variants_are_taken_without_repeats(void **state)
{
	struct base *base = *state;
	struct entry_draft clean;
	struct fault fault = {0};
	const char **many = arena_array(base->arena, ENTRY_VARIANTS_MOST, sizeof(*many));
	for (int i = 0; i < ENTRY_VARIANTS_MOST; i++)
		many[i] = arena_format(base->arena, "variant %d", i / 2);
	struct entry_draft draft = {.external_id = "id",
				    .answer = "a",
				    .variants = many,
				    .variant_count = ENTRY_VARIANTS_MOST};
	must(entry_clean(&draft, base->arena, &clean, &fault), &fault);
	assert_int_equal(clean.variant_count, ENTRY_VARIANTS_MOST / 2);
	assert_string_equal(clean.question, "id");
}

/* Lists --------------------------------------------------------------------- */

static struct entry_page list(struct base *base, struct entry_filter filter)
{
	struct entry_page page;
	struct fault fault = {0};
	must(entry_list(store_reader(base->store), &filter, base->arena, &page, &fault), &fault);
	return page;
}

static void fill(struct base *base)
{
	import_text(
	    base, IMPORT_JSONL,
	    "{\"id\":\"a\",\"question\":\"Alpha 100%\",\"answer\":\"one\",\"category\":\"x/y\","
	    "\"language\":\"en\"}\n"
	    "{\"id\":\"b\",\"question\":\"Beta\",\"variants\":[\"second LETTER\"],"
	    "\"answer\":\"two\",\"category\":\"x\",\"language\":\"en\"}\n"
	    "{\"id\":\"c\",\"question\":\"漫游资费\",\"answer\":\"three\",\"category\":\"xy\","
	    "\"language\":\"zh-CN\"}\n");
}

static void lists_are_searched_and_filtered(void **state)
{
	struct base *base = *state;
	fill(base);
	assert_int_equal(list(base, (struct entry_filter){0}).total, 3);
	assert_int_equal(list(base, (struct entry_filter){.category = "x"}).total, 2);
	assert_int_equal(list(base, (struct entry_filter){.language = "zh-CN"}).total, 1);
	assert_int_equal(list(base, (struct entry_filter){.query = "漫游"}).total, 1);
	assert_int_equal(list(base, (struct entry_filter){.query = "Second letter"}).total, 1);
	assert_int_equal(list(base, (struct entry_filter){.query = "漫游资"}).total, 1);
	assert_int_equal(list(base, (struct entry_filter){.query = "100%"}).total, 1);
	assert_int_equal(list(base, (struct entry_filter){.query = "1_0%"}).total, 0);
	assert_int_equal(list(base, (struct entry_filter){.query = "%"}).total, 1);
	assert_int_equal(list(base, (struct entry_filter){.query = "_"}).total, 0);
	assert_int_equal(list(base, (struct entry_filter){.status = ENTRY_RETIRED}).total, 0);
	assert_int_equal(list(base, (struct entry_filter){.query = "' OR 1=1 --"}).total, 0);
	struct entry_page page = list(base, (struct entry_filter){.query = "beta"});
	assert_int_equal(page.lines[0].variants, 1);
	assert_string_equal(page.lines[0].excerpt, "two");
}

static void pages_hold_every_entry_once(void **state)
{
	struct base *base = *state;
	fill(base);
	bool seen[3] = {false};
	const char *before = NULL;
	int pages = 0;
	do {
		struct entry_page page =
		    list(base, (struct entry_filter){.before = before, .limit = 2});
		for (int i = 0; i < page.count; i++) {
			int index = page.lines[i].external_id[0] - 'a';
			assert_false(seen[index]);
			seen[index] = true;
		}
		before = page.next;
		pages++;
	} while (before != NULL);
	assert_int_equal(pages, 2);
	assert_true(seen[0] && seen[1] && seen[2]);
}

static void a_bad_page_is_refused(void **state)
{
	struct base *base = *state;
	struct entry_page page;
	struct fault fault = {0};
	const struct entry_filter cases[] = {{.before = "yesterday"},
					     {.before = "-12"},
					     {.before = "12.zzz"},
					     {.limit = 201},
					     {.limit = -1}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(
		    entry_list(store_reader(base->store), &cases[i], base->arena, &page, &fault));
		assert_true(fault.code == FAULT_MALFORMED || fault.code == FAULT_OUT_OF_RANGE);
	}
}

static void categories_are_counted(void **state)
{
	struct base *base = *state;
	struct entry_category *categories;
	struct fault fault = {0};
	int count;
	fill(base);
	must(entry_categories(store_reader(base->store), base->arena, &categories, &count, &fault),
	     &fault);
	assert_int_equal(count, 3);
	assert_string_equal(categories[0].path, "x");
	assert_int_equal(categories[0].entries, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(an_entry_reads_back_as_it_was_saved),
	    on_base(every_change_is_kept),
	    on_base(a_stale_change_is_refused),
	    on_base(an_external_id_belongs_to_one_entry),
	    on_base(an_entry_that_is_not_there_is_not_found),
	    on_base(a_variant_is_added_once),
	    on_base(a_retired_entry_comes_back_when_it_is_saved),
	    on_base(bad_drafts_are_refused_by_field),
	    on_base(control_characters_in_wordings_are_spaces),
	    on_base(ten_thousand_variants_are_taken_without_repeats),
	    on_base(lists_are_searched_and_filtered),
	    on_base(pages_hold_every_entry_once),
	    on_base(a_bad_page_is_refused),
	    on_base(categories_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
