/*
 * Journal: see journal.h.  System calls are made directly: the names of the C
 * library are the ones that are interposed.
 */
#include "journal.h"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "injection.h"

#define DESCRIPTORS_MOST 4096
#define FOLDER_MOST      512

struct head {
	uint32_t record;
	uint32_t path_length;
	uint64_t file;
	uint64_t offset;
	uint64_t length;
};

/* What is known of a descriptor. */
static struct known {
	uint64_t file;            /* its inode; 0: not covered */
	char folder[FOLDER_MOST]; /* its path; "" for files */
} known[DESCRIPTORS_MOST];

/* Files that are written in ways that aren't seen here, by memory or by the C
 * library's streams: the last of them. */
#define UNSEEN_MOST 256
static uint64_t unseen[UNSEEN_MOST];
static unsigned unseen_count;

static const char *root;
static int journal = -1;

__attribute__((constructor)) static void attach(void)
{
	const char *path = getenv("FOYER_JOURNAL");
	root = getenv("FOYER_JOURNAL_ROOT");
	if (path != NULL && root != NULL)
		journal = (int)syscall(SYS_openat, AT_FDCWD, path,
				       O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

void journal_enter(void)
{
	if (journal < 0)
		return;
	uint32_t open = 0;
	while (!atomic_compare_exchange_weak(&injection_state()->journal_lock, &open, 1)) {
		open = 0;
		sched_yield();
	}
}

void journal_leave(void)
{
	if (journal >= 0)
		injection_state()->journal_lock = 0;
}

static void append(enum journal_record record, const char *path, size_t path_length, uint64_t file,
		   uint64_t offset, const void *bytes, size_t length)
{
	struct head head = {record, (uint32_t)path_length, file, offset, length};
	bool has_bytes = bytes != NULL;
	if (syscall(SYS_write, journal, &head, sizeof(head)) != (long)sizeof(head) ||
	    syscall(SYS_write, journal, path, path_length) != (long)path_length ||
	    (has_bytes && syscall(SYS_write, journal, bytes, length) != (long)length))
		abort(); /* a journal with holes proves nothing */
	injection_state()->records++;
}

/* The index of the WAL is memory, not data: it is made anew at each start. */
bool journal_covers(const char *path)
{
	size_t length = strlen(path);
	return journal >= 0 && strncmp(path, root, strlen(root)) == 0 &&
	       !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

bool journal_has(int fd)
{
	return fd >= 0 && fd < DESCRIPTORS_MOST && known[fd].file != 0;
}

void journal_opened(int fd, const char *path, int flags, bool existed)
{
	struct stat status;
	if (fd < 0 || fd >= DESCRIPTORS_MOST || !journal_covers(path) || fstat(fd, &status) != 0)
		return;
	known[fd] = (struct known){.file = status.st_ino};
	if (S_ISDIR(status.st_mode))
		snprintf(known[fd].folder, FOLDER_MOST, "%s", path);
	else if (!existed)
		append(RECORD_CREATE, path, strlen(path), status.st_ino, 0, NULL, 0);
	else if (flags & O_TRUNC)
		append(RECORD_TRUNCATE, "", 0, status.st_ino, 0, NULL, 0);
}

void journal_wrote(int fd, const void *bytes, size_t length, off_t offset)
{
	append(RECORD_WRITE, "", 0, known[fd].file, (uint64_t)offset, bytes, length);
}

void journal_truncated(int fd, off_t size)
{
	append(RECORD_TRUNCATE, "", 0, known[fd].file, (uint64_t)size, NULL, 0);
}

static bool is_unseen(uint64_t file)
{
	for (unsigned i = 0; i < UNSEEN_MOST; i++)
		if (unseen[i] == file)
			return true;
	return false;
}

static void will_be_unseen(uint64_t file)
{
	if (!is_unseen(file))
		unseen[unseen_count++ % UNSEEN_MOST] = file;
}

void journal_mapped(int fd)
{
	will_be_unseen(known[fd].file);
}

void journal_streamed(int fd, const char *path, bool existed, bool truncates)
{
	struct stat status;
	if (!journal_covers(path) || fstat(fd, &status) != 0)
		return;
	if (!existed)
		append(RECORD_CREATE, path, strlen(path), status.st_ino, 0, NULL, 0);
	else if (truncates)
		append(RECORD_TRUNCATE, "", 0, status.st_ino, 0, NULL, 0);
	will_be_unseen(status.st_ino);
}

/* What was written unseen is found by looking at the whole file. */
static void keep_unseen(int fd)
{
	static char bytes[1 << 20];
	off_t at = 0;
	ssize_t got;
	while ((got = syscall(SYS_pread64, fd, bytes, sizeof(bytes), at)) > 0) {
		journal_wrote(fd, bytes, (size_t)got, at);
		at += got;
	}
}

void journal_synced(int fd)
{
	const char *folder = known[fd].folder;
	if (is_unseen(known[fd].file))
		keep_unseen(fd);
	if (*folder != '\0')
		append(RECORD_SYNC_FOLDER, folder, strlen(folder), 0, 0, NULL, 0);
	else
		append(RECORD_SYNC, "", 0, known[fd].file, 0, NULL, 0);
}

void journal_closed(int fd)
{
	if (journal_has(fd))
		known[fd] = (struct known){0};
}

void journal_named(enum journal_record record, const char *path, const char *second)
{
	char both[2 * PATH_MAX];
	int length = snprintf(both, sizeof(both), "%s%c%s", path, '\0', second ? second : "");
	append(record, both, second == NULL ? strlen(path) : (size_t)length, 0, 0, NULL, 0);
}
