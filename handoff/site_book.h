/*
 * Site book: all sites' settings and the groups' hours, as they are now,
 * held in memory.
 *
 * So a turn reads none of it from the store.  A book never changes; whoever
 * begins something opens the newest and keeps it until it is over.  The hub
 * says when there is something new, and the next who opens reads it.
 *
 * Opening belongs to threads that have a reader and no view begun; looking
 * things up and releasing to any.
 */
#ifndef FOYER_HANDOFF_SITE_BOOK_H
#define FOYER_HANDOFF_SITE_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/hours.h"
#include "data/store.h"
#include "handoff/group_opening.h"
#include "handoff/site_settings.h"

struct site_shelf;
struct site_book;

/* The shelf holds the newest book.  Before store_close it is freed; books in
 * use outlive it. */
struct site_shelf *site_shelf_new(struct store *store);
void site_shelf_free(struct site_shelf **shelf);

/* The newest book with a reference for the caller; NULL when it can't be read. */
struct site_book *site_book_open(struct site_shelf *shelf, struct fault *fault) MUST_USE;
void site_book_release(struct site_book **book);

/* A site's settings, the defaults for one that says nothing.  book may be NULL. */
const struct site_settings *site_book_find(const struct site_book *book, const char *site);

struct site_group {
	struct group_id id;
	const char *name;
	bool is_default;
	bool by_hand;  /* open, when it isn't by hours */
	bool by_hours;
	const struct hours *hours; /* or NULL */
	const struct group_opening *past; /* by time, when its opening was changed ever */
	int past_count;
};
/* The group that serves a conversation of this site: the one that the page
 * named, or the site's, or the default; NULL when the book has none. */
const struct site_group *site_book_route(const struct site_book *book,
					 const struct site_settings *settings,
					 const struct group_id *entry_group);

/* The group of this name or id; "" for NULL and for one that there isn't. */
struct group_id site_book_group(const struct site_book *book, const char *name_or_id);

/* The names of the groups that are open at this moment, or were, by what held
 * then, for the conditions of rules; *count of them, in the arena. */
const char *const *site_book_open_groups(const struct site_book *book, int64_t now,
					 struct arena *arena, int *count);

#endif
