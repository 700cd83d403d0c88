/* What a confined process can't do any more, tried in a child each time. */
#include "tests/unit/support.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/log.h"
#include "http/confine.h"

/* Sanitizers look at their own process and call programs, so less is refused there. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true
#else
#define IS_SANITIZED false
#endif

/* What the child is asked to do: 0 when it could, else the error. */
typedef int (*attempt)(const char *folder);

static int outcome(bool worked)
{
	return worked ? 0 : errno;
}

/* The attempt's outcome in a child that is confined to `folder`. */
static int confined(const char *folder, attempt try_it)
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		setenv("TMPDIR", folder, 1);
		log_set_level((enum log_level)(LOG_ERROR + 1));
		confine_process(folder, NULL);
		_exit(try_it(folder));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool has_landlock(void)
{
	char *folder = test_folder();
	int status;
	pid_t child = fork();
	if (child == 0)
		_exit(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? confine_files(folder, NULL) : 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	test_folder_remove(folder);
	return WIFEXITED(status) && WEXITSTATUS(status) > 0;
}

static int opens(const char *path, int flags)
{
	return outcome(open(path, flags, 0600) >= 0);
}

static int reads_shadow(const char *folder)
{
	(void)folder;
	return opens("/etc/shadow", O_RDONLY);
}

static int reads_passwd(const char *folder)
{
	(void)folder;
	return opens("/etc/passwd", O_RDONLY);
}

static int lists_homes(const char *folder)
{
	(void)folder;
	return opens("/root", O_RDONLY | O_DIRECTORY);
}

static int writes_beside(const char *folder)
{
	char path[300];
	snprintf(path, sizeof(path), "%s.beside", folder);
	return opens(path, O_WRONLY | O_CREAT);
}

static int writes_into_libraries(const char *folder)
{
	(void)folder;
	return opens("/usr/lib/foyer-was-here", O_WRONLY | O_CREAT);
}

static int follows_a_link_out(const char *folder)
{
	char path[300];
	snprintf(path, sizeof(path), "%s/link", folder);
	return symlink("/etc/shadow", path) == 0 ? opens(path, O_RDONLY) : EACCES;
}

static int resolves_names(const char *folder)
{
	(void)folder;
	return access("/etc/resolv.conf", F_OK) == 0 ? opens("/etc/resolv.conf", O_RDONLY) : 0;
}

static int lives_in_its_folder(const char *folder)
{
	char path[300], other[300];
	snprintf(path, sizeof(path), "%s/inner", folder);
	snprintf(other, sizeof(other), "%s/inner/file", folder);
	if (mkdir(path, 0700) != 0 || opens(other, O_RDWR | O_CREAT) != 0)
		return errno;
	snprintf(path, sizeof(path), "%s/moved", folder);
	return outcome(rename(other, path) == 0 && truncate(path, 10) == 0 && unlink(path) == 0);
}

static int begins_a_program(const char *folder)
{
	char name[] = "true", *arguments[] = {name, NULL};
	(void)folder;
	execv("/bin/true", arguments);
	return errno;
}

static int becomes_root(const char *folder)
{
	(void)folder;
	return outcome(setuid(0) == 0);
}

static int opens_a_raw_socket(const char *folder)
{
	(void)folder;
	return outcome(socket(AF_PACKET, SOCK_RAW, 0) >= 0);
}

static int opens_a_network_socket(const char *folder)
{
	(void)folder;
	return outcome(socket(AF_INET6, SOCK_STREAM, 0) >= 0 || errno == EAFNOSUPPORT);
}

static int listens_on_one_more_port(const char *folder)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	(void)folder;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons(47611);
	return outcome(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
}

static void *nothing(void *argument)
{
	return argument;
}

static int begins_a_thread(const char *folder)
{
	pthread_t thread;
	(void)folder;
	return pthread_create(&thread, NULL, nothing, NULL) != 0 || pthread_join(thread, NULL) != 0;
}

static void files_outside_are_out_of_reach(void **state)
{
	(void)state;
	if (!has_landlock())
		skip();
	char *folder = test_folder();
	assert_int_equal(confined(folder, reads_shadow), EACCES);
	if (geteuid() == 0)
		assert_int_equal(confined(folder, reads_passwd), EACCES);
	assert_int_equal(confined(folder, lists_homes), EACCES);
	assert_int_equal(confined(folder, writes_beside), EACCES);
	assert_int_equal(confined(folder, writes_into_libraries), EACCES);
	assert_int_equal(confined(folder, follows_a_link_out), EACCES);
	test_folder_remove(folder);
}

static void what_a_server_needs_stays(void **state)
{
	(void)state;
	char *folder = test_folder();
	assert_int_equal(confined(folder, lives_in_its_folder), 0);
	assert_int_equal(confined(folder, resolves_names), 0);
	assert_int_equal(confined(folder, opens_a_network_socket), 0);
	assert_int_equal(confined(folder, begins_a_thread), 0);
	test_folder_remove(folder);
}

static void no_programs_no_rights_no_strange_sockets(void **state)
{
	(void)state;
	char *folder = test_folder();
	if (!IS_SANITIZED)
		assert_int_equal(confined(folder, begins_a_program), EPERM);
	assert_int_equal(confined(folder, becomes_root), EPERM);
	assert_int_equal(confined(folder, opens_a_raw_socket), EAFNOSUPPORT);
	test_folder_remove(folder);
}

static void no_more_ports(void **state)
{
	(void)state;
	char *folder = test_folder();
	int got = confined(folder, listens_on_one_more_port);
	assert_true(got == EACCES || !has_landlock() || got == 0); /* Landlock before version 4 */
	if (has_landlock() && got == 0)
		print_message("this kernel's Landlock knows nothing of ports\n");
	test_folder_remove(folder);
}

static void accounts_that_there_are_not(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault = {0};
	assert_false(confine_become("no-such-account", folder, &fault));
	assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
	assert_string_equal(fault.field, "user");
	if (geteuid() == 0)
		assert_false(confine_become("root", folder, &fault));
	test_folder_remove(folder);
}

static int is_nobody(const char *folder)
{
	char path[300];
	struct fault fault;
	struct stat status;
	snprintf(path, sizeof(path), "%s/data", folder);
	if (!confine_become("nobody", path, &fault) || getuid() == 0 || getegid() == 0)
		return 1;
	if (stat(path, &status) != 0 || status.st_uid != getuid() || setuid(0) == 0)
		return 2;
	snprintf(path, sizeof(path), "%s/data/file", folder);
	return opens(path, O_WRONLY | O_CREAT) != 0 || opens("/etc/shadow", O_RDONLY) != EACCES;
}

static void root_is_given_up_for_good(void **state)
{
	(void)state;
	int status;
	if (geteuid() != 0)
		skip();
	char *folder = test_folder();
	assert_int_equal(chmod(folder, 0755), 0);
	pid_t child = fork();
	if (child == 0) {
		log_set_level((enum log_level)(LOG_ERROR + 1));
		_exit(is_nobody(folder));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	test_folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_outside_are_out_of_reach),
	    cmocka_unit_test(what_a_server_needs_stays),
	    cmocka_unit_test(no_programs_no_rights_no_strange_sockets),
	    cmocka_unit_test(no_more_ports),
	    cmocka_unit_test(accounts_that_there_are_not),
	    cmocka_unit_test(root_is_given_up_for_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
