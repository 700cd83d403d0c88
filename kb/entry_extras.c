/*
 * What goes with an entry's answer: checks buttons, files, sites, dates; see
 * entry.h.  Pure; any thread.
 */
#include <stdlib.h>
#include <string.h>

#include "data/text.h"
#include "kb/entry.h"
#include "kb/file.h"
#include "kb/paging.h"

/* Links ------------------------------------------------------------------------------ */

/* What a visitor's page may be led to; "javascript:" and "data:" run things. */
static bool is_link(const char *target)
{
	static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:"};
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (strncmp(target, schemes[i], strlen(schemes[i])) == 0 &&
		    target[strlen(schemes[i])] != '\0')
			return strpbrk(target, " \"<>\\") == NULL;
	return false;
}

/* Buttons ------------------------------------------------------------------------------ */

static bool clean_button(const struct entry_button *button, struct arena *arena,
			 struct entry_button *out, struct fault *fault)
{
	static const struct text_limit label_limit = {1, ENTRY_BUTTON_LABEL_MOST, true};
	struct text_limit target_limit = {button->action != ENTRY_BUTTON_PERSON,
					  ENTRY_BUTTON_TARGET_MOST, true};
	char *label;
	char *target;
	if (!text_clean(button->label, "buttons.label", label_limit, arena, &label, fault) ||
	    !text_clean(button->target, "buttons.target", target_limit, arena, &target, fault))
		return false;
	if (button->action == ENTRY_BUTTON_LINK && !is_link(target))
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "buttons.target",
				    "an address with https://, http://, mailto: or tel:");
	*out = (struct entry_button){button->action, label, target};
	return true;
}

static bool clean_buttons(const struct entry_draft *draft, struct arena *arena,
			  struct entry_draft *out, struct fault *fault)
{
	if (draft->button_count > ENTRY_BUTTONS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "buttons", draft->button_count,
				   ENTRY_BUTTONS_MOST);
	struct entry_button *buttons =
	    arena_array(arena, (size_t)draft->button_count + 1, sizeof(*buttons));
	for (int i = 0; i < draft->button_count; i++)
		if (!clean_button(&draft->buttons[i], arena, &buttons[i], fault))
			return false;
	out->buttons = buttons;
	out->button_count = draft->button_count;
	return true;
}

/* Files ---------------------------------------------------------------------------------- */

static bool clean_files(const struct entry_draft *draft, struct arena *arena,
			struct entry_draft *out, struct fault *fault)
{
	static const struct text_limit limit = {1, ENTRY_FILE_NAME_MOST, true};
	if (draft->file_count > ENTRY_FILES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "files", draft->file_count,
				   ENTRY_FILES_MOST);
	struct entry_file *files =
	    arena_array(arena, (size_t)draft->file_count + 1, sizeof(*files));
	for (int i = 0; i < draft->file_count; i++) {
		char *name;
		if (!file_id_is_valid(draft->files[i].file))
			return fault_set(fault, FAULT_NOT_FOUND, "files.file");
		if (!text_clean(draft->files[i].name, "files.name", limit, arena, &name, fault))
			return false;
		files[i] = (struct entry_file){draft->files[i].file, name};
	}
	out->files = files;
	out->file_count = draft->file_count;
	return true;
}

/* Sites ------------------------------------------------------------------------------------ */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool clean_sites(const struct entry_draft *draft, struct arena *arena,
			struct entry_draft *out, struct fault *fault)
{
	static const struct text_limit limit = {1, ENTRY_SITE_MOST, true};
	if (draft->site_count > ENTRY_SITES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "sites", draft->site_count,
				   ENTRY_SITES_MOST);
	const char **sites = arena_array(arena, (size_t)draft->site_count + 1, sizeof(*sites));
	int count = 0;
	for (int i = 0; i < draft->site_count; i++) {
		char *site;
		if (!text_clean(draft->sites[i], "sites", limit, arena, &site, fault))
			return false;
		if (strchr(site, ' ') != NULL)
			return fault_set(fault, FAULT_BAD_CHARACTER, "sites");
		sites[count++] = site;
	}
	qsort(sites, (size_t)count, sizeof(*sites), compare_texts);
	out->site_count = 0;
	for (int i = 0; i < count; i++)
		if (i == 0 || strcmp(sites[i], sites[i - 1]) != 0)
			sites[out->site_count++] = sites[i];
	out->sites = sites;
	return true;
}

const char *entry_join_sites(const struct entry_draft *draft, struct arena *arena)
{
	size_t length = 1;
	for (int i = 0; i < draft->site_count; i++)
		length += strlen(draft->sites[i]) + 1;
	char *joined = arena_alloc(arena, length);
	char *at = joined;
	for (int i = 0; i < draft->site_count; i++) {
		size_t size = strlen(draft->sites[i]);
		if (i > 0)
			*at++ = ' ';
		memcpy(at, draft->sites[i], size);
		at += size;
	}
	return joined;
}

void entry_split_sites(const char *sites, struct arena *arena, struct entry_draft *draft)
{
	struct list list = list_new(arena, sizeof(const char *));
	while (*sites != '\0') {
		size_t size = strcspn(sites, " ");
		*(const char **)list_add(&list) = arena_copy_text(arena, sites, size);
		sites += size;
		sites += strspn(sites, " ");
	}
	draft->sites = list.items;
	draft->site_count = list.count;
}

/* Together ----------------------------------------------------------------------------------- */

bool entry_clean_extras(const struct entry_draft *draft, struct arena *arena,
			struct entry_draft *out, struct fault *fault)
{
	static const struct text_limit limit = {0, ENTRY_EXTERNAL_ID_MOST, true};
	char *translation;
	if (!text_clean(draft->translation == NULL ? "" : draft->translation, "translation", limit,
			arena, &translation, fault) ||
	    !clean_buttons(draft, arena, out, fault) || !clean_files(draft, arena, out, fault) ||
	    !clean_sites(draft, arena, out, fault))
		return false;
	if (draft->valid_until != 0 && draft->valid_until <= draft->valid_from)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "valid_until",
				    "later than valid_from");
	out->translation = translation;
	out->status = draft->status;
	out->valid_from = draft->valid_from;
	out->valid_until = draft->valid_until;
	return true;
}
