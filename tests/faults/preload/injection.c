/*
 * Injection: see injection.h; and the calls that allocate, map, tell the
 * time, make threads and random bytes.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "injection.h"
#include "journal.h"

static struct injection nobody; /* when no file is named */
static struct injection *state = &nobody;

struct injection *injection_state(void)
{
	return state;
}

__attribute__((constructor)) static void attach(void)
{
	const char *path = getenv("FOYER_INJECTION");
	int file = path == NULL ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	if (file < 0)
		return;
	void *bytes = (void *)syscall(SYS_mmap, NULL, sizeof(*state), PROT_READ | PROT_WRITE,
				      MAP_SHARED, file, 0);
	if (bytes != MAP_FAILED) {
		state = bytes;
		probe_mapped(bytes, sizeof(*state));
	}
	syscall(SYS_close, file);
}

int injection_fails(enum injection_kind kind)
{
	struct injection *now = state;
	if (!now->has_begun)
		return 0;
	if (probe_is_child())
		return probe_goes_on(now, kind);
	int64_t number = ++now->counts[kind];
	if (now->armed != (uint32_t)kind || number < now->first || number > now->last)
		return 0;
	if (now->by == BY_PROBES)
		return probe_at(now, number);
	if (now->by != BY_NUMBER && !injection_is_chosen(now, number))
		return 0;
	now->failed++;
	if (now->error == ERROR_DIES)
		raise(SIGKILL);
	return now->error;
}

bool injection_refuses(enum injection_kind kind)
{
	int error = injection_fails(kind);
	if (error != 0)
		errno = error;
	return error != 0;
}

/* Files below the folder that is named ------------------------------------------ */

#define FILES_MOST 4096

static atomic_bool is_below[FILES_MOST];

static bool counts_path(const char *path)
{
	size_t length = strlen(state->below);
	return strncmp(path, state->below, length) == 0;
}

bool injection_refuses_path(enum injection_kind kind, const char *path)
{
	return counts_path(path) && injection_refuses(kind);
}

bool injection_counts_file(int fd)
{
	return state->below[0] == '\0' || (fd >= 0 && fd < FILES_MOST && is_below[fd]);
}

void injection_opened(int fd, const char *path)
{
	if (fd >= 0 && fd < FILES_MOST)
		is_below[fd] = counts_path(path);
}

void injection_closed(int fd)
{
	if (fd >= 0 && fd < FILES_MOST)
		is_below[fd] = false;
}

/* What happens before main belongs to the loader and the libraries. */
static int (*real_main)(int, char **, char **);

static int begin(int argc, char **argv, char **environment)
{
	state->has_begun = 1;
	return real_main(argc, argv, environment);
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*linker)(void), void *stack)
{
	__typeof__(&__libc_start_main) real = dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = main;
	return real(begin, argc, argv, init, fini, linker, stack);
}

/* Memory ---------------------------------------------------------------------- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
	return injection_refuses(KIND_MALLOC) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return injection_refuses(KIND_MALLOC) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return injection_refuses(KIND_MALLOC) ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return injection_refuses(KIND_MALLOC) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	if (injection_refuses(KIND_MALLOC))
		return ENOMEM;
	*memory = __libc_memalign(alignment, size);
	return *memory == NULL ? ENOMEM : 0;
}

static void *map(void *address, size_t length, int protection, int flags, int fd, off64_t offset)
{
	if (injection_refuses(KIND_MMAP))
		return MAP_FAILED;
	if (journal_has(fd) && (protection & PROT_WRITE) && (flags & MAP_SHARED))
		journal_mapped(fd);
	void *memory = (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
	if (memory != MAP_FAILED && (protection & PROT_WRITE) && (flags & MAP_SHARED))
		probe_mapped(memory, length);
	return memory;
}

int munmap(void *memory, size_t length)
{
	probe_unmapped(memory);
	return (int)syscall(SYS_munmap, memory, length);
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	return map(address, length, protection, flags, fd, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset)
{
	return map(address, length, protection, flags, fd, offset);
}

void *mremap(void *address, size_t length, size_t wanted, int flags, ...)
{
	return injection_refuses(KIND_MMAP)
		   ? MAP_FAILED
		   : (void *)syscall(SYS_mremap, address, length, wanted, flags);
}

/* The rest -------------------------------------------------------------------- */

int clock_gettime(clockid_t clock, struct timespec *now)
{
	return injection_refuses(KIND_CLOCK) ? -1 : (int)syscall(SYS_clock_gettime, clock, now);
}

ssize_t getrandom(void *bytes, size_t length, unsigned flags)
{
	return injection_refuses(KIND_RANDOM) ? -1 : syscall(SYS_getrandom, bytes, length, flags);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
		   void *argument)
{
	int error = injection_fails(KIND_THREAD);
	__typeof__(&pthread_create) real = dlsym(RTLD_NEXT, "pthread_create");
	return error != 0 ? error : real(thread, attributes, run, argument);
}

/* What the journal's helper couldn't copy it tries again after seconds; tests needn't wait so long.
 */
#define SOONER_NS 100000000

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *lock, clockid_t clock,
			   const struct timespec *until)
{
	__typeof__(&pthread_cond_clockwait) real = dlsym(RTLD_NEXT, "pthread_cond_clockwait");
	char name[16] = "";
	struct timespec sooner;
	prctl(PR_GET_NAME, name);
	if (strcmp(name, "foyer-journal") != 0)
		return real(condition, lock, clock, until);
	syscall(SYS_clock_gettime, clock, &sooner);
	sooner.tv_sec += (sooner.tv_nsec + SOONER_NS) / 1000000000;
	sooner.tv_nsec = (sooner.tv_nsec + SOONER_NS) % 1000000000;
	return real(condition, lock, clock, &sooner);
}
