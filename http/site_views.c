/*
 * Site views: see site_views.h.  Pure; any thread.
 */
#include "http/site_views.h"

#include "handoff/attachment_kind.h"

void view_site_look(struct json_writer *json, const struct site_settings *site)
{
	json_open_object(json, "look");
	json_add_text(json, "colour", site->look.colour[0] == '\0' ? NULL : site->look.colour);
	json_add_text(json, "position", site->look.left ? "left" : "right");
	json_add_text(json, "avatar", site->look.avatar[0] == '\0' ? NULL : site->look.avatar);
	json_close_object(json);
}

static void add_files(struct json_writer *json, const struct site_files *files,
		      struct arena *arena)
{
	if (files->kinds == 0) {
		json_add_null(json, "files");
		return;
	}
	json_open_object(json, "files");
	json_add_int(json, "most_bytes", files->most_bytes);
	json_add_int(json, "most", files->most);
	json_add_text(json, "accept", attachment_extensions(files->kinds, arena));
	json_close_object(json);
}

/* In the reader's language, else the first that there is. */
static const char *label_of(const struct site_form_field *field, enum language language)
{
	if (field->label[language] != NULL)
		return field->label[language];
	for (int other = 0; other < LANGUAGE_COUNT; other++)
		if (field->label[other] != NULL)
			return field->label[other];
	return NULL;
}

static void add_field(struct json_writer *json, const struct site_form_field *field,
		      enum language language)
{
	json_open_object(json, NULL);
	json_add_text(json, "name", field->name);
	json_add_text(json, "kind", form_kind_name(field->kind));
	json_add_bool(json, "required", field->required);
	json_add_text(json, "label", label_of(field, language));
	json_open_array(json, "options");
	for (int i = 0; i < field->option_count; i++)
		json_add_text(json, NULL, field->options[i]);
	json_close_array(json);
	json_close_object(json);
}

static void add_form(struct json_writer *json, const struct site_form *form,
		     enum language language)
{
	if (form->count == 0) {
		json_add_null(json, "form");
		return;
	}
	json_open_object(json, "form");
	json_add_text(json, "when", form->before_person ? "before-person" : "before-chat");
	json_open_array(json, "fields");
	for (int i = 0; i < form->count; i++)
		add_field(json, &form->fields[i], language);
	json_close_array(json);
	json_close_object(json);
}

void view_site_widget(struct json_writer *json, const struct site_settings *site,
		      enum language language, struct arena *arena)
{
	add_files(json, &site->files, arena);
	view_site_look(json, site);
	add_form(json, &site->form, language);
}
