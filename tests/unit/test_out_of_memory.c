/* Where a library has no memory to begin with, the process says so and ends
 * (docs/decisions/0020). */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <libstemmer.h>
#include <pcre2.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bot/rule_pattern.h"
#include "http/outgoing.h"
#include "kb/analysis.h"

static bool no_memory;

/* What the linker finds before the libraries' own. */
pcre2_match_data *pcre2_match_data_create(uint32_t size, pcre2_general_context *context)
{
	static __typeof__(&pcre2_match_data_create) real;
	*(void **)&real = dlsym(RTLD_NEXT, "pcre2_match_data_create_8");
	return no_memory ? NULL : real(size, context);
}

CURLM *curl_multi_init(void)
{
	static __typeof__(&curl_multi_init) real;
	*(void **)&real = dlsym(RTLD_NEXT, "curl_multi_init");
	return no_memory ? NULL : real();
}

struct sb_stemmer *sb_stemmer_new(const char *algorithm, const char *encoding)
{
	static __typeof__(&sb_stemmer_new) real;
	*(void **)&real = dlsym(RTLD_NEXT, "sb_stemmer_new");
	return no_memory ? NULL : real(algorithm, encoding);
}

static void match_a_pattern(void)
{
	struct fault fault;
	int start, end;
	struct rule_pattern *pattern = pattern_compile("roam", "pattern", &fault);
	pattern_match(pattern, "roaming", 7, &start, &end);
}

static void make_outgoing(void)
{
	outgoing_new(NULL, "");
}

static void *read_a_word(void *nothing)
{
	(void)nothing;
	analysis_run("returning", arena_new());
	_exit(0);
}

/* A thread makes its stemmer at its first word. */
static void read_in_a_thread(void)
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, read_a_word, NULL) == 0)
		pthread_join(thread, NULL);
}

static void check_is_said(void (*act)(void))
{
	int ends[2], status;
	char said[200] = "";
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		dup2(ends[1], STDERR_FILENO);
		no_memory = true;
		act();
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_true(read(ends[0], said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "out-of-memory"));
	close(ends[0]);
}

static void a_matcher_that_cannot_be_made_is_said(void **state)
{
	(void)state;
	check_is_said(match_a_pattern);
}

static void transfers_that_cannot_be_made_are_said(void **state)
{
	(void)state;
	check_is_said(make_outgoing);
}

static void a_stemmer_that_cannot_be_made_is_said(void **state)
{
	(void)state;
	check_is_said(read_in_a_thread);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_matcher_that_cannot_be_made_is_said),
	    cmocka_unit_test(transfers_that_cannot_be_made_are_said),
	    cmocka_unit_test(a_stemmer_that_cannot_be_made_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
