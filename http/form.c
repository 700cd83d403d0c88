/*
 * Form: see form.h.
 */
#include "http/form.h"

#include <string.h>

#include "data/text.h"
#include "http/fields.h"

static const char *find(const char *form, const char *name, size_t *length)
{
	size_t name_length = strlen(name);

	while (form != NULL && *form != '\0') {
		size_t pair = strcspn(form, "&");
		if (pair > name_length && strncmp(form, name, name_length) == 0 &&
		    form[name_length] == '=') {
			*length = pair - name_length - 1;
			return form + name_length + 1;
		}
		form += pair + (form[pair] == '&');
	}
	return NULL;
}

/* Cuts a text to its first characters. */
static void cut(char *text, size_t most)
{
	const char *at = text;

	while (most-- > 0 && *at != '\0')
		(void)text_next(&at);
	text[at - text] = '\0';
}

const char *form_value(const char *form, const char *name, size_t most, struct arena *arena)
{
	struct fault fault;
	size_t length;
	char *text;
	const char *raw = find(form, name, &length);
	char *value = raw == NULL ? NULL : fields_decode(raw, length, true, arena);

	if (value == NULL)
		return "";
	cut(value, most);
	if (!text_clean(value, name, (struct text_limit){.most = most, .one_line = true}, arena,
			&text, &fault))
		return "";
	return text;
}

bool form_lines(const char *form, const char *name, size_t most, struct arena *arena,
		const char **text, struct fault *fault)
{
	size_t length;
	char *cleaned;
	const char *raw = find(form, name, &length);
	const char *value = raw == NULL ? "" : fields_decode(raw, length, true, arena);

	if (value == NULL)
		return fault_set(fault, FAULT_NOT_UTF8, name);
	if (!text_clean(value, name, (struct text_limit){.most = most}, arena, &cleaned, fault))
		return false;
	*text = cleaned;
	return true;
}
