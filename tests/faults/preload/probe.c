/*
 * Probe: at each new way to a call the process is forked, and in the child the
 * call fails; the process itself goes on as if nothing had been.  So one run
 * of a scenario looks at every way to end.
 *
 * The child ends by itself, or is ended before it changes or takes anything
 * that is not its own: a file, a socket, a lock, the time of another thread.
 * A child that ended by itself has left the world as a kill at that moment
 * would have; one that had to be ended has survived its fault, and the driver
 * (tests/faults/injection_probes.py) lets the same happen without a fork.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "injection.h"

#define SHARED_MOST 64
#define SURVIVED    99      /* exit status of a child that was ended */
#define LOOKS_MOST  250     /* whether a child has ended */
#define PAUSE_NS    1000000 /* between two of them */
#define SAID_MOST   1500

/* What the process and a child would both write to. */
static struct shared {
	void *memory;
	size_t length;
} shared[SHARED_MOST];

static bool is_child;
static int said = -1;    /* what children say */
static int results = -1; /* a line for each child */
static _Thread_local bool busy __attribute__((tls_model("initial-exec")));

static int far_away(int fd)
{
	int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 200);
	if (fd >= 0)
		syscall(SYS_close, fd);
	return moved;
}

__attribute__((constructor)) static void attach(void)
{
	const char *path = getenv("FOYER_PROBES");
	if (path == NULL)
		return;
	results = far_away((int)syscall(SYS_openat, AT_FDCWD, path,
					O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
	said = far_away((int)syscall(SYS_memfd_create, "said", MFD_CLOEXEC));
}

void probe_mapped(void *memory, size_t length)
{
	for (int i = 0; i < SHARED_MOST; i++)
		if (shared[i].memory == NULL) {
			shared[i] = (struct shared){memory, length};
			return;
		}
	abort(); /* a child must not write where the process reads */
}

void probe_unmapped(const void *memory)
{
	for (int i = 0; i < SHARED_MOST; i++)
		if (shared[i].memory == memory)
			shared[i] = (struct shared){0};
}

/* The child --------------------------------------------------------------------- */

static void own(const struct shared *part)
{
	void *copy = (void *)syscall(SYS_mmap, NULL, part->length, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (copy == MAP_FAILED)
		abort();
	memcpy(copy, part->memory, part->length);
	syscall(SYS_mremap, copy, part->length, part->length, MREMAP_MAYMOVE | MREMAP_FIXED,
		part->memory);
}

static void be_a_child(void)
{
	const struct rlimit none = {0, 0};
	is_child = true;
	for (int i = 0; i < SHARED_MOST; i++)
		if (shared[i].memory != NULL)
			own(&shared[i]);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* it doesn't outlive a run that is stopped */
	syscall(SYS_dup2, said, STDOUT_FILENO);
	syscall(SYS_dup2, said, STDERR_FILENO);
}

bool probe_is_child(void)
{
	return is_child;
}

void probe_alters(void)
{
	if (is_child)
		syscall(SYS_exit_group, SURVIVED);
}

static bool alters(enum injection_kind kind)
{
	switch (kind) {
	case KIND_WRITE:
	case KIND_RECV:
	case KIND_SEND:
	case KIND_FSYNC:
	case KIND_TRUNCATE:
	case KIND_RENAME:
	case KIND_UNLINK:
	case KIND_ACCEPT:
	case KIND_EPOLL_WAIT:
	case KIND_EPOLL_CTL:
	case KIND_THREAD:
	case KIND_VFS_WRITE:
	case KIND_VFS_SYNC:
	case KIND_VFS_TRUNCATE:
	case KIND_VFS_LOCK:
	case KIND_VFS_SHM_MAP:
	case KIND_VFS_SHM_LOCK:
	case KIND_VFS_DELETE:
		return true;
	default:
		return false;
	}
}

int probe_goes_on(const struct injection *state, enum injection_kind kind)
{
	if (state->probe_lasts && state->armed == (uint32_t)kind)
		return state->error;
	if (alters(kind))
		probe_alters();
	return 0;
}

/* The process ------------------------------------------------------------------- */

static void rest(long nanoseconds)
{
	const struct timespec pause = {0, nanoseconds};
	syscall(SYS_nanosleep, &pause, NULL);
}

/* -1: it did not end. */
static int wait_for(pid_t child)
{
	int status;
	for (int look = 0; look < LOOKS_MOST; look++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return status;
		rest(look < 20 ? PAUSE_NS / 10 : PAUSE_NS);
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return -1;
}

static void tell(const struct injection *state, bool lasts, int64_t number, struct way way,
		 int status)
{
	char words[SAID_MOST], line[SAID_MOST + 200];
	ssize_t length = syscall(SYS_pread64, said, words, sizeof(words) - 1, 0);
	words[length < 0 ? 0 : length] = '\0';
	for (char *at = words; *at != '\0'; at++)
		if (*at == '\n')
			*at = '\t';
	const char *how = status == -1                      ? "stuck"
			  : WIFSIGNALED(status)             ? "signal"
			  : WEXITSTATUS(status) == SURVIVED ? "survived"
							    : "exit";
	int code = status == -1 ? 0 : WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	int size =
	    snprintf(line, sizeof(line), "%u %d %d %lld %016llx %016llx %s %d %s\n", state->armed,
		     state->error, lasts, (long long)number, (unsigned long long)way.all,
		     (unsigned long long)way.own, how, code, words);
	if (syscall(SYS_write, results, line, size) != size)
		abort(); /* a result that is missing proves nothing */
}

/* In the child: true. */
static bool try_one(struct injection *state, bool lasts, int64_t number, struct way way)
{
	state->probe_lasts = lasts;
	syscall(SYS_ftruncate, said, 0);
	syscall(SYS_lseek, said, 0, SEEK_SET);
	pid_t child = fork();
	if (child == 0) {
		be_a_child();
		return true;
	}
	tell(state, lasts, number, way, child < 0 ? -1 : wait_for(child));
	return false;
}

static bool try_new_way(struct injection *state, int64_t number)
{
	struct way way = callers_way();
	if (callers_were_tried(state, way.all))
		return false;
	for (uint32_t open = 0; !atomic_compare_exchange_weak(&state->probe_lock, &open, 1);
	     open = 0)
		rest(PAUSE_NS / 10);
	bool fails = false;
	if (!callers_were_tried(state, way.all)) {
		callers_add(state, way.all);
		state->chosen_at++;
		fails = try_one(state, false, number, way) || try_one(state, true, number, way);
	}
	if (!is_child)
		state->probe_lock = 0;
	return fails;
}

int probe_at(struct injection *state, int64_t number)
{
	if (busy)
		return 0;
	busy = true;
	bool fails = try_new_way(state, number);
	busy = false;
	return fails ? state->error : 0;
}
