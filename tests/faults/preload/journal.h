/*
 * Journal: every change of a file below a folder, in the order it was made,
 * so that tests can make the disk as a power cut would have left it after any
 * of them (tests/faults/disk.py).
 *
 * The folder is FOYER_JOURNAL_ROOT, the journal's own file FOYER_JOURNAL;
 * without them nothing is kept.
 */
#ifndef FOYER_JOURNAL_H
#define FOYER_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum journal_record {
	RECORD_FOLDER = 1,  /* mkdir: path */
	RECORD_CREATE,      /* path, file */
	RECORD_WRITE,       /* file, offset, bytes */
	RECORD_TRUNCATE,    /* file, offset */
	RECORD_SYNC,        /* file */
	RECORD_SYNC_FOLDER, /* path */
	RECORD_RENAME,      /* path NUL path */
	RECORD_LINK,        /* path NUL path */
	RECORD_UNLINK,      /* path */
};

/* Between these two nobody else changes a file or writes the journal. */
void journal_enter(void);
void journal_leave(void);

/* All inside of the two. */
bool journal_covers(const char *path);
void journal_opened(int fd, const char *path, int flags, bool existed);
bool journal_has(int fd);
void journal_closed(int fd);
void journal_wrote(int fd, const void *bytes, size_t length, off_t offset);
void journal_truncated(int fd, off_t size);
void journal_mapped(int fd); /* may be written through memory from now on */
void journal_streamed(int fd, const char *path, bool existed, bool truncates); /* by fopen */
void journal_synced(int fd);
void journal_named(enum journal_record record, const char *path, const char *second);

#endif
