/*
 * Fuzz: any bytes as what staff set up: a rule's conditions and actions, a
 * group's hours, a site's settings and the form before its chat.  What is
 * taken is read again as it is written.
 *
 * Input: a byte for which; the JSON.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bot/hours.h"
#include "bot/rule_content.h"
#include "data/json.h"
#include "handoff/site_settings.h"
#include "handoff/visitor_form.h"

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
	const char *kept;
	struct fault ignored;
	if (!site_settings_read(object, arena, &settings, fault))
		return false;
	const char *text = written(settings, arena);
	check(json_parse(text, strlen(text), arena, &written_object, &ignored));
	check(site_settings_read(written_object, arena, &again, &ignored));
	check(strcmp(written(again, arena), text) == 0);
	if (visitor_form_read(&settings->form, object, arena, &kept, &ignored) && kept != NULL)
		check(json_parse(kept, strlen(kept), arena, &written_object, &ignored));
	return true;
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
	if (data[0] % 4 == 0)
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
