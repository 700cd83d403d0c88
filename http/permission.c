/*
 * Permission: see permission.h.
 */
#include "http/permission.h"

static const struct {
	const char *word;
	unsigned roles;
} permissions[] = {
#define X(code, word_, roles_) {.word = word_, .roles = roles_},
    PERMISSIONS(X)
#undef X
};

unsigned permission_role(enum role role)
{
	switch (role) {
	case ROLE_AGENT:
		return MAY_AGENT;
	case ROLE_EDITOR:
		return MAY_EDITOR;
	case ROLE_SUPERVISOR:
		return MAY_SUPERVISOR;
	case ROLE_ADMIN:
		return MAY_ADMIN;
	case ROLE_COUNT:
		break;
	}
	return 0;
}

void permission_write(struct json_writer *json, const char *name, enum role role)
{
	unsigned bit = permission_role(role);
	json_open_array(json, name);
	for (size_t i = 0; i < sizeof(permissions) / sizeof(permissions[0]); i++)
		if ((permissions[i].roles & bit) != 0)
			json_add_text(json, NULL, permissions[i].word);
	json_close_array(json);
}
