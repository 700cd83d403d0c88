/*
 * Canned: replies that are ready to be sent, found by "/" and a few letters.
 *
 * Somebody's own, a group's (for all who serve it), or everybody's; what is
 * not one's own is kept by supervisors.  The text is Markdown, links and
 * pictures included, and may hold variables such as {visitor}, which the desk
 * fills in once when the reply is put into the field.
 */
#ifndef FOYER_HANDOFF_CANNED_H
#define FOYER_HANDOFF_CANNED_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

#define CANNED_SHORTCUT_MOST 32
#define CANNED_TITLE_MOST    120
#define CANNED_TEXT_MOST     4000 /* as for a message */
#define CANNED_MOST          500  /* of one person, one group, or everybody's */

struct canned_id { char text[ID_LENGTH + 1]; };

struct canned {
	struct canned_id id;
	const char *scope;      /* "personal", "group" or "shared" */
	const char *keeper;     /* id of the person or the group; "" when shared */
	const char *group_name; /* of a group's, else NULL */
	const char *shortcut;
	const char *title;
	const char *text;
	const char *language; /* BCP 47; "": any */
	int64_t version;
	int64_t changed_at;
};

/* What this member may use, by shortcut. */
bool canned_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		 struct canned **list, int *count, struct fault *fault) MUST_USE;

/* Makes one (id "") or changes one; prepare, then submit &save->change.
 * FAULT_EXISTS (shortcut) when the same keeper has it already,
 * FAULT_CHANGED_MEANWHILE, FAULT_FORBIDDEN, FAULT_NOT_FOUND, FAULT_TOO_MANY. */
struct canned_save {
	struct change change;
	struct arena *arena;
	struct canned_id id; /* "": a new one */
	struct staff_id by;
	const char *scope; /* of a new one, as is the group */
	const char *group; /* id, when a group's */
	const char *shortcut;
	const char *title;
	const char *text;
	const char *language; /* NULL: any */
	int64_t version;      /* that was changed */
};
bool canned_save_prepare(struct canned_save *save, struct fault *fault) MUST_USE;

/* Takes one away.  FAULT_NOT_FOUND, FAULT_FORBIDDEN. */
struct canned_removal {
	struct change change;
	struct canned_id id;
	struct staff_id by;
};
void canned_removal_prepare(struct canned_removal *removal);

#endif
