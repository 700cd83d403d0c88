/* The log: a process that ends by a signal of its own says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/log.h"

/* What a process says that ends in this way. */
static void check_end(int number, const char *word)
{
	int ends[2], status;
	char said[200] = "";
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		signal(number, SIG_DFL); /* not the test's own */
		dup2(ends[1], STDERR_FILENO);
		log_tell_ends();
		raise(number);
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), number);
	assert_true(read(ends[0], said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "\"event\":\"ended\""));
	assert_non_null(strstr(said, word));
	close(ends[0]);
}

static void an_end_is_told(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	check_end(SIGSEGV, "fell over");
	check_end(SIGABRT, "abort()");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(an_end_is_told)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
