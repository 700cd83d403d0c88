/*
 * Rule content: see rule_content.h.  Reading; whether conditions hold is in
 * bot/rule_conditions.c.
 */
#include "bot/rule_content.h"

#include <stdio.h>
#include <string.h>

#include "bot/content_reader.h"
#include "data/text.h"

/* Conditions ------------------------------------------------------------------------ */

static bool read_hours(const struct content_reader *reader, const struct json *hours,
		       struct rule_conditions *out)
{
	static const char *const names[] = {"open", "group", "times", NULL};
	static const char place[] = "conditions.hours";
	const struct json *times = json_member(hours, "times");

	if (!content_check_members(hours, place, names, reader->fault) ||
	    !content_member(reader, hours, place, "group", RULE_LIST_TEXT_MOST, true,
			    &out->hours_group))
		return false;
	if (content_is_absent(times) == (out->hours_group == NULL))
		return fault_detail(reader->fault, FAULT_NOT_ALLOWED_VALUE, place,
				    "either a group or times");
	out->asks_hours = true;
	out->wants_open = json_bool(hours, "open", true);
	if (content_is_absent(times) ||
	    hours_read(times, reader->arena, &out->hours, reader->fault))
		return true;
	char inner[sizeof(reader->fault->field)];
	snprintf(inner, sizeof(inner), "conditions.%.50s", reader->fault->field);
	snprintf(reader->fault->field, sizeof(reader->fault->field), "%s", inner);
	return false;
}

bool rule_conditions_read(const char *json, struct arena *arena, struct rule_conditions *out,
			  struct fault *fault)
{
	static const char *const names[] = {"sites", "languages", "pages", "groups",
					    "tags",  "hours",     NULL};
	static const char place[] = "conditions";
	const struct content_reader reader = {arena, fault};
	struct rule_conditions read = {0};
	const struct json *tree;

	if (json != NULL && *json != '\0') {
		if (!content_parse(json, place, &reader, &tree) ||
		    !content_check_members(tree, place, names, fault))
			return false;
		struct rule_texts *lists[] = {&read.sites, &read.languages, &read.pages,
					      &read.groups, &read.tags};
		for (size_t at = 0; at < sizeof(lists) / sizeof(*lists); at++)
			if (!content_texts(&reader, tree, place, names[at], RULE_LIST_MOST,
					   RULE_LIST_TEXT_MOST, lists[at]))
				return false;
		const struct json *hours = json_member(tree, "hours");
		if (!content_is_absent(hours) && !read_hours(&reader, hours, &read))
			return false;
	}
	*out = read;
	return true;
}

/* Saying and menus ------------------------------------------------------------------- */

static bool read_say(const struct content_reader *reader, const struct json *say,
		     struct rule_actions *out)
{
	static const char *const names[] = {"entry", "text", NULL};
	static const char place[] = "actions.say";

	if (content_is_absent(say))
		return true;
	if (!content_check_members(say, place, names, reader->fault) ||
	    !content_member(reader, say, place, "entry", RULE_LIST_TEXT_MOST, true, &out->entry) ||
	    !content_member(reader, say, place, "text", RULE_TEXT_MOST, false, &out->text))
		return false;
	return (out->entry == NULL) != (out->text == NULL) ||
	       fault_detail(reader->fault, FAULT_NOT_ALLOWED_VALUE, place,
			    "either an entry or a text");
}

static bool read_choice(const struct content_reader *reader, const struct json *choice,
			const char *place, struct rule_choice *out)
{
	static const char *const names[] = {"text", "entry", "say", NULL};

	if (!content_check_members(choice, place, names, reader->fault) ||
	    !content_needed(reader, choice, place, "text", RULE_LABEL_MOST, true, &out->text) ||
	    !content_member(reader, choice, place, "entry", RULE_LIST_TEXT_MOST, true,
			    &out->entry) ||
	    !content_member(reader, choice, place, "say", RULE_PROMPT_MOST, true, &out->say))
		return false;
	return (out->entry == NULL) != (out->say == NULL) ||
	       fault_detail(reader->fault, FAULT_NOT_ALLOWED_VALUE, place,
			    "either an entry or what picking it says");
}

/* The list of a menu's choices or a form's fields: 1 to most objects. */
static bool check_list(const struct content_reader *reader, const struct json *list,
		       const char *place, size_t most)
{
	if (content_is_absent(list))
		return fault_set(reader->fault, FAULT_MISSING_FIELD, place);
	if (list->type != JSON_ARRAY)
		return fault_detail(reader->fault, FAULT_WRONG_TYPE, place, "a list");
	if (list->count == 0)
		return fault_set(reader->fault, FAULT_EMPTY, place);
	return list->count <= most || fault_limit(reader->fault, FAULT_TOO_MANY, place,
						  (int64_t)list->count, (int64_t)most);
}

static bool read_menu(const struct content_reader *reader, const struct json *menu,
		      struct rule_actions *out)
{
	static const char *const names[] = {"text", "choices", NULL};
	static const char place[] = "actions.menu";

	if (content_is_absent(menu))
		return true;
	if (!content_check_members(menu, place, names, reader->fault) ||
	    !content_needed(reader, menu, place, "text", RULE_TEXT_MOST, false, &out->menu))
		return false;
	const struct json *list = json_member(menu, "choices");
	if (!check_list(reader, list, "actions.menu.choices", BOT_CHOICES_MOST))
		return false;
	for (const struct json *each = list->first; each != NULL; each = each->next) {
		const char *at =
		    arena_format(reader->arena, "actions.menu.choices[%d]", out->choice_count + 1);
		if (!read_choice(reader, each, at, &out->choices[out->choice_count++]))
			return false;
	}
	return true;
}

/* Forms ------------------------------------------------------------------------------- */

static bool is_name(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return length > 0 && length <= 40 && name[length] == '\0';
}

static bool read_bound(const struct content_reader *reader, const struct json *field,
		       const char *place, const char *name, bool *has, double *out)
{
	const struct json *value = json_member(field, name);

	if (content_is_absent(value))
		return true;
	if (value->type != JSON_NUMBER)
		return fault_detail(reader->fault, FAULT_WRONG_TYPE,
				    content_place(reader, place, name), "a number");
	*has = true;
	*out = value->number;
	return true;
}

static bool read_wish(const struct content_reader *reader, const struct json *field,
		      const char *place, struct value_wish *wish)
{
	const char *kind, *pattern;

	if (!content_needed(reader, field, place, "kind", 20, true, &kind) ||
	    !content_member(reader, field, place, "pattern", 1000, true, &pattern) ||
	    !read_bound(reader, field, place, "least", &wish->has_least, &wish->least) ||
	    !read_bound(reader, field, place, "most", &wish->has_most, &wish->most))
		return false;
	if (!value_kind_from_name(kind, &wish->kind))
		return fault_detail(reader->fault, FAULT_NOT_ALLOWED_VALUE,
				    content_place(reader, place, "kind"),
				    "text, order, phone, email, number, date or pattern");
	if ((wish->kind == VALUE_PATTERN) != (pattern != NULL))
		return fault_set(reader->fault,
				 pattern == NULL ? FAULT_MISSING_FIELD : FAULT_NOT_ALLOWED_VALUE,
				 content_place(reader, place, "pattern"));
	if ((wish->has_least || wish->has_most) && wish->kind != VALUE_NUMBER)
		return fault_detail(reader->fault, FAULT_NOT_ALLOWED_VALUE, place,
				    "least and most are for numbers");
	wish->pattern = pattern;
	return true;
}

static bool is_known_name(const struct rule_actions *actions, const char *name, size_t length)
{
	for (int at = 0; at < actions->field_count; at++)
		if (strlen(actions->fields[at].name) == length &&
		    strncmp(actions->fields[at].name, name, length) == 0)
			return true;
	return false;
}

static bool read_field(const struct content_reader *reader, const struct json *object,
		       const char *place, struct rule_actions *out)
{
	static const char *const names[] = {"name",    "label", "kind", "prompt", "wrong",
					    "pattern", "least", "most", NULL};
	struct rule_field field = {0};

	if (!content_check_members(object, place, names, reader->fault) ||
	    !content_needed(reader, object, place, "name", 40, true, &field.name) ||
	    !content_member(reader, object, place, "label", RULE_LABEL_MOST, true, &field.label) ||
	    !content_needed(reader, object, place, "prompt", RULE_PROMPT_MOST, false,
			    &field.prompt) ||
	    !content_member(reader, object, place, "wrong", RULE_PROMPT_MOST, false,
			    &field.wrong) ||
	    !read_wish(reader, object, place, &field.wish))
		return false;
	if (!is_name(field.name))
		return fault_detail(reader->fault, FAULT_NOT_ALLOWED_VALUE,
				    content_place(reader, place, "name"),
				    "small letters, digits and _");
	if (is_known_name(out, field.name, strlen(field.name)))
		return fault_set(reader->fault, FAULT_EXISTS, content_place(reader, place, "name"));
	if (field.label == NULL)
		field.label = field.name;
	out->fields[out->field_count++] = field;
	return true;
}

static bool read_form(const struct content_reader *reader, const struct json *form,
		      struct rule_actions *out)
{
	static const char *const names[] = {"fields", "retries", NULL};
	static const char place[] = "actions.form";

	if (content_is_absent(form))
		return true;
	if (!content_check_members(form, place, names, reader->fault))
		return false;
	int64_t retries = json_int(form, "retries", RULE_RETRIES_DEFAULT);
	if (retries < 1 || retries > RULE_RETRIES_MOST)
		return fault_limit(reader->fault, FAULT_OUT_OF_RANGE, "actions.form.retries",
				   retries, RULE_RETRIES_MOST);
	out->retries = (int)retries;
	const struct json *list = json_member(form, "fields");
	if (!check_list(reader, list, "actions.form.fields", RULE_FIELDS_MOST))
		return false;
	for (const struct json *each = list->first; each != NULL; each = each->next)
		if (!read_field(reader, each,
				arena_format(reader->arena, "actions.form.fields[%d]",
					     out->field_count + 1),
				out))
			return false;
	return true;
}

/* Every {name} must be asked for, or a visitor would read it so. */
static bool check_names(const struct rule_actions *actions, struct fault *fault)
{
	for (const char *at = actions->text; at != NULL && (at = strchr(at, '{')) != NULL;) {
		size_t length = strspn(++at, "abcdefghijklmnopqrstuvwxyz0123456789_");
		if (length > 0 && at[length] == '}' && !is_known_name(actions, at, length))
			return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "actions.say.text",
					    "no field of the form is called {%.*s}", (int)length,
					    at);
	}
	return true;
}

/* Handing over and all of it ----------------------------------------------------------- */

static bool read_hand_over(const struct content_reader *reader, const struct json *hand_over,
			   struct rule_actions *out)
{
	static const char *const names[] = {"group", "reason", NULL};
	static const char place[] = "actions.hand_over";

	if (content_is_absent(hand_over))
		return true;
	if (!content_check_members(hand_over, place, names, reader->fault) ||
	    !content_member(reader, hand_over, place, "group", RULE_LIST_TEXT_MOST, true,
			    &out->group) ||
	    !content_member(reader, hand_over, place, "reason", 40, true, &out->reason))
		return false;
	if (out->reason != NULL &&
	    out->reason[strspn(out->reason, "abcdefghijklmnopqrstuvwxyz-")] != '\0')
		return fault_detail(reader->fault, FAULT_NOT_ALLOWED_VALUE,
				    "actions.hand_over.reason", "small letters and hyphens");
	out->hands_over = true;
	return true;
}

static bool check_whole(const struct rule_actions *actions, struct fault *fault)
{
	bool says = actions->entry != NULL || actions->text != NULL;
	bool asks = actions->field_count > 0;

	if (actions->menu != NULL && (says || asks || actions->hands_over))
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "actions.menu",
				    "a menu stands alone, with tags at most");
	if (asks && !says && !actions->hands_over)
		return fault_detail(fault, FAULT_MISSING_FIELD, "actions.say",
				    "what is said when the form is filled in");
	if (!says && !asks && actions->menu == NULL && !actions->hands_over &&
	    actions->tags.count == 0)
		return fault_set(fault, FAULT_EMPTY, "actions");
	return check_names(actions, fault);
}

bool rule_actions_read(const char *json, struct arena *arena, struct rule_actions *out,
		       struct fault *fault)
{
	static const char *const names[] = {"tags", "say", "menu", "form", "hand_over", NULL};
	static const char place[] = "actions";
	const struct content_reader reader = {arena, fault};
	struct rule_actions read = {0};
	const struct json *tree;

	if (json == NULL || *json == '\0')
		return fault_set(fault, FAULT_MISSING_FIELD, place);
	if (!content_parse(json, place, &reader, &tree) ||
	    !content_check_members(tree, place, names, fault) ||
	    !content_texts(&reader, tree, place, "tags", RULE_TAGS_MOST, RULE_TAG_MOST,
			   &read.tags) ||
	    !read_say(&reader, json_member(tree, "say"), &read) ||
	    !read_menu(&reader, json_member(tree, "menu"), &read) ||
	    !read_form(&reader, json_member(tree, "form"), &read) ||
	    !read_hand_over(&reader, json_member(tree, "hand_over"), &read) ||
	    !check_whole(&read, fault))
		return false;
	*out = read;
	return true;
}
