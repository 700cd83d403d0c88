/*
 * Permission: see permission.h.
 */
#include "http/permission.h"

#include <string.h>

static const struct {
	const char *word;
	unsigned bit;
	unsigned roles;
} permissions[PERMISSION_COUNT] = {
#define X(code, word_, roles_) {.word = word_, .bit = code, .roles = roles_},
    PERMISSIONS(X)
#undef X
};

unsigned permission_parse(const char *words)
{
	unsigned may = 0;
	while (*words != '\0') {
		size_t length = strcspn(words, " ");
		for (int i = 0; i < PERMISSION_COUNT; i++)
			if (strlen(permissions[i].word) == length &&
			    strncmp(permissions[i].word, words, length) == 0)
				may |= permissions[i].bit;
		words += length + strspn(words + length, " ");
	}
	return may;
}

unsigned permission_bit(const char *word)
{
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if (strcmp(permissions[i].word, word) == 0)
			return permissions[i].bit;
	return 0;
}

unsigned permission_of(enum role role, const char *own_words)
{
	unsigned may = MAY_STAFF;
	if (own_words != NULL)
		return may | permission_parse(own_words);
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if ((permissions[i].roles & 1u << role) != 0)
			may |= permissions[i].bit;
	return may;
}

unsigned permission_of_staff(const struct staff *staff)
{
	return permission_of(staff->role, staff->own_permissions);
}

enum role permission_base(unsigned may)
{
	if ((may & MAY_CONVERSE) == 0)
		return ROLE_EDITOR;
	return (may & MAY_OVERSEE) != 0 ? ROLE_SUPERVISOR : ROLE_AGENT;
}

void permission_write(struct json_writer *json, const char *name, unsigned may)
{
	json_open_array(json, name);
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if ((permissions[i].bit & may) != 0)
			json_add_text(json, NULL, permissions[i].word);
	json_close_array(json);
}
