/*
 * Journal: opening and closing, and whether a chain can be gone on with.  See
 * journal.h.  The thread that opens and closes the store.
 */
#include "data/journal_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/clock.h"
#include "data/db_internal.h"
#include "data/log.h"

static bool make_folders(const char *folder, struct fault *fault)
{
	static const char *const parts[] = {"", "/changes", "/bases", "/snapshots"};
	for (size_t at = 0; at < sizeof(parts) / sizeof(parts[0]); at++) {
		char path[4096];
		snprintf(path, sizeof(path), "%s%s", folder, parts[at]);
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return journal_fault(fault, path);
	}
	return true;
}

/* Walks a file to its last whole record; false when there is none. */
static bool find_last(struct journal *journal, struct journal_left *left)
{
	struct journal_head head;
	int64_t offset = 0;
	while (journal_read_all(journal->file, &head, sizeof(head), offset) &&
	       journal_head_is_good(&head)) {
		unsigned char hash[JOURNAL_HASH], *body = journal_room(journal, head.length + 1);
		if (!journal_read_all(journal->file, body, head.length, offset + (int64_t)sizeof(head)))
			break;
		journal_hash(body, head.length, hash);
		if (memcmp(hash, head.body_hash, sizeof(hash)) != 0)
			break;
		left->size = -1;
		if (head.kind == JOURNAL_CLOSED && head.length == sizeof(*left))
			memcpy(left, body, sizeof(*left));
		journal->last = head;
		offset += (int64_t)sizeof(head) + head.length;
	}
	journal->file_size = offset;
	return offset > 0;
}

/* Finds the newest record and cuts off what is behind it: one that was being
 * written when the machine lost its power. */
static bool find_end(struct journal *journal, struct journal_left *left, struct fault *fault)
{
	int count;
	bool ok = true, found = false;
	int64_t *files = journal_list(journal->place.folder, "changes", "changes", &count);
	while (ok && !found && count > 0) {
		ok = journal_open_file(journal, files[--count], fault);
		found = ok && find_last(journal, left);
		if (ok && ftruncate(journal->file, journal->file_size) != 0)
			ok = journal_fault(fault, journal->place.folder);
	}
	free(files);
	return ok;
}

static struct journal_left left_as(int database)
{
	struct stat status;
	if (fstat(database, &status) != 0)
		return (struct journal_left){-2, 0};
	return (struct journal_left){
	    status.st_size, (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec};
}

/* A chain needs a base that was begun after it. */
static bool has_base(const struct journal *journal)
{
	int count;
	int64_t *bases = journal_list(journal->place.folder, "bases", "done", &count);
	int64_t newest = count > 0 ? bases[count - 1] : 0;
	free(bases);
	int64_t *files = journal_list(journal->place.folder, "changes", "changes", &count);
	bool is_broken = newest == 0;
	/* A break begins a file. */
	for (int at = 0; at < count; at++)
		if (files[at] >= newest && journal_begins_broken(journal->place.folder, files[at]))
			is_broken = true;
	free(files);
	return !is_broken;
}

/* Goes on with the chain, or begins another one. */
static bool go_on(struct journal *journal, struct db *db, const struct journal_left *left,
		  struct fault *fault)
{
	int frames = 0, done = 0;
	int result = sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &done);
	if (result != SQLITE_OK && result != SQLITE_BUSY)
		return db_fault(db, result, fault);
	if (frames > 0)
		return journal_catch_up(journal, frames, clock_now(), fault);
	struct journal_left now = left_as(journal->database);
	journal->wal_is_new = true;
	if (left->size == now.size && left->changed_ns == now.changed_ns && !journal->gave_up)
		return true;
	bool ok = journal_begin_chain(journal, (struct wal_place){{0, 0}, 0}, fault);
	journal->wal_is_new = true;
	return ok;
}

static struct journal *journal_new(const struct journal_place *place)
{
	struct journal *journal = memory_new(sizeof(*journal));
	journal->place = (struct journal_place){memory_text(place->data), memory_text(place->database),
						memory_text(place->folder), place->days};
	journal->snapshots = memory_new(strlen(place->data) + sizeof("/snapshots"));
	sprintf(journal->snapshots, "%s/snapshots", place->data);
	journal->file = journal->wal = journal->database = -1;
	pthread_mutex_init(&journal->lock, NULL);
	pthread_cond_init(&journal->wake, NULL);
	return journal;
}

static void journal_free(struct journal *journal)
{
	if (journal->file >= 0)
		close(journal->file);
	if (journal->wal >= 0)
		close(journal->wal);
	if (journal->database >= 0)
		close(journal->database);
	pthread_cond_destroy(&journal->wake);
	pthread_mutex_destroy(&journal->lock);
	free((char *)journal->place.data);
	free((char *)journal->place.database);
	free((char *)journal->place.folder);
	free(journal->snapshots);
	free(journal->bytes);
	free(journal);
}

struct journal *journal_open(const struct journal_place *place, struct db *db, struct fault *fault)
{
	struct journal *journal = journal_new(place);
	struct journal_left left = {-1, 0};
	char path[4096];
	journal_gave_up_path(journal, path, sizeof(path));
	journal->gave_up = access(path, F_OK) == 0;
	journal->database = open(place->database, O_RDONLY | O_CLOEXEC);
	bool ok = journal->database >= 0 || journal_fault(fault, place->database);
	if (!ok || !make_folders(place->folder, fault) || !find_end(journal, &left, fault) ||
	    !go_on(journal, db, &left, fault)) {
		journal_free(journal);
		return NULL;
	}
	journal->number = journal->last.number;
	journal->at = journal->last.at;
	if (!has_base(journal))
		journal->wants_base = true;
	journal_start_helper(journal);
	return journal;
}

void journal_close(struct journal **journal_)
{
	struct journal *journal = *journal_;
	struct fault fault;
	struct wal_place none = {{0, 0}, 0};
	journal_stop_helper(journal);
	struct journal_left left = left_as(journal->database);
	if (!journal->is_behind &&
	    !journal_put_note(journal, JOURNAL_CLOSED, none, &left, sizeof(left), &fault))
		log_fault(LOG_ERROR, "journal", &fault);
	journal_free(journal);
	*journal_ = NULL;
}
