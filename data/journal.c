/*
 * Journal: taking in commits.  See journal.h.  Not here: opening and closing
 * (journal_open.c), bases and snapshots (journal_base.c), restoring
 * (journal_restore.c).  Writer thread.
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
#include "data/log.h"

#define TRY_AGAIN_MS     1000
#define BASE_AFTER_BYTES ((int64_t)256 << 20) /* of changes at least, else as many as the database has */

/* Records ------------------------------------------------------------------------------ */

bool journal_open_file(struct journal *journal, int64_t number, struct fault *fault)
{
	char path[4096], folder[4096];
	snprintf(path, sizeof(path), JOURNAL_NAME, journal->place.folder, (long long)number);
	snprintf(folder, sizeof(folder), "%s/changes", journal->place.folder);
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct stat status;
	if (file < 0 || fstat(file, &status) != 0) {
		journal_fault(fault, path);
		if (file >= 0)
			close(file);
		return false;
	}
	if (!journal_sync_folder(folder, fault)) {
		close(file);
		return false;
	}
	if (journal->file >= 0)
		close(journal->file);
	journal->file = file;
	journal->file_size = status.st_size;
	return true;
}

/* Behind the last record that counts, what failed may have left something. */
static bool cut_rest(const struct journal *journal)
{
	struct stat status;
	if (journal->file < 0)
		return true;
	return fstat(journal->file, &status) == 0 &&
	       (status.st_size <= journal->file_size ||
		(ftruncate(journal->file, journal->file_size) == 0 && fdatasync(journal->file) == 0));
}

/* Goes on in a new file.  Nothing in it counts yet, although something may
 * have failed there before. */
static bool begin_file(struct journal *journal, int64_t number, struct fault *fault)
{
	if (!cut_rest(journal))
		return journal_fault(fault, journal->place.folder);
	if (!journal_open_file(journal, number, fault))
		return false;
	journal->file_size = 0;
	return cut_rest(journal) || journal_fault(fault, journal->place.folder);
}

unsigned char *journal_room(struct journal *journal, size_t length)
{
	if (journal->room < length) {
		journal->bytes = memory_resize(journal->bytes, length);
		journal->room = length;
	}
	return journal->bytes;
}

/* Writes a record whose body is in journal->bytes, behind the head; it counts
 * only once the file is synced and journal->last is moved on by the caller. */
static bool put(struct journal *journal, struct journal_head *head, int64_t offset)
{
	journal_seal(head, journal->bytes + sizeof(*head));
	memcpy(journal->bytes, head, sizeof(*head));
	return journal_write_all(journal->file, journal->bytes, sizeof(*head) + head->length, offset);
}

static struct journal_head head_after(const struct journal_head *last, enum journal_kind kind,
				      int64_t now)
{
	struct journal_head head;
	memset(&head, 0, sizeof(head));
	head.magic = JOURNAL_MAGIC;
	head.kind = kind;
	head.number = last->number + 1;
	head.at = now > last->at ? now : last->at;
	head.wal = last->wal;
	return head;
}

/* A record of its own: BROKEN or CLOSED. */
bool journal_put_note(struct journal *journal, enum journal_kind kind, struct wal_place wal,
		     const void *body, size_t length, struct fault *fault)
{
	struct journal_head head = head_after(&journal->last, kind, clock_now());
	head.wal = wal;
	head.length = (uint32_t)length;
	unsigned char *bytes = journal_room(journal, sizeof(head) + length);
	if (length > 0)
		memcpy(bytes + sizeof(head), body, length);
	if ((journal->file < 0 || kind == JOURNAL_BROKEN) && !begin_file(journal, head.number, fault))
		return false;
	if (!put(journal, &head, journal->file_size) || fdatasync(journal->file) != 0)
		return journal_fault(fault, journal->place.folder);
	journal->file_size += (int64_t)(sizeof(head) + length);
	journal->last = head;
	journal->at = head.at;
	journal->number = head.number;
	return true;
}

/* The WAL ------------------------------------------------------------------------------ */

static uint32_t big_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* The WAL file may have been removed and made anew by whoever closed last. */
static bool open_wal(struct journal *journal)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s-wal", journal->place.database);
	if (journal->wal < 0)
		journal->wal = open(path, O_RDONLY | O_CLOEXEC);
	return journal->wal >= 0;
}

static bool read_wal_head(struct journal *journal, uint32_t salt[2], uint32_t *page_size)
{
	unsigned char head[WAL_HEAD];
	if (!open_wal(journal) || !journal_read_all(journal->wal, head, sizeof(head), 0))
		return false;
	*page_size = big_endian(head + 8);
	salt[0] = big_endian(head + 16);
	salt[1] = big_endian(head + 20);
	return *page_size >= 512 && *page_size <= WAL_PAGE_MOST;
}

/* The frames [from, from + count) behind a head in journal->bytes. */
static bool read_frames(struct journal *journal, const uint32_t salt[2], int64_t from, int64_t count)
{
	size_t frame = WAL_FRAME_HEAD + journal->page_size;
	unsigned char *body =
	    journal_room(journal, sizeof(struct journal_head) + frame * (size_t)count) +
	    sizeof(struct journal_head);
	if (!journal_read_all(journal->wal, body, frame * (size_t)count,
			      WAL_HEAD + from * (int64_t)frame))
		return false;
	for (int64_t at = 0; at < count; at++, body += frame)
		if (big_endian(body + 8) != salt[0] || big_endian(body + 12) != salt[1]) {
			errno = ESTALE;
			return false;
		}
	return true;
}

/* Takes in the frames up to `frames`, in records of a bounded size, and syncs once. */
static bool take_in(struct journal *journal, const uint32_t salt[2], int64_t from, int64_t frames,
		    int64_t now)
{
	struct journal_head last = journal->last;
	int64_t offset = journal->file_size;
	while (from < frames) {
		int64_t count = frames - from < JOURNAL_RECORD_MOST ? frames - from : JOURNAL_RECORD_MOST;
		bool is_last = from + count == frames;
		struct journal_head head = head_after(&last, is_last ? JOURNAL_COMMIT : JOURNAL_PART, now);
		if (!read_frames(journal, salt, from, count))
			return false;
		from += count;
		head.wal = (struct wal_place){{salt[0], salt[1]}, from};
		head.page_size = journal->page_size;
		head.length = (uint32_t)(count * (WAL_FRAME_HEAD + journal->page_size));
		if (!put(journal, &head, offset))
			return false;
		offset += (int64_t)sizeof(head) + head.length;
		last = head;
	}
	if (fdatasync(journal->file) != 0)
		return false;
	journal->written += offset - journal->file_size;
	journal->bytes_since_base += offset - journal->file_size;
	journal->file_size = offset;
	journal->wal_is_new = false;
	journal->last = last;
	journal->at = last.at;
	journal->number = last.number;
	journal->commits++;
	return true;
}

/* From which frame on the journal lacks the WAL's; -1 when it can't know. */
static int64_t missing_from(const struct journal *journal, const uint32_t salt[2], int64_t frames)
{
	const struct wal_place *last = &journal->last.wal;
	if (journal->wal_is_new)
		return 0;
	if (journal->gave_up)
		return -1;
	if (salt[0] == last->salt[0] && salt[1] == last->salt[1])
		return last->frames <= frames ? last->frames : -1;
	/* Begun anew once, which happens only after all of it was taken in. */
	return salt[0] == last->salt[0] + 1 ? 0 : -1;
}

/* A file in the data folder says that a chain was given up, so that it isn't
 * gone on with after a crash. */
void journal_gave_up_path(const struct journal *journal, char *out, size_t size)
{
	snprintf(out, size, "%s/journal-given-up", journal->place.data);
}

/* Unless that can be noted, what the journal lacks is kept in the WAL. */
static void give_up(struct journal *journal)
{
	char path[4096];
	struct fault fault;
	journal_gave_up_path(journal, path, sizeof(path));
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	journal->gave_up =
	    file >= 0 && fsync(file) == 0 && journal_sync_folder(journal->place.data, &fault);
	if (file >= 0)
		close(file);
	if (journal->gave_up)
		log_line(LOG_ERROR, "journal",
			 "%s couldn't be written for too long: until it can, nothing is kept there",
			 journal->place.folder);
}

/* Something was missed: what follows needs a base of its own. */
bool journal_begin_chain(struct journal *journal, struct wal_place wal, struct fault *fault)
{
	char path[4096];
	if (!journal_put_note(journal, JOURNAL_BROKEN, wal, NULL, 0, fault))
		return false;
	journal_gave_up_path(journal, path, sizeof(path));
	if (unlink(path) != 0 && errno != ENOENT)
		return journal_fault(fault, path);
	journal->gave_up = journal->wal_is_new = false;
	journal->wants_base = true;
	pthread_mutex_lock(&journal->lock);
	journal->base_from = 0; /* one that was to be made is of the chain before */
	pthread_mutex_unlock(&journal->lock);
	log_line(LOG_WARNING, "journal",
		 "the journal begins anew at %lld: a new base will be copied",
		 (long long)journal->number);
	return true;
}

bool journal_catch_up(struct journal *journal, int64_t frames, int64_t now, struct fault *fault)
{
	uint32_t salt[2];
	if (frames <= 0)
		return true;
	if (!read_wal_head(journal, salt, &journal->page_size))
		return journal_fault(fault, journal->place.database);
	int64_t from = missing_from(journal, salt, frames);
	if (from < 0)
		return journal_begin_chain(journal, (struct wal_place){{salt[0], salt[1]}, frames}, fault);
	if (from == frames)
		return true;
	if (journal->file_size >= JOURNAL_FILE_BYTES && !begin_file(journal, journal->last.number + 1, fault))
		return false;
	return take_in(journal, salt, from, frames, now) ||
	       journal_fault(fault, journal->place.folder);
}

/* Restoring applies what came after a base: not much more than the base itself. */
static void want_base_in_time(struct journal *journal)
{
	struct stat status;
	int64_t enough = BASE_AFTER_BYTES;
	if (journal->bytes_since_base <= enough)
		return;
	if (fstat(journal->database, &status) == 0 && status.st_size > enough)
		enough = status.st_size;
	if (journal->bytes_since_base > enough)
		journal->wants_base = true;
}

/* A publication's file is there before its commit is. */
static void look_for_snapshots(struct journal *journal)
{
	struct stat status;
	if (stat(journal->snapshots, &status) != 0 ||
	    (status.st_mtim.tv_sec == journal->snapshots_at.tv_sec &&
	     status.st_mtim.tv_nsec == journal->snapshots_at.tv_nsec))
		return;
	journal->snapshots_at = status.st_mtim;
	pthread_mutex_lock(&journal->lock);
	journal->copies_snapshots = true;
	pthread_cond_signal(&journal->wake);
	pthread_mutex_unlock(&journal->lock);
}

bool journal_commit(struct journal *journal, int64_t frames, int64_t now)
{
	struct fault fault;
	int64_t began = clock_steady_micros();
	if (journal->is_behind && clock_steady() - journal->tried_at < TRY_AGAIN_MS)
		return false;
	bool ok = journal_catch_up(journal, frames, now, &fault);
	if (ok && journal->is_behind)
		log_line(LOG_INFO, "journal", "commits are taken in again");
	if (!ok && !journal->is_behind)
		log_line(LOG_ERROR, "journal",
			 "commits can't be kept in %s: %s; visitors are served, and it catches up",
			 journal->place.folder, fault.detail);
	if (!ok)
		journal->tried_at = clock_steady();
	journal->is_behind = !ok;
	want_base_in_time(journal);
	look_for_snapshots(journal);
	journal->micros += clock_steady_micros() - began;
	return ok;
}

bool journal_lets_go(struct journal *journal, int64_t frames)
{
	if (journal->is_behind && !journal->gave_up && frames > JOURNAL_FRAMES_KEPT)
		give_up(journal);
	return !journal->is_behind || journal->gave_up;
}

bool journal_is_behind(struct journal *journal)
{
	return journal->is_behind;
}

bool journal_wants_base(struct journal *journal)
{
	return journal->wants_base && !journal->is_behind;
}

void journal_all_checkpointed(struct journal *journal)
{
	if (!journal_wants_base(journal))
		return;
	pthread_mutex_lock(&journal->lock);
	if (journal->base_from == 0) {
		journal->base_from = journal->last.number + 1;
		journal->wants_base = false;
		journal->bytes_since_base = 0;
		pthread_cond_signal(&journal->wake);
	}
	pthread_mutex_unlock(&journal->lock);
}

struct journal_figures journal_figures(struct journal *journal)
{
	if (journal == NULL)
		return (struct journal_figures){0};
	return (struct journal_figures){journal->commits, journal->written, journal->micros,
					journal->bases, journal->is_behind};
}
