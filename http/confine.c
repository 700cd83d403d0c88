/*
 * Confine: see confine.h.
 */
#include "http/confine.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/log.h"
#include "data/settings.h"

/* --- Giving up root ---------------------------------------------------------------- */

static bool refuse(struct fault *fault, const char *why)
{
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "user", "%s", why);
}

/* True when there was nothing to make, or it is the account's now. */
static bool give_folder(const char *folder, const struct passwd *account)
{
	if (mkdir(folder, 0700) != 0)
		return errno == EEXIST;
	return chown(folder, account->pw_uid, account->pw_gid) == 0;
}

bool confine_become(const char *user, const char *folder, struct fault *fault)
{
	const struct passwd *account = getpwnam(user);
	if (account == NULL)
		return refuse(fault, "there is no such account");
	if (geteuid() != 0)
		return account->pw_uid == geteuid() || refuse(fault, "only root can become another account");
	if (account->pw_uid == 0)
		return refuse(fault, "root is what is to be given up");
	if (!give_folder(folder, account) || initgroups(user, account->pw_gid) != 0 ||
	    setresgid(account->pw_gid, account->pw_gid, account->pw_gid) != 0 ||
	    setresuid(account->pw_uid, account->pw_uid, account->pw_uid) != 0)
		return refuse(fault, strerror(errno));
	if (setuid(0) == 0)
		return refuse(fault, "root could not be given up");
	log_line(LOG_INFO, "confine", "root is given up for the account \"%s\"", user);
	return true;
}

/* --- Bounding ------------------------------------------------------------------------ */

static void leave_no_core(void)
{
	const struct rlimit none = {0, 0};
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		log_line(LOG_WARNING, "confine", "core dumps can't be turned off: %s",
			 strerror(errno));
}

static bool gain_no_rights(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

void confine_process(const char *folder, const char *backup)
{
	if (geteuid() == 0)
		log_line(LOG_WARNING, "confine",
			 "this server runs as root; --user names an account to run as");
	if (!setting_value(SETTING_CONFINE)) {
		log_line(LOG_WARNING, "confine", "the setting confine is 0: nothing is bounded");
		return;
	}
	leave_no_core();
	if (!gain_no_rights()) {
		log_line(LOG_WARNING, "confine", "no_new_privs: %s; nothing is bounded",
			 strerror(errno));
		return;
	}
	int landlock = confine_files(folder, backup);
	bool calls = confine_calls();
	if (landlock == 0)
		log_line(LOG_WARNING, "confine", "this system has no Landlock: files aren't bounded");
	if (!calls)
		log_line(LOG_WARNING, "confine", "this system has no seccomp: calls aren't bounded");
	log_line(LOG_INFO, "confine", "files: %s, system calls: %s", landlock > 0 ? "bounded" : "free",
		 calls ? "bounded" : "free");
}
