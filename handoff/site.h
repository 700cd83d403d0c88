/*
 * Site: where the settings of sites are kept, each change a version.
 *
 * A site is named by the page ("default" when it names none).  One without a
 * row has the defaults and is made by its first change.  Reading on any
 * thread; applying on the writer.
 */
#ifndef FOYER_HANDOFF_SITE_H
#define FOYER_HANDOFF_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/site_settings.h"

#define SITE_VERSIONS_PAGE_MOST 200
#define SITES_MOST              500

/* One state of a site's settings. */
struct site {
	const char *name;
	int64_t version; /* 0: never changed, so the defaults */
	const struct site_settings *settings;
	const char *reason;     /* of a version, or NULL */
	const char *changed_by; /* display name, or NULL */
	int64_t changed_at;     /* 0 when never */
};

/* True when text can be a site's name: letters, digits, - and _. */
bool site_name_check(const char *name, struct fault *fault) MUST_USE;

/* The site as it is; one that was never changed has the defaults. */
bool site_read(struct db *db, const char *name, struct arena *arena, struct site *site,
	       struct fault *fault) MUST_USE;

/* All sites that were ever changed, and "default", by name. */
bool site_list(struct db *db, struct arena *arena, struct site **list, int *count,
	       struct fault *fault) MUST_USE;

/* Its versions, newest first, at most SITE_VERSIONS_PAGE_MOST. */
bool site_versions(struct db *db, const char *name, struct arena *arena, struct site **list,
		   int *count, struct fault *fault) MUST_USE;

/* Changes the settings.  FAULT_CHANGED_MEANWHILE when `version` isn't the
 * newest; FAULT_NOT_FOUND for a group that there isn't, FAULT_TOO_MANY sites. */
struct site_change {
	struct change change;
	struct arena *arena;
	const char *name;
	int64_t version; /* that was edited; 0 for a site without changes */
	const struct site_settings *settings;
	const char *reason; /* or NULL */
	struct staff_id by;
	/* result */
	int64_t new_version;
};
bool site_change_prepare(struct site_change *change, struct fault *fault) MUST_USE;

/* Makes an old version the newest.  FAULT_NOT_FOUND. */
struct site_restore {
	struct site_change change;
	int64_t restored; /* the version that comes back */
};
bool site_restore_prepare(struct site_restore *restore, struct fault *fault) MUST_USE;

#endif
