/*
 * How a journal's files look; shared by journal.c, journal_base.c and
 * journal_restore.c and a test of them, nobody else includes this.
 *
 * A file of changes is records.  A record is a head and frames of the WAL as
 * they stand there (24 bytes and a page each).  Numbers are the machine's
 * own: a journal is read by the kind of machine that wrote it.
 */
#ifndef FOYER_DATA_JOURNAL_FORMAT_H
#define FOYER_DATA_JOURNAL_FORMAT_H

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "data/journal.h"

#define JOURNAL_MAGIC        0x4a524f46u /* "FORJ" */
#define JOURNAL_HASH         8
#define JOURNAL_RECORD_MOST  1024 /* frames in one record */
#define JOURNAL_FILE_BYTES   ((int64_t)64 << 20) /* then the next one begins */
#define WAL_HEAD             32
#define WAL_FRAME_HEAD       24
#define WAL_PAGE_MOST        65536
#define JOURNAL_BODY_MOST    ((size_t)JOURNAL_RECORD_MOST * (WAL_FRAME_HEAD + WAL_PAGE_MOST))
#define JOURNAL_NAME         "%s/changes/%012lld.changes"
#define JOURNAL_BASE_NAME    "%s/bases/%012lld.%s"

enum journal_kind {
	JOURNAL_PART = 1, /* frames of a commit that goes on in the next record */
	JOURNAL_COMMIT,   /* the last frames of a commit */
	JOURNAL_CLOSED,   /* how the database file was left, see struct journal_left */
	JOURNAL_BROKEN,   /* something was missed before this */
};

/* Where in the WAL a journal is. */
struct wal_place {
	uint32_t salt[2];
	int64_t frames;
};

struct journal_head {
	uint32_t magic;
	uint32_t kind;
	int64_t number; /* 1, 2, 3... over all files */
	int64_t at;     /* ms; never falls */
	struct wal_place wal; /* after it */
	uint32_t page_size;
	uint32_t length; /* of what follows the head */
	unsigned char body_hash[JOURNAL_HASH];
	unsigned char hash[JOURNAL_HASH]; /* of the head up to here */
};

struct journal_left {
	int64_t size;
	int64_t changed_ns;
};

/* What bases/FIRST.done holds. */
struct journal_base {
	uint32_t magic;
	uint32_t page_size;
	int64_t first;
	int64_t last; /* the number that was the newest when the copy was done */
	int64_t at;   /* the time of that one */
	int64_t size;
	unsigned char content[32]; /* BLAKE2b of the base */
	unsigned char hash[JOURNAL_HASH];
};

struct journal {
	struct journal_place place; /* its texts are the journal's own */
	int file;                   /* of changes, open for appending */
	int64_t file_size;
	int wal;      /* descriptors of the WAL and of the database; the latter stays open, */
	int database; /* because closing one would take SQLite's locks away */
	uint32_t page_size;
	struct journal_head last; /* the newest record */
	bool wal_is_new; /* whatever the next WAL is called, all of it is taken in */
	bool gave_up;    /* frames were let go that were not taken in */
	char *snapshots; /* the data folder's, and when it was changed last */
	struct timespec snapshots_at;
	unsigned char *bytes; /* of one record */
	size_t room;
	int64_t bytes_since_base;
	int64_t tried_at; /* while behind, ms */
	atomic_bool is_behind;
	atomic_bool wants_base;
	atomic_llong at, number; /* of the newest whole commit, for the helper; set in this order */
	atomic_llong commits, written, micros, bases;
	/* The helper thread, which copies bases and snapshots. */
	pthread_t helper;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	int64_t base_from; /* under lock: a base is to be copied from this number on; 0: none */
	bool copies_snapshots; /* under lock */
	atomic_bool stopping;  /* set under lock */
};

void journal_hash(const void *bytes, size_t length, unsigned char out[JOURNAL_HASH]);
bool journal_head_is_good(const struct journal_head *head);
void journal_seal(struct journal_head *head, const void *body);
/* The numbers in the names of a folder's files. */
struct journal_numbers {
	int64_t *of; /* sorted; freed by the caller */
	int count;
};
/* Of those with this ending; false, and none, when the folder can't be read. */
bool journal_list(const char *folder, const char *part, const char *ending,
		  struct journal_numbers *numbers, struct fault *fault) MUST_USE;
/* All or nothing; false with errno. */
bool journal_write_all(int file, const void *bytes, size_t length, int64_t offset);
bool journal_read_all(int file, void *bytes, size_t length, int64_t offset);
bool journal_fault(struct fault *fault, const char *path);
bool journal_sync_folder(const char *path, struct fault *fault) MUST_USE;
/* Whether the file of changes begins with JOURNAL_BROKEN; of one that doesn't tell, what is said here. */
bool journal_begins_broken(const char *folder, int64_t number, bool if_it_does_not_tell);
/* False with FAULT_STORE_DAMAGED when it is damaged, or with another when it can't be read. */
bool journal_read_base(const char *folder, int64_t first, struct journal_base *base,
		       struct fault *fault) MUST_USE;

enum journal_found {
	JOURNAL_WHOLE,
	JOURNAL_END,       /* nothing is there */
	JOURNAL_TORN,      /* not all of it, or something else */
	JOURNAL_UNREADABLE /* errno says why */
};
/* The record at `offset` of a file of `size` bytes. */
enum journal_found journal_read_head(int file, int64_t size, int64_t offset,
				     struct journal_head *head);
enum journal_found journal_read_body(int file, int64_t offset, const struct journal_head *head,
				     void *body);
/* The number of the last record that begins behind `offset`, 0 when there is
 * none: then what is there was never written to its end, else it was damaged.
 * False with errno. */
bool journal_last_behind(int file, int64_t offset, int64_t *number);

/* Room for so many bytes of a record, which stays until the next call. */
unsigned char *journal_room(struct journal *journal, size_t length);
/* Opens the file of that number, whose size is journal->file_size then. */
bool journal_open_file(struct journal *journal, int64_t number, struct fault *fault) MUST_USE;
/* A record of its own: BROKEN or CLOSED. */
bool journal_put_note(struct journal *journal, enum journal_kind kind, struct wal_place wal,
		      const void *body, size_t length, struct fault *fault) MUST_USE;
/* A file in the data folder says that a chain was given up, so that it isn't
 * gone on with after a crash. */
void journal_gave_up_path(const struct journal *journal, char *out, size_t size);
/* Something was missed: what follows needs a base of its own. */
bool journal_begin_chain(struct journal *journal, struct wal_place wal,
			 struct fault *fault) MUST_USE;
/* Takes in what the WAL has up to `frames`. */
bool journal_catch_up(struct journal *journal, int64_t frames, int64_t now,
		      struct fault *fault) MUST_USE;

void journal_start_helper(struct journal *journal);
void journal_stop_helper(struct journal *journal);
/* Copies the publications' files that are in `from` and not in `to`. */
bool journal_copy_snapshots(const char *from, const char *to, struct fault *fault) MUST_USE;

#endif
