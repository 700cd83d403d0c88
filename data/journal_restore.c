/*
 * Journal: a database as it was at a moment.  See journal.h.  A base is
 * copied, its hash compared, and the commits since are written over it, each
 * checked.  Commands, on their own thread.
 */
#include "data/journal_format.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/id.h"
#include "data/log.h"

#define COPIED_AT_ONCE ((size_t)1 << 20)

struct restoring {
	const char *folder;
	int64_t until; /* INT64_MAX: as late as possible */
	int to;        /* descriptor of the database that is made */
	struct journal_numbers files; /* of changes */
	struct journal_base base;
	int64_t damaged_base; /* a newer one, or 0 */
	int64_t seen;   /* number of the last record */
	int64_t number; /* of the last commit that was applied whole */
	int64_t at;
	unsigned char *part; /* records of the commit that isn't whole yet */
	size_t part_length, part_room;
	bool is_over;
};

static bool damaged(struct fault *fault, const char *path, const char *what, int64_t number)
{
	return fault_detail(fault, FAULT_STORE_DAMAGED, path, "%s %lld", what, (long long)number);
}

/* The base --------------------------------------------------------------------------------- */

/* A base that was being copied when the chain broke can't become whole. */
static bool is_of_one_chain(const struct restoring *restoring)
{
	const struct journal_numbers *files = &restoring->files;
	const struct journal_base *base = &restoring->base;
	for (int at = 0; at < files->count; at++)
		if (files->of[at] >= base->first && files->of[at] <= base->last &&
		    journal_begins_broken(restoring->folder, files->of[at], false))
			return false;
	return true;
}

/* Whether `until` can be reached from this base; *ok is false when it can't be known. */
static bool can_begin_at(struct restoring *restoring, int64_t first, bool *ok, struct fault *fault)
{
	if (journal_read_base(restoring->folder, first, &restoring->base, fault))
		return restoring->base.at <= restoring->until && is_of_one_chain(restoring);
	*ok = fault->code == FAULT_STORE_DAMAGED;
	if (restoring->damaged_base == 0)
		restoring->damaged_base = first;
	return false;
}

/* The newest base from which `until` can be reached. */
static bool choose_base(struct restoring *restoring, struct fault *fault)
{
	bool found = false, ok = true;
	struct journal_numbers bases;
	if (!journal_list(restoring->folder, "bases", "done", &bases, fault) ||
	    !journal_list(restoring->folder, "changes", "changes", &restoring->files, fault)) {
		free(bases.of);
		return false;
	}
	for (int at = bases.count - 1; at >= 0 && ok && !found; at--)
		found = can_begin_at(restoring, bases.of[at], &ok, fault);
	free(bases.of);
	if (found || !ok)
		return found;
	if (restoring->damaged_base != 0)
		return damaged(fault, restoring->folder, "base", restoring->damaged_base);
	return fault_set(fault, FAULT_NOT_FOUND, restoring->folder);
}

static bool copy_base(struct restoring *restoring, struct fault *fault)
{
	char path[4096];
	unsigned char content[32], *bytes = memory_new(COPIED_AT_ONCE);
	crypto_generichash_state state;
	const struct journal_base *base = &restoring->base;
	snprintf(path, sizeof(path), JOURNAL_BASE_NAME, restoring->folder, (long long)base->first, "base");
	int from = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = from >= 0;
	crypto_generichash_init(&state, NULL, 0, 32);
	for (int64_t at = 0; ok && at < base->size;) {
		size_t length = base->size - at < (int64_t)COPIED_AT_ONCE ? (size_t)(base->size - at) : COPIED_AT_ONCE;
		ok = journal_read_all(from, bytes, length, at) &&
		     journal_write_all(restoring->to, bytes, length, at);
		crypto_generichash_update(&state, bytes, length);
		at += (int64_t)length;
	}
	crypto_generichash_final(&state, content, 32);
	if (!ok)
		journal_fault(fault, path);
	else if (memcmp(content, base->content, sizeof(content)) != 0)
		ok = damaged(fault, path, "base", base->first);
	free(bytes);
	if (from >= 0)
		close(from);
	return ok;
}

/* Changes ---------------------------------------------------------------------------------- */

static uint32_t big_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* Writes the frames' pages where they belong; the last one says how many pages
 * there are then. */
static bool apply_frames(struct restoring *restoring, const unsigned char *frames, size_t length,
			 uint32_t page_size)
{
	uint32_t pages = 0;
	for (size_t at = 0; at + WAL_FRAME_HEAD + page_size <= length; at += WAL_FRAME_HEAD + page_size) {
		uint32_t page = big_endian(frames + at);
		pages = big_endian(frames + at + 4);
		if (page == 0 || !journal_write_all(restoring->to, frames + at + WAL_FRAME_HEAD, page_size,
						    (int64_t)(page - 1) * page_size))
			return false;
	}
	return pages == 0 || ftruncate(restoring->to, (off_t)pages * page_size) == 0;
}

static void keep_part(struct restoring *restoring, const unsigned char *body, size_t length)
{
	if (restoring->part_room < restoring->part_length + length) {
		restoring->part_room = (restoring->part_length + length) * 2;
		restoring->part = memory_resize(restoring->part, restoring->part_room);
	}
	memcpy(restoring->part + restoring->part_length, body, length);
	restoring->part_length += length;
}

/* A commit counts when all of its records are there. */
static bool apply(struct restoring *restoring, const struct journal_head *head,
		  const unsigned char *body, struct fault *fault)
{
	if (head->kind == JOURNAL_BROKEN || head->at > restoring->until) {
		restoring->is_over = true;
		/* What came after a break can't be reached but from the base that is damaged. */
		return head->at > restoring->until || restoring->damaged_base < head->number ||
		       damaged(fault, restoring->folder, "base", restoring->damaged_base);
	}
	if (head->kind == JOURNAL_PART || head->kind == JOURNAL_COMMIT)
		keep_part(restoring, body, head->length);
	if (head->kind == JOURNAL_PART)
		return true;
	if (head->kind == JOURNAL_COMMIT &&
	    !apply_frames(restoring, restoring->part, restoring->part_length, head->page_size))
		return journal_fault(fault, restoring->folder);
	restoring->part_length = 0;
	restoring->number = head->number;
	restoring->at = head->at;
	return true;
}

/* A record that isn't whole: only the last of all may be, and then it was
 * never written to its end. */
static bool may_end_here(const struct restoring *restoring, int file, bool is_newest, int64_t offset,
			 const char *path, struct fault *fault)
{
	int64_t behind = 0;
	if (is_newest && !journal_last_behind(file, offset + 1, &behind))
		return journal_fault(fault, path);
	if (!is_newest || behind != 0)
		return damaged(fault, path, "the change after", restoring->number);
	log_line(LOG_WARNING, "restore", "%s ends in the middle of a change: it is left out", path);
	return true;
}

/* One record at *offset, when its number is the next one or was before the
 * base.  False at the end of the file. */
static bool next_record(struct restoring *restoring, int file, int64_t size, bool is_newest,
			int64_t *offset, unsigned char *body, const char *path, bool *ok,
			struct fault *fault)
{
	struct journal_head head;
	enum journal_found found = journal_read_head(file, size, *offset, &head);
	if (found == JOURNAL_WHOLE)
		found = journal_read_body(file, *offset, &head, body);
	if (found == JOURNAL_UNREADABLE)
		*ok = journal_fault(fault, path);
	else if (found == JOURNAL_TORN)
		*ok = may_end_here(restoring, file, is_newest, *offset, path, fault);
	if (found != JOURNAL_WHOLE)
		return false;
	*offset += (int64_t)sizeof(head) + head.length;
	if (head.number < restoring->base.first)
		return true;
	if (head.number != ++restoring->seen)
		*ok = damaged(fault, path, "the change after", restoring->number);
	*ok = *ok && apply(restoring, &head, body, fault);
	return *ok && !restoring->is_over;
}

static bool apply_file(struct restoring *restoring, int64_t number, bool is_newest, struct fault *fault)
{
	char path[4096];
	bool ok = true;
	int64_t offset = 0;
	snprintf(path, sizeof(path), JOURNAL_NAME, restoring->folder, (long long)number);
	struct stat status;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &status) != 0) {
		journal_fault(fault, path);
		if (file >= 0)
			close(file);
		return false;
	}
	unsigned char *body = memory_new(JOURNAL_BODY_MOST);
	while (next_record(restoring, file, status.st_size, is_newest, &offset, body, path, &ok, fault))
		;
	free(body);
	close(file);
	return ok;
}

static bool apply_changes(struct restoring *restoring, struct fault *fault)
{
	const struct journal_numbers *files = &restoring->files;
	bool ok = true;
	restoring->seen = restoring->number = restoring->base.first - 1;
	for (int at = 0; ok && at < files->count && !restoring->is_over; at++)
		if (at + 1 == files->count || files->of[at + 1] > restoring->base.first)
			ok = apply_file(restoring, files->of[at], at + 1 == files->count, fault);
	if (ok && restoring->number < restoring->base.last)
		ok = damaged(fault, restoring->folder, "the change after", restoring->number);
	return ok;
}

bool journal_restore(const char *folder, int64_t until, const char *to, const char *snapshots,
		     int64_t *reached, struct fault *fault)
{
	char from[4096];
	struct restoring restoring = {.folder = folder, .until = until == 0 ? INT64_MAX : until, .to = -1};
	if (!random_start(fault) || !choose_base(&restoring, fault)) {
		free(restoring.files.of);
		return false;
	}
	restoring.to = open(to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = restoring.to >= 0 || journal_fault(fault, to);
	restoring.at = restoring.base.at;
	ok = ok && copy_base(&restoring, fault) && apply_changes(&restoring, fault);
	if (ok && fsync(restoring.to) != 0)
		ok = journal_fault(fault, to);
	if (restoring.to >= 0)
		close(restoring.to);
	free(restoring.part);
	free(restoring.files.of);
	snprintf(from, sizeof(from), "%s/snapshots", folder);
	*reached = restoring.at;
	return ok && journal_copy_snapshots(from, snapshots, fault);
}
