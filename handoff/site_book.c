/*
 * Site book: see site_book.h.  What has changed is one number that the hub's
 * thread counts up; the book is then read once, by the first who wants it.
 */
#include "handoff/site_book.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "data/hub.h"
#include "handoff/site.h"

SQL_SCAN(BOOK_GROUPS, "SELECT id, name, is_open, is_default, by_hours, hours "
		      "FROM service_group ORDER BY created_at LIMIT $1");

#define GROUPS_MOST 2000

struct site_book {
	atomic_int references;
	int64_t edition; /* how often something had changed when it was read */
	struct arena *arena;
	struct site *sites;
	int site_count;
	struct site_group *groups;
	int group_count;
};

struct site_shelf {
	struct store *store;
	pthread_mutex_t reading; /* one reads at a time, so that no book is older than one before it */
	pthread_mutex_t lock;
	struct site_book *newest; /* under the lock */
	atomic_llong edition;
};

/* The shelf -------------------------------------------------------------------------------- */

static void woken(void *subscriber, const struct topic *topics, size_t count)
{
	struct site_shelf *shelf = subscriber;
	struct topic wanted = topic_of(TOPIC_SITE, "");
	for (size_t i = 0; i < count; i++)
		if (topics[i].key == wanted.key)
			atomic_fetch_add(&shelf->edition, 1);
}

struct site_shelf *site_shelf_new(struct store *store)
{
	struct site_shelf *shelf = memory_new(sizeof(*shelf));
	shelf->store = store;
	shelf->newest = NULL;
	atomic_init(&shelf->edition, 0);
	pthread_mutex_init(&shelf->reading, NULL);
	pthread_mutex_init(&shelf->lock, NULL);
	hub_subscribe(store_hub(store), woken, shelf);
	return shelf;
}

void site_shelf_free(struct site_shelf **shelf)
{
	if (*shelf == NULL)
		return;
	hub_unsubscribe(store_hub((*shelf)->store), *shelf);
	site_book_release(&(*shelf)->newest);
	pthread_mutex_destroy(&(*shelf)->lock);
	pthread_mutex_destroy(&(*shelf)->reading);
	free(*shelf);
	*shelf = NULL;
}

/* The book on the shelf, or NULL where what has changed since is not in it. */
static struct site_book *newest(struct site_shelf *shelf)
{
	int64_t edition = atomic_load(&shelf->edition);
	pthread_mutex_lock(&shelf->lock);
	struct site_book *book = shelf->newest;
	if (book != NULL && book->edition < edition)
		book = NULL;
	if (book != NULL)
		atomic_fetch_add(&book->references, 1);
	pthread_mutex_unlock(&shelf->lock);
	return book;
}

static void put(struct site_shelf *shelf, struct site_book *book)
{
	atomic_fetch_add(&book->references, 1);
	pthread_mutex_lock(&shelf->lock);
	struct site_book *before = shelf->newest;
	shelf->newest = book;
	pthread_mutex_unlock(&shelf->lock);
	site_book_release(&before);
}

/* Books ------------------------------------------------------------------------------------- */

static void read_group(struct query *query, struct site_book *book)
{
	struct site_group *group = &book->groups[book->group_count++];
	row_text_into(query, "id", group->id.text, sizeof(group->id.text));
	group->name = row_text(query, "name", book->arena);
	group->by_hand = row_int(query, "is_open") != 0;
	group->is_default = row_int(query, "is_default") != 0;
	group->by_hours = row_int(query, "by_hours") != 0;
	group->hours = hours_stored(row_text(query, "hours", book->arena), book->arena);
}

static bool read_groups(struct db *db, struct site_book *book, struct fault *fault)
{
	book->groups = arena_array(book->arena, GROUPS_MOST, sizeof(*book->groups));
	struct query *query = db_query(db, &BOOK_GROUPS);
	query_int(query, 1, GROUPS_MOST);
	while (query_next(query))
		read_group(query, book);
	return query_end(&query, fault);
}

/* Hands each group what is kept of its past. */
static bool read_openings(struct db *db, struct site_book *book, struct fault *fault)
{
	struct group_opening *all;
	int count;
	if (!group_openings_read(db, book->arena, &all, &count, fault))
		return false;
	for (int i = 0; i < book->group_count && count > 0; i++) {
		struct site_group *group = &book->groups[i];
		int at = 0;
		while (at < count && strcmp(all[at].group.text, group->id.text) != 0)
			at++;
		group->past = all + at;
		while (at + group->past_count < count &&
		       strcmp(group->past[group->past_count].group.text, group->id.text) == 0)
			group->past_count++;
	}
	return true;
}

static struct site_book *read_book(struct site_shelf *shelf, struct fault *fault)
{
	struct site_book *book = memory_new(sizeof(*book));
	/* What was committed before the edition was read is in the book. */
	*book = (struct site_book){.edition = atomic_load(&shelf->edition), .arena = arena_new()};
	atomic_init(&book->references, 1);
	struct db *db = store_reader(shelf->store);
	store_begin_view(db);
	bool good = site_list(db, book->arena, &book->sites, &book->site_count, fault) &&
		    read_groups(db, book, fault) && read_openings(db, book, fault);
	store_end_view(db);
	if (!good)
		site_book_release(&book);
	return book;
}

struct site_book *site_book_open(struct site_shelf *shelf, struct fault *fault)
{
	struct site_book *book = newest(shelf);
	if (book != NULL)
		return book;
	pthread_mutex_lock(&shelf->reading);
	book = newest(shelf); /* another may have read it meanwhile */
	if (book == NULL) {
		book = read_book(shelf, fault);
		if (book != NULL)
			put(shelf, book);
	}
	pthread_mutex_unlock(&shelf->reading);
	return book;
}

void site_book_release(struct site_book **book)
{
	if (*book != NULL && atomic_fetch_sub(&(*book)->references, 1) == 1) {
		arena_free(&(*book)->arena);
		free(*book);
	}
	*book = NULL;
}

/* Looking things up --------------------------------------------------------------------------- */

const struct site_settings *site_book_find(const struct site_book *book, const char *site)
{
	for (int i = 0; book != NULL && i < book->site_count; i++)
		if (strcmp(book->sites[i].name, site) == 0)
			return book->sites[i].settings;
	return site_settings_default();
}

static const struct site_group *find_group(const struct site_book *book, const struct group_id *id)
{
	for (int i = 0; i < book->group_count; i++)
		if (strcmp(book->groups[i].id.text, id->text) == 0)
			return &book->groups[i];
	return NULL;
}

const struct site_group *site_book_route(const struct site_book *book,
					 const struct site_settings *settings,
					 const struct group_id *entry_group)
{
	const struct site_group *group = NULL;
	if (book == NULL)
		return NULL;
	if (entry_group->text[0] != '\0')
		group = find_group(book, entry_group);
	if (group == NULL && settings->group.text[0] != '\0')
		group = find_group(book, &settings->group);
	for (int i = 0; i < book->group_count && group == NULL; i++)
		if (book->groups[i].is_default)
			group = &book->groups[i];
	return group;
}

static bool open_by(bool by_hand, bool by_hours, const struct hours *hours, int64_t now)
{
	return by_hours && hours != NULL ? hours_open_at(hours, now) : by_hand;
}

static bool is_open(const struct site_group *group, int64_t now)
{
	const struct group_opening *past = group->past;
	int at = group->past_count - 1;
	if (at <= 0 || now >= past[at].from)
		return open_by(group->by_hand, group->by_hours, group->hours, now);
	while (at > 0 && now < past[at].from)
		at--;
	return open_by(past[at].by_hand, past[at].by_hours, past[at].hours, now);
}

struct group_id site_book_group(const struct site_book *book, const char *name_or_id)
{
	struct group_id none = {""};
	for (int i = 0; book != NULL && name_or_id != NULL && i < book->group_count; i++)
		if (strcmp(book->groups[i].name, name_or_id) == 0 ||
		    strcmp(book->groups[i].id.text, name_or_id) == 0)
			return book->groups[i].id;
	return none;
}

const char *const *site_book_open_groups(const struct site_book *book, int64_t now,
					 struct arena *arena, int *count)
{
	int many = book == NULL ? 0 : book->group_count;
	const char **names = arena_array(arena, (size_t)many + 1, sizeof(*names));
	*count = 0;
	for (int i = 0; i < many; i++)
		if (is_open(&book->groups[i], now))
			names[(*count)++] = book->groups[i].name;
	return names;
}
