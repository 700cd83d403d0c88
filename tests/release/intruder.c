/*
 * Intruder: preloaded into a serving program; on the first connection it tries
 * what somebody would try who has taken the program over, and says on standard
 * error how each went: "intruder: NAME 0" when it could, else the error's number.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int opens(const char *path, int flags)
{
	return open(path, flags, 0600) >= 0 ? 0 : errno;
}

static int reads_shadow(void)
{
	return opens("/etc/shadow", O_RDONLY);
}

static int reads_homes(void)
{
	return opens("/root", O_RDONLY | O_DIRECTORY);
}

static int writes_programs(void)
{
	return opens("/usr/lib/foyer-was-here", O_WRONLY | O_CREAT);
}

static int writes_own_folder(void)
{
	const char *path = getenv("INTRUDER_FILE");
	return path == NULL ? ENOENT : opens(path, O_WRONLY | O_CREAT);
}

static int runs_programs(void)
{
	char name[] = "true", *arguments[] = {name, NULL};
	execv("/bin/true", arguments);
	return errno;
}

static int traces_others(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0 ? 0 : errno;
}

static int becomes_root(void)
{
	return setuid(0) == 0 ? 0 : errno;
}

static int hears_the_network(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) >= 0 ? 0 : errno;
}

static int dumps_core(void)
{
	struct rlimit limit = {1 << 20, 1 << 20};
	getrlimit(RLIMIT_CORE, &limit);
	return limit.rlim_max == 0 ? EPERM : 0;
}

static const struct {
	const char *name;
	int (*try)(void);
} attempts[] = {
    {"reads-shadow", reads_shadow},	  {"reads-homes", reads_homes},
    {"writes-programs", writes_programs}, {"writes-own-folder", writes_own_folder},
    {"runs-programs", runs_programs},	  {"traces-others", traces_others},
    {"becomes-root", becomes_root},	  {"hears-the-network", hears_the_network},
    {"dumps-core", dumps_core},
};

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
	static atomic_bool tried;
	int (*real)(int, struct sockaddr *, socklen_t *, int) =
	    (int (*)(int, struct sockaddr *, socklen_t *, int))dlsym(RTLD_NEXT, "accept4");
	int accepted = real(fd, address, length, flags);
	int error = errno;
	if (accepted >= 0 && !atomic_exchange(&tried, true))
		for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++)
			fprintf(stderr, "intruder: %s %d\n", attempts[i].name, attempts[i].try());
	errno = error;
	return accepted;
}
