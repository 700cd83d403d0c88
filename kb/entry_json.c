/*
 * Entries as JSON: the import format, and the versions that are kept.  What
 * an entry may hold is checked by entry_clean.c.  Pure; any thread.
 */
#include <string.h>

#include "kb/entry.h"

#define EXTRAS_MOST (256 * 1024) /* bytes; larger than the limits on buttons and files allow */

static const char *const status_names[ENTRY_STATUS_COUNT] = {
#define X(code, name) [code] = name,
    ENTRY_STATUSES(X)
#undef X
};

static const char *const action_names[ENTRY_BUTTON_ACTION_COUNT] = {
#define X(code, name) [code] = name,
    ENTRY_BUTTON_ACTIONS(X)
#undef X
};

const char *entry_status_name(enum entry_status status)
{
	return status_names[status];
}

static bool index_of(const char *name, const char *const *names, int count, int *index)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			*index = i;
			return true;
		}
	}
	return false;
}

bool entry_status_from_name(const char *name, enum entry_status *status)
{
	int index;
	if (!index_of(name, status_names, ENTRY_STATUS_COUNT, &index))
		return false;
	*status = (enum entry_status)index;
	return true;
}

/* Writing ---------------------------------------------------------------------------- */

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static void write_texts(struct json_writer *json, const char *name, const char *const *texts,
			int count)
{
	json_open_array(json, name);
	for (int i = 0; i < count; i++)
		json_add_text(json, NULL, texts[i]);
	json_close_array(json);
}

static void write_buttons(struct json_writer *json, const struct entry_draft *draft)
{
	json_open_array(json, "buttons");
	for (int i = 0; i < draft->button_count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "action", action_names[draft->buttons[i].action]);
		json_add_text(json, "label", draft->buttons[i].label);
		json_add_text(json, "target", draft->buttons[i].target);
		json_close_object(json);
	}
	json_close_array(json);
}

static void write_files(struct json_writer *json, const struct entry_draft *draft)
{
	json_open_array(json, "files");
	for (int i = 0; i < draft->file_count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "file", draft->files[i].file);
		json_add_text(json, "name", draft->files[i].name);
		json_close_object(json);
	}
	json_close_array(json);
}

/* What most entries don't have is left out, so that the format stays short. */
void entry_write_json(struct json_writer *json, const struct entry_draft *draft)
{
	json_add_text(json, "id", draft->external_id);
	json_add_text(json, "question", draft->question);
	write_texts(json, "variants", draft->variants, draft->variant_count);
	json_add_text(json, "answer", draft->answer);
	json_add_text(json, "category", or_empty(draft->category));
	write_texts(json, "tags", draft->tags, draft->tag_count);
	json_add_text(json, "language", or_empty(draft->language));
	if (draft->status != ENTRY_PUBLISHED)
		json_add_text(json, "status", status_names[draft->status]);
	if (draft->valid_from != 0)
		json_add_int(json, "valid_from", draft->valid_from);
	if (draft->valid_until != 0)
		json_add_int(json, "valid_until", draft->valid_until);
	if (draft->site_count > 0)
		write_texts(json, "sites", draft->sites, draft->site_count);
	if (*or_empty(draft->translation) != '\0')
		json_add_text(json, "translation", draft->translation);
	if (draft->button_count > 0)
		write_buttons(json, draft);
	if (draft->file_count > 0)
		write_files(json, draft);
}

const char *entry_extras(const struct entry_draft *draft, struct arena *arena)
{
	if (draft->button_count == 0 && draft->file_count == 0)
		return "";
	struct buffer buffer = buffer_new(EXTRAS_MOST);
	struct json_writer json = json_writer(&buffer);
	json_open_object(&json, NULL);
	write_buttons(&json, draft);
	write_files(&json, draft);
	json_close_object(&json);
	const char *extras = arena_text(arena, buffer.bytes);
	buffer_free(&buffer);
	return extras;
}

/* Reading ----------------------------------------------------------------------------- */

static bool read_text(const struct json *value, struct arena *arena, void *place, int *count,
		      struct fault *fault)
{
	(void)arena;
	(void)count;
	if (value->type != JSON_STRING)
		return fault_detail(fault, FAULT_WRONG_TYPE, value->name, "text");
	*(const char **)place = value->text;
	return true;
}

static bool read_texts(const struct json *value, struct arena *arena, void *place, int *count,
		       struct fault *fault)
{
	if (value->type != JSON_ARRAY)
		return fault_detail(fault, FAULT_WRONG_TYPE, value->name, "a list of texts");
	const char **texts = arena_array(arena, value->count + 1, sizeof(*texts));
	int found = 0;
	for (const struct json *item = value->first; item != NULL; item = item->next) {
		if (item->type != JSON_STRING)
			return fault_detail(fault, FAULT_WRONG_TYPE, value->name,
					    "a list of texts");
		texts[found++] = item->text;
	}
	*(const char *const **)place = texts;
	*count = found;
	return true;
}

static bool read_time(const struct json *value, struct arena *arena, void *place, int *count,
		      struct fault *fault)
{
	(void)arena;
	(void)count;
	if (value->type != JSON_NUMBER || value->number < 0 || value->number > 1e15)
		return fault_detail(fault, FAULT_WRONG_TYPE, value->name,
				    "milliseconds since 1970");
	*(int64_t *)place = (int64_t)value->number;
	return true;
}

static bool read_status(const struct json *value, struct arena *arena, void *place, int *count,
			struct fault *fault)
{
	(void)arena;
	(void)count;
	if (value->type != JSON_STRING || !entry_status_from_name(value->text, place))
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, value->name);
	return true;
}

static bool read_buttons(const struct json *value, struct arena *arena, void *place, int *count,
			 struct fault *fault)
{
	if (value->type != JSON_ARRAY)
		return fault_detail(fault, FAULT_WRONG_TYPE, value->name, "a list of objects");
	struct entry_button *buttons = arena_array(arena, value->count + 1, sizeof(*buttons));
	int found = 0;
	for (const struct json *item = value->first; item != NULL; item = item->next) {
		const char *action = json_text(item, "action");
		int index;
		if (action == NULL ||
		    !index_of(action, action_names, ENTRY_BUTTON_ACTION_COUNT, &index))
			return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "buttons.action");
		buttons[found++] =
		    (struct entry_button){.action = (enum entry_button_action)index,
					  .label = or_empty(json_text(item, "label")),
					  .target = or_empty(json_text(item, "target"))};
	}
	*(const struct entry_button **)place = buttons;
	*count = found;
	return true;
}

static bool read_files(const struct json *value, struct arena *arena, void *place, int *count,
		       struct fault *fault)
{
	if (value->type != JSON_ARRAY)
		return fault_detail(fault, FAULT_WRONG_TYPE, value->name, "a list of objects");
	struct entry_file *files = arena_array(arena, value->count + 1, sizeof(*files));
	int found = 0;
	for (const struct json *item = value->first; item != NULL; item = item->next)
		files[found++] = (struct entry_file){.file = or_empty(json_text(item, "file")),
						     .name = or_empty(json_text(item, "name"))};
	*(const struct entry_file **)place = files;
	*count = found;
	return true;
}

/* As versions were written before there were statuses. */
static bool read_retired(const struct json *value, struct arena *arena, void *place, int *count,
			 struct fault *fault)
{
	(void)arena;
	(void)count;
	if (value->type != JSON_BOOL)
		return fault_detail(fault, FAULT_WRONG_TYPE, value->name, "true or false");
	if (value->boolean)
		*(enum entry_status *)place = ENTRY_RETIRED;
	return true;
}

#define AT(member) offsetof(struct entry_draft, member)

/* The members an entry may have. */
static const struct member {
	const char *name;
	bool (*read)(const struct json *value, struct arena *arena, void *place, int *count,
		     struct fault *fault);
	size_t place; /* in struct entry_draft */
	size_t count; /* of the number, for lists */
} members[] = {
    {"id", read_text, AT(external_id), 0},
    {"question", read_text, AT(question), 0},
    {"variants", read_texts, AT(variants), AT(variant_count)},
    {"answer", read_text, AT(answer), 0},
    {"category", read_text, AT(category), 0},
    {"tags", read_texts, AT(tags), AT(tag_count)},
    {"language", read_text, AT(language), 0},
    {"status", read_status, AT(status), 0},
    {"retired", read_retired, AT(status), 0},
    {"valid_from", read_time, AT(valid_from), 0},
    {"valid_until", read_time, AT(valid_until), 0},
    {"sites", read_texts, AT(sites), AT(site_count)},
    {"translation", read_text, AT(translation), 0},
    {"buttons", read_buttons, AT(buttons), AT(button_count)},
    {"files", read_files, AT(files), AT(file_count)},
};

bool entry_read_member(const struct json *value, struct arena *arena, struct entry_draft *draft,
		       struct fault *fault)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		const struct member *member = &members[i];
		if (strcmp(member->name, value->name) != 0)
			continue;
		return value->type == JSON_NULL ||
		       member->read(value, arena, (char *)draft + member->place,
				    (int *)((char *)draft + member->count), fault);
	}
	return fault_set(fault, FAULT_UNKNOWN_FIELD, value->name);
}

bool entry_read_json(const struct json *object, struct arena *arena, struct entry_draft *draft,
		     struct fault *fault)
{
	if (object->type != JSON_OBJECT)
		return fault_detail(fault, FAULT_WRONG_TYPE, "line",
				    "an object {...} on each line");
	for (const struct json *value = object->first; value != NULL; value = value->next)
		if (!entry_read_member(value, arena, draft, fault))
			return false;
	return true;
}

bool entry_read_extras(const char *extras, struct arena *arena, struct entry_draft *draft,
		       struct fault *fault)
{
	const struct json *object;
	if (*extras == '\0')
		return true;
	return json_parse(extras, strlen(extras), arena, &object, fault) &&
	       entry_read_json(object, arena, draft, fault);
}
