/*
 * Fuzz: any bytes as what staff set up: a rule's conditions and actions, a
 * group's hours, a site's settings and the form before its chat; as what a page
 * says of its visitor; as files of golden questions, of questions to measure
 * with, of categories' names.  What is taken is read again as it is written.
 *
 * Input: a byte for which; the JSON, or from 128 on the lines.  From 250 on
 * {"site": a site's settings, "said": what a visitor filled its form in with}.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bot/eval.h"
#include "bot/hours.h"
#include "bot/rule_content.h"
#include "bot/rule_draft.h"
#include "data/json.h"
#include "data/text.h"
#include "handoff/site_settings.h"
#include "handoff/visitor_facts.h"
#include "handoff/visitor_form.h"
#include "kb/category.h"
#include "kb/golden.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool try_hours(const struct json *object, struct arena *arena, struct fault *fault)
{
	const struct hours *hours;
	if (!hours_read(object, arena, &hours, fault))
		return false;
	const char *text = hours_text(hours, arena);
	check(strcmp(hours_text(hours_stored(text, arena), arena), text) == 0);
	(void)hours_open_at(hours, 1790000000000);
	(void)hours_next_opening(hours, 1790000000000);
	return true;
}

static const char *written(const struct site_settings *settings, struct arena *arena)
{
	struct buffer buffer = buffer_new(4 * 1024 * 1024);
	struct json_writer writer = json_writer(&buffer);
	site_settings_write(&writer, NULL, settings);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

static bool try_site(const struct json *object, struct arena *arena, struct fault *fault)
{
	const struct site_settings *settings, *again;
	const struct json *written_object;
	struct fault ignored;
	if (!site_settings_read(object, arena, &settings, fault))
		return false;
	const char *text = written(settings, arena);
	check(json_parse(text, strlen(text), arena, &written_object, &ignored));
	check(site_settings_read(written_object, arena, &again, &ignored));
	check(strcmp(written(again, arena), text) == 0);
	return true;
}

static bool try_form(const struct json *object, struct arena *arena, struct fault *fault)
{
	const struct site_settings *settings;
	const struct json *site = json_member(object, "site"), *again;
	const struct json *said = json_member(object, "said");
	const char *kept;
	if (site == NULL || said == NULL || said->type != JSON_OBJECT)
		return true;
	if (!site_settings_read(site, arena, &settings, fault) ||
	    !visitor_form_read(&settings->form, said, arena, &kept, fault))
		return false;
	check(kept == NULL || json_parse(kept, strlen(kept), arena, &again, fault));
	return true;
}

static bool try_visitor(const struct json *object, struct arena *arena, struct fault *fault)
{
	const char *kept;
	const struct json *again;
	if (!visitor_attributes_read(object, arena, &kept, fault))
		return false;
	check(kept == NULL || json_parse(kept, strlen(kept), arena, &again, fault));
	return true;
}

static bool try_golden(const char *text, size_t size, struct arena *arena, struct fault *fault)
{
	struct golden *golden;
	int count;
	struct fault wrong;
	if (!golden_parse(text, size, arena, &golden, &count, fault))
		return false;
	for (int i = 0; i < count; i++)
		check(text_is_utf8(golden[i].text, strlen(golden[i].text)) && golden_check(&golden[i], &wrong));
	return true;
}

static bool try_questions(const char *text, size_t size, struct arena *arena, struct fault *fault)
{
	struct eval_question *questions;
	int count;
	if (!eval_parse(text, size, arena, &questions, &count, fault))
		return false;
	for (int i = 0; i < count; i++)
		check(questions[i].entry != NULL && questions[i].text != NULL);
	return true;
}

/* Files and objects that are read as a whole. */
static bool try_lines(unsigned which, const char *text, size_t size, struct arena *arena,
		      struct fault *fault)
{
	const struct json *object;
	struct rule_draft draft;
	struct category_name names[LANGUAGE_COUNT];
	int count;
	if (which == 0)
		return try_golden(text, size, arena, fault);
	if (which == 1)
		return try_questions(text, size, arena, fault);
	if (which == 2)
		return category_names_parse(text, size, arena, names, &count, fault);
	if (!json_parse(text, size, arena, &object, fault))
		return false;
	return which == 3 ? rule_draft_read_json(object, arena, &draft, fault)
			  : try_visitor(object, arena, fault);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || size > 40000)
		return 0;
	struct arena *arena = arena_new();
	struct fault fault = {0};
	struct rule_conditions conditions;
	struct rule_actions actions;
	const struct json *object;
	const char *text = arena_copy_text(arena, (const char *)data + 1, size - 1);
	bool good = false;
	if (data[0] >= 250)
		good = json_parse(text, size - 1, arena, &object, &fault) &&
		       try_form(object, arena, &fault);
	else if (data[0] >= 128)
		good = try_lines(data[0] % 5, text, size - 1, arena, &fault);
	else if (data[0] % 4 == 0)
		good = rule_conditions_read(text, arena, &conditions, &fault);
	else if (data[0] % 4 == 1)
		good = rule_actions_read(text, arena, &actions, &fault);
	else if (!json_parse(text, size - 1, arena, &object, &fault))
		good = false;
	else if (data[0] % 4 == 2)
		good = try_hours(object, arena, &fault);
	else
		good = try_site(object, arena, &fault);
	check(good || fault.code != FAULT_NONE);
	arena_free(&arena);
	return 0;
}
