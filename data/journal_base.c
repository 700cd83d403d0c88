/*
 * Journal's helper thread: copies of the database file, of the publications'
 * files, and what is no longer needed.  See journal.h.
 *
 * It reads the database's file, not the database: no lock is held and nobody
 * waits for it.
 */
#include "data/journal_format.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "data/clock.h"
#include "data/log.h"
#include "data/thread.h"

#define COPIED_AT_ONCE   ((size_t)1 << 20)
#define TRY_AGAIN_MS     10000
#define DAY_MS           ((int64_t)86400 * 1000)
#define NICE             10

/* Copies an open file from its beginning to its end as it is now; ends early
 * with ECANCELED when the server stops. */
static bool copy_file(int from, int to, const atomic_bool *stop, int64_t *size,
		      unsigned char content[32])
{
	crypto_generichash_state state;
	char *bytes = memory_new(COPIED_AT_ONCE);
	ssize_t got = 0;
	bool ok = true;
	crypto_generichash_init(&state, NULL, 0, 32);
	for (*size = 0; ok; *size += got) {
		got = pread(from, bytes, COPIED_AT_ONCE, *size);
		ok = got >= 0 && journal_write_all(to, bytes, (size_t)got, *size);
		if (got <= 0)
			break;
		crypto_generichash_update(&state, (unsigned char *)bytes, (size_t)got);
		if (stop != NULL && *stop) {
			errno = ECANCELED;
			ok = false;
		}
	}
	crypto_generichash_final(&state, content, 32);
	free(bytes);
	return ok && fsync(to) == 0;
}

/* Copies into a file beside its final name, then gives it that name. */
static bool copy_to(int from, const char *path, const atomic_bool *stop, int64_t *size,
		    unsigned char content[32], struct fault *fault)
{
	char partial[4200];
	snprintf(partial, sizeof(partial), "%s.partial", path);
	int to = open(partial, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = to >= 0 && copy_file(from, to, stop, size, content) && rename(partial, path) == 0;
	if (!ok)
		journal_fault(fault, path);
	if (to >= 0)
		close(to);
	if (!ok)
		unlink(partial);
	return ok;
}

/* Snapshots ------------------------------------------------------------------------------ */

/* A copy has the time of what it is a copy of, as far as both disks keep times. */
static bool is_copy(const struct stat *source, const char *target)
{
	struct stat status;
	return stat(target, &status) == 0 && status.st_size == source->st_size &&
	       status.st_mtim.tv_sec == source->st_mtim.tv_sec;
}

/* What is there may be another publication's that had this number: one that
 * came to nothing, or that was gone back behind. */
static bool copy_snapshot(const char *from, const char *to, const char *name, struct fault *fault)
{
	char source[4096], target[4096];
	unsigned char content[32];
	struct stat status;
	int64_t size;
	snprintf(source, sizeof(source), "%s/%s", from, name);
	snprintf(target, sizeof(target), "%s/%s", to, name);
	int file = open(source, O_RDONLY | O_CLOEXEC);
	bool ok = (file >= 0 && fstat(file, &status) == 0) || journal_fault(fault, source);
	if (ok && !is_copy(&status, target)) {
		const struct timespec times[] = {status.st_mtim, status.st_mtim};
		ok = copy_to(file, target, NULL, &size, content, fault);
		if (ok) /* else it is copied once more */
			(void)utimensat(AT_FDCWD, target, times, 0);
	}
	if (file >= 0)
		close(file);
	return ok;
}

bool journal_copy_snapshots(const char *from, const char *to, struct fault *fault)
{
	DIR *folder = opendir(from);
	struct dirent *item;
	bool ok = true;
	if (folder == NULL)
		return journal_fault(fault, from);
	while (ok && (errno = 0, item = readdir(folder)) != NULL) {
		const char *ending = strrchr(item->d_name, '.');
		if (ending != NULL && strcmp(ending, ".foyer") == 0)
			ok = copy_snapshot(from, to, item->d_name, fault);
	}
	if (ok && errno != 0)
		ok = journal_fault(fault, from);
	closedir(folder);
	return ok && journal_sync_folder(to, fault);
}

/* Bases ------------------------------------------------------------------------------------ */

static bool write_done(struct journal *journal, struct journal_base *base, struct fault *fault)
{
	char path[4096], partial[4200], folder[4096];
	snprintf(path, sizeof(path), JOURNAL_BASE_NAME, journal->place.folder, (long long)base->first,
		 "done");
	snprintf(partial, sizeof(partial), "%s.partial", path);
	snprintf(folder, sizeof(folder), "%s/bases", journal->place.folder);
	journal_hash(base, offsetof(struct journal_base, hash), base->hash);
	int file = open(partial, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = file >= 0 && journal_write_all(file, base, sizeof(*base), 0) && fsync(file) == 0 &&
		  rename(partial, path) == 0;
	if (!ok)
		journal_fault(fault, path);
	if (file >= 0)
		close(file);
	return ok && journal_sync_folder(folder, fault);
}

/* Frames that were not taken in get into the file only while the journal is behind. */
static bool holds_only_what_is_kept(const struct journal *journal, struct fault *fault)
{
	return !journal->is_behind || fault_detail(fault, FAULT_FILE, journal->place.folder,
						   "commits can't be kept meanwhile");
}

static bool make_base(struct journal *journal, int64_t first, struct fault *fault)
{
	char path[4096];
	struct journal_base base;
	memset(&base, 0, sizeof(base));
	base.magic = JOURNAL_MAGIC;
	base.first = first;
	snprintf(path, sizeof(path), JOURNAL_BASE_NAME, journal->place.folder, (long long)first, "base");
	if (!holds_only_what_is_kept(journal, fault) ||
	    !copy_to(journal->database, path, &journal->stopping, &base.size, base.content, fault))
		return false;
	/* What the copy may hold parts of was taken in before it got into the file. */
	base.last = journal->number;
	base.at = journal->at; /* of that one, or of a later one */
	if (!holds_only_what_is_kept(journal, fault) || !write_done(journal, &base, fault))
		return false;
	journal->bases++;
	log_line(LOG_INFO, "journal", "base %lld: %lld bytes", (long long)first, (long long)base.size);
	return true;
}

static void remove_base(const char *folder, int64_t first)
{
	char path[4096];
	snprintf(path, sizeof(path), JOURNAL_BASE_NAME, folder, (long long)first, "done");
	unlink(path);
	snprintf(path, sizeof(path), JOURNAL_BASE_NAME, folder, (long long)first, "base");
	unlink(path);
}

static bool remove_changes_before(const char *folder, int64_t first, struct fault *fault)
{
	struct journal_numbers files;
	if (!journal_list(folder, "changes", "changes", &files, fault))
		return false;
	for (int at = 0; at + 1 < files.count && files.of[at + 1] <= first; at++) {
		char path[4096];
		snprintf(path, sizeof(path), JOURNAL_NAME, folder, (long long)files.of[at]);
		unlink(path);
	}
	free(files.of);
	return true;
}

/* Keeps the newest base from which one can still go back so many days, and
 * what came after it.  What can't be read or removed now is when the next base is made. */
static bool forget_old(struct journal *journal, struct fault *fault)
{
	int oldest = 0;
	bool ok = true;
	struct journal_numbers bases;
	if (!journal_list(journal->place.folder, "bases", "done", &bases, fault))
		return false;
	for (int at = 0; at < bases.count; at++) {
		struct journal_base base;
		if (!journal_read_base(journal->place.folder, bases.of[at], &base, fault))
			ok = false;
		else if (base.at <= journal->at - journal->place.days * DAY_MS)
			oldest = at;
	}
	for (int at = 0; at < oldest; at++)
		remove_base(journal->place.folder, bases.of[at]);
	if (oldest > 0 && !remove_changes_before(journal->place.folder, bases.of[oldest], fault))
		ok = false;
	free(bases.of);
	return ok;
}

/* What was being copied, or a base whose copy nothing says was done. */
static bool is_leftover(const char *folder, const char *name)
{
	char done[4400];
	const char *ending = strrchr(name, '.');
	if (ending == NULL || strcmp(ending, ".base") != 0)
		return ending != NULL && strcmp(ending, ".partial") == 0;
	snprintf(done, sizeof(done), "%s/%.*s.done", folder, (int)(ending - name), name);
	return access(done, F_OK) != 0 && errno == ENOENT;
}

/* A kill can leave copies as large as the database.  What can't be removed now
 * is at the next start. */
static void remove_leftovers(const char *folder, const char *part)
{
	char within[4096], path[4400];
	struct dirent *item;
	snprintf(within, sizeof(within), "%s/%s", folder, part);
	DIR *open_folder = opendir(within);
	if (open_folder == NULL)
		return;
	while ((item = readdir(open_folder)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", within, item->d_name);
		if (is_leftover(within, item->d_name))
			unlink(path);
	}
	closedir(open_folder);
}

/* The thread -------------------------------------------------------------------------------- */

static void wait_for_work(struct journal *journal, bool failed)
{
	struct timespec until = clock_steady_in(TRY_AGAIN_MS);
	if (journal->stopping)
		return;
	if (failed)
		pthread_cond_clockwait(&journal->wake, &journal->lock, CLOCK_MONOTONIC, &until);
	else if (journal->base_from == 0 && !journal->copies_snapshots)
		pthread_cond_wait(&journal->wake, &journal->lock);
}

/* One round without the lock; false when something is to be tried again. */
static bool work(struct journal *journal, int64_t base_from)
{
	struct fault fault;
	char to[4096];
	snprintf(to, sizeof(to), "%s/snapshots", journal->place.folder);
	bool ok = journal_copy_snapshots(journal->snapshots, to, &fault) &&
		  (base_from == 0 || make_base(journal, base_from, &fault));
	if (ok && base_from != 0 && !forget_old(journal, &fault))
		log_line(LOG_WARNING, "journal", "what is old stays in %s: %s", journal->place.folder,
			 fault.detail);
	if (!ok && !journal->stopping)
		log_line(LOG_ERROR, "journal", "%s lacks a copy: %s (%s); it is tried again",
			 journal->place.folder, fault.detail, fault.field);
	return ok;
}

static void *helper_main(void *journal_)
{
	struct journal *journal = journal_;
	bool failed = false;
	pthread_setname_np(pthread_self(), "foyer-journal");
	setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICE);
	remove_leftovers(journal->place.folder, "bases");
	remove_leftovers(journal->place.folder, "snapshots");
	pthread_mutex_lock(&journal->lock);
	while (!journal->stopping) {
		wait_for_work(journal, failed);
		if (journal->stopping)
			break;
		int64_t from = journal->base_from;
		journal->copies_snapshots = false;
		pthread_mutex_unlock(&journal->lock);
		failed = !work(journal, from);
		pthread_mutex_lock(&journal->lock);
		journal->copies_snapshots |= failed;
		if (!failed && journal->base_from == from)
			journal->base_from = 0;
	}
	pthread_mutex_unlock(&journal->lock);
	return NULL;
}

void journal_start_helper(struct journal *journal)
{
	journal->copies_snapshots = true;
	thread_start(&journal->helper, helper_main, journal);
}

void journal_stop_helper(struct journal *journal)
{
	pthread_mutex_lock(&journal->lock);
	journal->stopping = true;
	pthread_cond_signal(&journal->wake);
	pthread_mutex_unlock(&journal->lock);
	pthread_join(journal->helper, NULL);
}
