/*
 * Journal: opening and closing, and whether a chain can be gone on with.  See
 * journal.h.  The thread that opens and closes the store.
 */
#include "data/journal_format.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/clock.h"
#include "data/db_internal.h"
#include "data/log.h"

/* Their names survive a power cut once the folders that hold them are synced. */
static bool make_folders(const char *folder, struct fault *fault)
{
	static const char *const parts[] = {"changes", "bases", "snapshots"};
	char path[4096], parent[4096];
	if (mkdir(folder, 0700) == 0) {
		snprintf(parent, sizeof(parent), "%s", folder);
		if (!journal_sync_folder(dirname(parent), fault))
			return false;
	} else if (errno != EEXIST) {
		return journal_fault(fault, folder);
	}
	for (size_t at = 0; at < sizeof(parts) / sizeof(parts[0]); at++) {
		snprintf(path, sizeof(path), "%s/%s", folder, parts[at]);
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return journal_fault(fault, path);
	}
	return journal_sync_folder(folder, fault);
}

/* Walks a file to its last whole record, behind which journal->file_size is then. */
static bool find_last(struct journal *journal, struct journal_left *left)
{
	struct journal_head head;
	enum journal_found found;
	int64_t size = journal->file_size, offset = 0;
	while ((found = journal_read_head(journal->file, size, offset, &head)) == JOURNAL_WHOLE) {
		unsigned char *body = journal_room(journal, head.length + 1);
		found = journal_read_body(journal->file, offset, &head, body);
		if (found != JOURNAL_WHOLE)
			break;
		left->size = -1;
		if (head.kind == JOURNAL_CLOSED && head.length == sizeof(*left))
			memcpy(left, body, sizeof(*left));
		journal->last = head;
		offset += (int64_t)sizeof(head) + head.length;
	}
	journal->file_size = offset;
	return found != JOURNAL_UNREADABLE;
}

/* A file without a record would stand in the way of those before it. */
static bool remove_file(struct journal *journal, int64_t number)
{
	char path[4096];
	snprintf(path, sizeof(path), JOURNAL_NAME, journal->place.folder, (long long)number);
	close(journal->file);
	journal->file = -1;
	return unlink(path) == 0;
}

/* Finds a file's last record and cuts off what is behind it: one that was being
 * written when the machine lost its power.  Where more records are behind it,
 * the file was damaged, and is left as it is: nothing goes on from there. */
static bool end_in(struct journal *journal, int64_t number, struct journal_left *left)
{
	int64_t size = journal->file_size, behind = 0;
	if (!find_last(journal, left) ||
	    (journal->file_size < size &&
	     !journal_last_behind(journal->file, journal->file_size + 1, &behind)))
		return false;
	if (behind > 0) {
		log_line(LOG_ERROR, "journal", "%s is damaged behind change %lld",
			 journal->place.folder, (long long)journal->last.number);
		journal->file_size = size;
		journal->last.number = behind;
		journal->gave_up = true;
		return true;
	}
	return journal->file_size > 0 ? ftruncate(journal->file, journal->file_size) == 0
				      : remove_file(journal, number);
}

/* Finds the newest record. */
static bool find_end(struct journal *journal, struct journal_left *left, struct fault *fault)
{
	struct journal_numbers files;
	bool ok = journal_list(journal->place.folder, "changes", "changes", &files, fault);
	while (ok && journal->last.number == 0 && files.count > 0) {
		int64_t number = files.of[--files.count];
		ok = journal_open_file(journal, number, fault) &&
		     (end_in(journal, number, left) || journal_fault(fault, journal->place.folder));
	}
	free(files.of);
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
static bool look_for_base(struct journal *journal, struct fault *fault)
{
	struct journal_numbers bases, files = {0};
	bool ok = journal_list(journal->place.folder, "bases", "done", &bases, fault) &&
		  journal_list(journal->place.folder, "changes", "changes", &files, fault);
	int64_t newest = bases.count > 0 ? bases.of[bases.count - 1] : 0;
	if (ok && newest == 0)
		journal->wants_base = true;
	/* A break begins a file. */
	for (int at = 0; at < files.count; at++)
		if (files.of[at] >= newest &&
		    journal_begins_broken(journal->place.folder, files.of[at], true))
			journal->wants_base = true;
	free(bases.of);
	free(files.of);
	return ok;
}

/* How many frames the WAL holds. */
static bool count_frames(struct db *db, int *frames, struct fault *fault)
{
	int done = 0;
	int result = sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, frames, &done);
	return result == SQLITE_OK || result == SQLITE_BUSY || db_fault(db, result, fault);
}

/* Goes on with the chain, or begins another one. */
static bool go_on(struct journal *journal, struct db *db, const struct journal_left *left,
		  struct fault *fault)
{
	int frames = 0;
	if (!count_frames(db, &frames, fault))
		return false;
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
	    !go_on(journal, db, &left, fault) || !look_for_base(journal, fault)) {
		journal_free(journal);
		return NULL;
	}
	journal->number = journal->last.number;
	journal->at = journal->last.at;
	journal_start_helper(journal);
	return journal;
}

void journal_take_in(struct journal *journal, struct db *db)
{
	struct fault fault;
	int frames = 0;
	journal->is_behind = !count_frames(db, &frames, &fault) ||
			     !journal_catch_up(journal, frames, clock_now(), &fault);
	if (journal->is_behind)
		log_fault(LOG_ERROR, "journal", &fault);
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
