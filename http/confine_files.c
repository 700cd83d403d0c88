/*
 * Confine, files: by Landlock (Linux 5.13 and newer), called directly, since
 * the C library has no functions for it.
 *
 * The data folder and the backup folder are the process's own; of the system
 * it reads what resolving names, checking certificates, time zones and
 * libraries need (as root these files alone, else what of /etc is for
 * everybody); temporary files go where temporary files go.  Of everything
 * else it can open nothing, /etc/shadow as little as other people's folders.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "data/arena.h"
#include "data/log.h"
#include "http/confine.h"

/* What newer headers name; the kernel says which of it there is. */
#define FS_REFER         (1ULL << 13) /* version 2 */
#define FS_TRUNCATE      (1ULL << 14) /* version 3 */
#define FS_IOCTL_DEV     (1ULL << 15) /* version 5 */
#define NET_BIND_TCP     (1ULL << 0)  /* version 4 */
#define SCOPE_ALL        3ULL         /* version 6: other processes' sockets and signals */

#define FS_FIRST         ((1ULL << 13) - 1)
#define FS_READ          (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_OF_FILES                                                                                \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |                            \
	 LANDLOCK_ACCESS_FS_EXECUTE | FS_TRUNCATE | FS_IOCTL_DEV)
#define FS_OWN                                                                                     \
	(FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                 \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |                            \
	 LANDLOCK_ACCESS_FS_MAKE_REG | FS_REFER | FS_TRUNCATE)

struct ruleset {
	uint64_t files, net, scoped;
};

static const char *const readable[] = {
    "/lib", "/lib64", "/usr/lib", "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/opencc",
    "/usr/share/ca-certificates", "/usr/local/share/ca-certificates", "/etc/ssl", "/etc/localtime",
    "/etc/timezone", "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf",
    "/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/ld.so.cache", "/dev/urandom",
    "/dev/random", "/proc/self", "/sys/devices/system/cpu", "/run/systemd/resolve",
    "/run/resolvconf", "/run/NetworkManager",
};
#define READABLE_COUNT (sizeof(readable) / sizeof(*readable))

/* Coverage builds write beside their sources when they end. */
extern void __gcov_init(void) __attribute__((weak));

/* Grants what is there; what isn't needs no granting. */
static bool grant(int ruleset, const struct ruleset *handled, const char *path, uint64_t rights)
{
	struct stat status;
	struct landlock_path_beneath_attr beneath = {0};
	int file = open(path, O_PATH | O_CLOEXEC);
	if (file < 0)
		return true;
	if (fstat(file, &status) == 0 && !S_ISDIR(status.st_mode))
		rights &= FS_OF_FILES;
	beneath.allowed_access = rights & handled->files;
	beneath.parent_fd = file;
	bool good = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath,
			    0) == 0;
	close(file);
	return good;
}

/* A new folder survives a power cut when the one that holds it is synced, which can't be opened later. */
static bool make_own(const char *folder)
{
	if (mkdir(folder, 0700) != 0)
		return errno == EEXIST;
	char *copy = memory_text(folder);
	int parent = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is_kept = parent >= 0 && fsync(parent) == 0;
	if (!is_kept)
		log_line(LOG_ERROR, "confine", "%s can't be made: %s", folder, strerror(errno));
	if (parent >= 0)
		close(parent);
	if (!is_kept)
		rmdir(folder);
	free(copy);
	return is_kept;
}

static bool grant_own(int ruleset, const struct ruleset *handled, const char *folder)
{
	if (folder == NULL || folder[0] == '\0')
		return true;
	if (!make_own(folder))
		return true; /* whoever opens it says what is wrong */
	return grant(ruleset, handled, folder, FS_OWN);
}

static bool grant_all(int ruleset, const struct ruleset *handled, const char *folder,
		      const char *backup)
{
	const char *temporary = getenv("TMPDIR");
	/* A file that is replaced is another one to Landlock, so that names could not be resolved
	 * any more.  Who isn't root finds nothing in /etc that isn't for everybody. */
	if (geteuid() != 0 && !grant(ruleset, handled, "/etc", FS_READ))
		return false;
	for (size_t i = 0; i < READABLE_COUNT; i++)
		if (!grant(ruleset, handled, readable[i], FS_READ))
			return false;
	return grant(ruleset, handled, "/dev/null", FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE) &&
	       grant(ruleset, handled, temporary != NULL ? temporary : "/tmp", FS_OWN) &&
	       grant_own(ruleset, handled, folder) && grant_own(ruleset, handled, backup);
}

static struct ruleset handled_by(long version)
{
	struct ruleset handled = {.files = FS_FIRST};
	if (version >= 2)
		handled.files |= FS_REFER;
	if (version >= 3)
		handled.files |= FS_TRUNCATE;
	if (version >= 5)
		handled.files |= FS_IOCTL_DEV;
	if (version >= 4)
		handled.net = NET_BIND_TCP; /* no more ports */
	if (version >= 6)
		handled.scoped = SCOPE_ALL;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	handled.files &= ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE; /* they call programs for names */
#endif
	return handled;
}

int confine_files(const char *folder, const char *backup)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version <= 0 || __gcov_init != NULL)
		return 0;
	struct ruleset handled = handled_by(version);
	size_t size = version >= 6 ? sizeof(handled) : version >= 4 ? 16 : 8;
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
	if (ruleset < 0)
		return 0;
	bool good = grant_all(ruleset, &handled, folder, backup) &&
		    syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	if (!good)
		log_line(LOG_WARNING, "confine", "Landlock: %s", strerror(errno));
	close(ruleset);
	return good ? (int)version : 0;
}
