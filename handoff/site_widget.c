/*
 * Site settings of the widget: see site_widget.h.  Pure; any thread.
 */
#include "handoff/site_widget.h"

#include <stdio.h>
#include <string.h>

#include "handoff/attachment.h"
#include "handoff/site_reading.h"
#include "kb/file.h"

static const char *const form_kind_names[FORM_KIND_COUNT] = {
#define X(code, name) [code] = name,
    FORM_KINDS(X)
#undef X
};

const char *form_kind_name(enum form_kind kind)
{
	return form_kind_names[kind];
}

/* Reading ------------------------------------------------------------------------------------ */

/* A member that may be missing or null. */
static const struct json *given(const struct json *object, const char *name)
{
	const struct json *value = json_member(object, name);
	return value == NULL || value->type == JSON_NULL ? NULL : value;
}

static bool check_object(struct reading *reading, const struct json *value, const char *field,
			 const char *const *known)
{
	if (value->type != JSON_OBJECT)
		return reading_wrong_type(reading, field);
	for (const struct json *each = value->first; each != NULL; each = each->next) {
		size_t i = 0;
		while (known[i] != NULL && strcmp(known[i], each->name) != 0)
			i++;
		if (known[i] == NULL)
			return fault_detail(reading->fault, FAULT_UNKNOWN_FIELD, field, "%s",
					    each->name);
	}
	return true;
}

/* A whole number; *out stays when the member isn't there. */
static bool read_number(struct reading *reading, const struct json *value, const char *field,
			int64_t least, int64_t most, int64_t *out)
{
	if (value == NULL)
		return true;
	if (!json_is_whole(value))
		return reading_wrong_type(reading, field);
	if (value->number < (double)least || value->number > (double)most)
		return fault_limit(reading->fault, FAULT_OUT_OF_RANGE, field,
				   (int64_t)value->number,
				   value->number < (double)least ? least : most);
	*out = (int64_t)value->number;
	return true;
}

static bool read_kinds(struct reading *reading, const struct json *list, unsigned *kinds)
{
	if (list->type != JSON_ARRAY)
		return reading_wrong_type(reading, "files.kinds");
	*kinds = 0;
	for (const struct json *each = list->first; each != NULL; each = each->next) {
		int kind = 0;
		while (kind < ATTACHMENT_KIND_COUNT &&
		       !text_equal(each->text, attachment_kind_name((enum attachment_kind)kind)))
			kind++;
		if (kind == ATTACHMENT_KIND_COUNT)
			return reading_not_allowed(reading, "files.kinds");
		*kinds |= 1u << kind;
	}
	return true;
}

bool read_files(struct reading *reading, const struct json *value)
{
	static const char *const known[] = {"kinds", "most_bytes", "most", NULL};
	struct site_files *files = &reading->settings->files;
	int64_t most = files->most;
	if (!check_object(reading, value, "files", known) ||
	    !read_number(reading, given(value, "most_bytes"), "files.most_bytes",
			 SITE_FILE_BYTES_LEAST, (int64_t)ATTACHMENT_BYTES_MOST,
			 &files->most_bytes) ||
	    !read_number(reading, given(value, "most"), "files.most", 1, SITE_FILES_MOST, &most))
		return false;
	files->most = (int)most;
	const struct json *kinds = given(value, "kinds");
	return kinds == NULL || read_kinds(reading, kinds, &files->kinds);
}

static bool is_colour(const char *text)
{
	return text[0] == '\0' || (strlen(text) == 7 && text[0] == '#' &&
				   strspn(text + 1, "0123456789abcdefABCDEF") == 6);
}

bool read_look(struct reading *reading, const struct json *value)
{
	static const char *const known[] = {"colour", "position", "avatar", NULL};
	static const struct text_limit limit = {0, FILE_ID_LENGTH, true};
	struct site_look *look = &reading->settings->look;
	if (!check_object(reading, value, "look", known))
		return false;
	const struct json *colour = given(value, "colour");
	const struct json *avatar = given(value, "avatar");
	const struct json *position = given(value, "position");
	if ((colour != NULL &&
	     !reading_line(reading, colour, "look.colour", limit, &look->colour)) ||
	    (avatar != NULL && !reading_line(reading, avatar, "look.avatar", limit, &look->avatar)))
		return false;
	if (!is_colour(look->colour))
		return reading_not_allowed(reading, "look.colour");
	if (look->avatar[0] != '\0' && !file_id_is_valid(look->avatar))
		return reading_not_allowed(reading, "look.avatar");
	look->left = position != NULL && text_equal(position->text, "left");
	return position == NULL || look->left || text_equal(position->text, "right") ||
	       reading_not_allowed(reading, "look.position");
}

/* The form --------------------------------------------------------------------------------- */

static bool is_field_name(const char *name)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t length = name == NULL ? 0 : strlen(name);
	return length > 0 && length <= FORM_NAME_MOST && strspn(name, letters) == length;
}

static bool name_is_taken(const struct site_form *form, const char *name)
{
	for (int i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return true;
	return false;
}

static int form_kind_of(const char *name)
{
	for (int kind = 0; kind < FORM_KIND_COUNT; kind++)
		if (text_equal(name, form_kind_names[kind]))
			return kind;
	return -1;
}

static bool read_labels(struct reading *reading, const struct json *labels,
			struct site_form_field *field)
{
	static const struct text_limit limit = {1, FORM_LABEL_MOST, true};
	if (labels == NULL)
		return true;
	if (labels->type != JSON_OBJECT)
		return reading_wrong_type(reading, "form.label");
	for (const struct json *each = labels->first; each != NULL; each = each->next) {
		int language = reading_language(each->name);
		if (language < 0)
			return reading_not_allowed(reading, "form.label");
		if (!reading_line(reading, each, "form.label", limit, &field->label[language]))
			return false;
	}
	return true;
}

static bool read_options(struct reading *reading, const struct json *options,
			 struct site_form_field *field)
{
	static const struct text_limit limit = {1, FORM_LABEL_MOST, true};
	if (options != NULL && !reading_list(reading, options, FORM_OPTIONS_MOST))
		return false;
	if (options != NULL)
		for (const struct json *each = options->first; each != NULL; each = each->next)
			if (!reading_line(reading, each, "form.options", limit,
					  &field->options[field->option_count++]))
				return false;
	if (field->kind == FORM_CHOICE && field->option_count == 0)
		return fault_set(reading->fault, FAULT_MISSING_FIELD, "form.options");
	return true;
}

/* What the kind's own label can't say must have one of its own. */
static bool needs_label(const struct site_form_field *field)
{
	if (field->kind == FORM_NAME || field->kind == FORM_EMAIL || field->kind == FORM_PHONE)
		return false;
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		if (field->label[language] != NULL)
			return false;
	return true;
}

static bool read_form_field(struct reading *reading, const struct json *object,
			    struct site_form *form)
{
	static const char *const known[] = {"name", "kind", "required", "label", "options", NULL};
	struct site_form_field field = {0};
	if (!check_object(reading, object, "form.fields", known))
		return false;
	field.name = json_text(object, "name");
	if (!is_field_name(field.name) || name_is_taken(form, field.name))
		return reading_not_allowed(reading, "form.name");
	int kind = form_kind_of(json_text(object, "kind"));
	if (kind < 0)
		return reading_not_allowed(reading, "form.kind");
	field.kind = (enum form_kind)kind;
	field.required = json_bool(object, "required", false);
	if (!read_labels(reading, given(object, "label"), &field) ||
	    !read_options(reading, given(object, "options"), &field))
		return false;
	if (needs_label(&field))
		return fault_set(reading->fault, FAULT_MISSING_FIELD, "form.label");
	form->fields[form->count++] = field;
	return true;
}

bool read_form(struct reading *reading, const struct json *value)
{
	static const char *const known[] = {"when", "fields", NULL};
	struct site_form *form = &reading->settings->form;
	if (!check_object(reading, value, "form", known))
		return false;
	const char *when = json_text(value, "when");
	form->before_person = text_equal(when, "before-person");
	if (when != NULL && !form->before_person && strcmp(when, "before-chat") != 0)
		return reading_not_allowed(reading, "form.when");
	const struct json *fields = given(value, "fields");
	if (fields == NULL)
		return true;
	if (!reading_list(reading, fields, FORM_FIELDS_MOST))
		return false;
	for (const struct json *each = fields->first; each != NULL; each = each->next)
		if (!read_form_field(reading, each, form))
			return false;
	return true;
}

/* Times -------------------------------------------------------------------------------------- */

bool read_silence(struct reading *reading, const struct json *value)
{
	static const char *const known[] = {"no_reply_seconds", "silent_seconds", "close_seconds",
					    NULL};
	struct site_silence *silence = &reading->settings->silence;
	return check_object(reading, value, "silence", known) &&
	       read_number(reading, given(value, known[0]), "silence.no_reply_seconds", 0,
			   SITE_SILENCE_MOST, &silence->no_reply) &&
	       read_number(reading, given(value, known[1]), "silence.silent_seconds", 0,
			   SITE_SILENCE_MOST, &silence->silent) &&
	       read_number(reading, given(value, known[2]), "silence.close_seconds", 0,
			   SITE_SILENCE_MOST, &silence->close);
}

bool read_queue_most(struct reading *reading, const struct json *value)
{
	int64_t most = 0;
	if (!read_number(reading, value, "queue_most", 0, 100000, &most))
		return false;
	reading->settings->queue_most = (int)most;
	return true;
}

/* Writing ------------------------------------------------------------------------------------ */

static void write_files(struct json_writer *json, const struct site_files *files)
{
	json_open_object(json, "files");
	json_open_array(json, "kinds");
	for (int kind = 0; kind < ATTACHMENT_KIND_COUNT; kind++)
		if ((files->kinds >> kind & 1) != 0)
			json_add_text(json, NULL, attachment_kind_name((enum attachment_kind)kind));
	json_close_array(json);
	json_add_int(json, "most_bytes", files->most_bytes);
	json_add_int(json, "most", files->most);
	json_close_object(json);
}

static void write_field(struct json_writer *json, const struct site_form_field *field)
{
	json_open_object(json, NULL);
	json_add_text(json, "name", field->name);
	json_add_text(json, "kind", form_kind_name(field->kind));
	json_add_bool(json, "required", field->required);
	json_open_object(json, "label");
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		if (field->label[language] != NULL)
			json_add_text(json, language_tag((enum language)language),
				      field->label[language]);
	json_close_object(json);
	json_open_array(json, "options");
	for (int i = 0; i < field->option_count; i++)
		json_add_text(json, NULL, field->options[i]);
	json_close_array(json);
	json_close_object(json);
}

static void write_form(struct json_writer *json, const struct site_form *form)
{
	json_open_object(json, "form");
	json_add_text(json, "when", form->before_person ? "before-person" : "before-chat");
	json_open_array(json, "fields");
	for (int i = 0; i < form->count; i++)
		write_field(json, &form->fields[i]);
	json_close_array(json);
	json_close_object(json);
}

void site_widget_write(struct json_writer *json, const struct site_settings *settings)
{
	write_files(json, &settings->files);
	json_open_object(json, "look");
	json_add_text(json, "colour", settings->look.colour);
	json_add_text(json, "position", settings->look.left ? "left" : "right");
	json_add_text(json, "avatar", settings->look.avatar);
	json_close_object(json);
	write_form(json, &settings->form);
	json_open_object(json, "silence");
	json_add_int(json, "no_reply_seconds", settings->silence.no_reply);
	json_add_int(json, "silent_seconds", settings->silence.silent);
	json_add_int(json, "close_seconds", settings->silence.close);
	json_close_object(json);
	json_add_int(json, "queue_most", settings->queue_most);
}
