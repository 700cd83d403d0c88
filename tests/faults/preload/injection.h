/*
 * Injection: what a test tells the preloaded library, in shared memory.
 *
 * The driver (tests/faults/injecting.py) maps the same file and knows the same
 * layout.  It arms one kind of call: the calls number `first` to `last` of
 * that kind, counted since it was armed, fail with `error`.  All kinds are
 * counted all the time.
 *
 * Or it is armed by callers: of these calls the first fails that was come to in
 * a way that isn't among the tried ones, and where the fault lasts all after
 * it, or only the wanted one.  A way is the list of return addresses of the
 * call (callers.c).  Or a fork is made at each way that is new (probe.c).
 *
 * Where a folder is named, only calls on what is below it count among those
 * that take a path or a file.
 *
 * Only for tests: the product knows nothing of it.
 */
#ifndef FOYER_INJECTION_H
#define FOYER_INJECTION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

/* The order is the driver's too. */
enum injection_kind {
	KIND_NONE,
	/* System and library calls; `error` is an errno. */
	KIND_MALLOC,
	KIND_MMAP,
	KIND_OPEN,
	KIND_READ,
	KIND_WRITE,
	KIND_RECV,
	KIND_SEND,
	KIND_FSYNC,
	KIND_TRUNCATE,
	KIND_RENAME,
	KIND_UNLINK,
	KIND_ACCEPT,
	KIND_EPOLL_WAIT,
	KIND_EPOLL_CTL,
	KIND_CLOCK,
	KIND_THREAD,
	KIND_RANDOM,
	KIND_DESCRIPTOR, /* socket, eventfd, epoll_create1 */
	/* SQLite's files; `error` is a result code of SQLite. */
	KIND_VFS_OPEN,
	KIND_VFS_READ,
	KIND_VFS_WRITE,
	KIND_VFS_SYNC,
	KIND_VFS_TRUNCATE,
	KIND_VFS_SIZE,
	KIND_VFS_LOCK,
	KIND_VFS_SHM_MAP,
	KIND_VFS_SHM_LOCK,
	KIND_VFS_FETCH,
	KIND_VFS_DELETE,
	KIND_VFS_ACCESS,
	KIND_COUNT
};

/* Instead of an errno: the call does a part of what it was asked. */
#define ERROR_SHORT (-1)
/* Instead of any result: the process is killed at the call. */
#define ERROR_DIES (-2)

#define TRIED_MOST  65536 /* room for ways that were tried; a power of two */
#define BELOW_MOST  256

enum { BY_NUMBER, BY_CALLERS_ONCE, BY_CALLERS_LASTING, BY_PROBES };

struct injection {
	_Atomic uint32_t armed; /* a kind */
	_Atomic int32_t error;
	_Atomic int64_t first, last;
	_Atomic int64_t failed;  /* calls that were failed since it was armed */
	_Atomic int64_t records; /* in the journal */
	_Atomic uint32_t journal_lock;
	_Atomic uint32_t has_begun; /* main was reached */
	_Atomic int64_t counts[KIND_COUNT];
	_Atomic int64_t chosen_at; /* number of the call that was chosen by its callers, or 0 */
	_Atomic uint64_t chosen;   /* its way */
	_Atomic int64_t by;        /* BY_... */
	_Atomic uint64_t wanted;   /* the only way that is to be chosen, or 0 */
	_Atomic uint32_t probe_lock;
	_Atomic uint32_t probe_lasts;
	char below[BELOW_MOST]; /* the folder, or "" */
	_Atomic uint64_t
	    tried[TRIED_MOST]; /* a way is at its own place or in the next that was free */
};

/* 0, or how this call shall fail. */
int injection_fails(enum injection_kind kind);

/* Whether a call that may fail is come to in a new way, or follows one that was. */
bool injection_is_chosen(struct injection *state, int64_t number);

/* How a call was come to (callers.c): by all callers, and by those of the program itself. */
struct way {
	uint64_t all, own;
};

struct way callers_way(void);
bool callers_were_tried(const struct injection *state, uint64_t way);
void callers_add(struct injection *state, uint64_t way);

/* Forks that see what comes of a failure (probe.c). */
int probe_at(struct injection *state, int64_t number);
bool probe_is_child(void);
int probe_goes_on(const struct injection *state, enum injection_kind kind);
void probe_alters(void);                        /* a child comes no further */
void probe_mapped(void *memory, size_t length); /* shared and written to */
void probe_unmapped(const void *memory);

/* For calls that give -1 and set errno. */
bool injection_refuses(enum injection_kind kind);

/* The same of calls on a path, and whether those on an open file count. */
bool injection_refuses_path(enum injection_kind kind, const char *path);
bool injection_counts_file(int fd);
void injection_opened(int fd, const char *path);
void injection_closed(int fd);

struct injection *injection_state(void);

#endif
