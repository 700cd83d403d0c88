/*
 * What compares secrets takes the same steps whether the first character is
 * wrong, the last, or none: counted instruction by instruction, so that a busy
 * machine changes nothing.  Run in the release build: sanitizers' checks are
 * steps as well.
 */
#include "tests/unit/support.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "data/one_time_code.h"
#include "data/password.h"
#include "data/signature.h"
#include "data/text.h"

#define STEPS_MOST 3000000
#define BRANCH_STEPS 4

typedef void (*attempt)(const char *shown);

/* The instructions between two stops of the child that makes the attempt; -1
 * where this machine lets nobody count. */
static long steps_of(attempt attempt_, const char *shown)
{
	int status;
	long steps = 0;
	pid_t child = fork();
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(1);
		attempt_(shown); /* whatever is done once is done */
		raise(SIGSTOP);
		attempt_(shown);
		raise(SIGTRAP);
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
		return -1;
	while (steps < STEPS_MOST && ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) == 0) {
		siginfo_t info;
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFSTOPPED(status) || ptrace(PTRACE_GETSIGINFO, child, NULL, &info) != 0 ||
		    info.si_code <= 0)
			break; /* the child's own signal */
		steps++;
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return steps;
}

static void same_steps(attempt attempt_, const char *right, const char *first, const char *last)
{
	long all = steps_of(attempt_, right);
	if (all < 0)
		skip();
	assert_true(all > 50 && all < STEPS_MOST);
	long wrong = steps_of(attempt_, first);
	assert_int_equal(steps_of(attempt_, last), wrong);
	/* Saying yes or no may take another branch. */
	assert_in_range(wrong, all - BRANCH_STEPS, all + BRANCH_STEPS);
}

static volatile bool kept; /* so that nothing is left out */

static void compare_text(const char *shown)
{
	kept = text_equal_secret("0123456789abcdef0123456789abcdef", shown);
}

static void compare_signature(const char *shown)
{
	kept = signature_is_right("secret", "mei.1790000000", shown);
}

static void compare_code(const char *shown)
{
	kept = code_find("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", shown, 1790000000000, 0) != 0;
}

static void texts_are_compared_to_their_end(void **state)
{
	(void)state;
	same_steps(compare_text, "0123456789abcdef0123456789abcdef",
		   "x123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdex");
}

static void signatures_are_compared_to_their_end(void **state)
{
	(void)state;
	struct signature right = signature_make("secret", "mei.1790000000");
	struct signature first = right, last = right;
	first.text[0] = right.text[0] == '0' ? '1' : '0';
	last.text[SIGNATURE_LENGTH - 1] = right.text[SIGNATURE_LENGTH - 1] == '0' ? '1' : '0';
	same_steps(compare_signature, right.text, first.text, last.text);
}

/* Codes are six digits, of which wrong ones differ in how many are printed
 * nowhere: only the comparison is what a guesser sees. */
static void codes_are_compared_to_their_end(void **state)
{
	(void)state;
	struct code_digits right =
	    code_at("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 1790000000000 / CODE_STEP_MS);
	struct code_digits first = right, last = right;
	first.text[0] = right.text[0] == '0' ? '1' : '0';
	last.text[5] = right.text[5] == '0' ? '1' : '0';
	same_steps(compare_code, first.text, last.text, "000000");
}

static double seconds_of(const char *hash)
{
	struct timespec from, to;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	assert_false(password_is_right(hash, "a wrong password"));
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* Hashing on purpose takes long: leaving it out would be a thousandth. */
static void nobody_takes_as_long_as_somebody(void **state)
{
	(void)state;
	struct fault fault;
	struct password_hash hash;
	double known = 1e9, unknown = 1e9;
	must(password_make("correct horse", &hash, &fault), &fault);
	for (int i = 0; i < 3; i++) {
		double one = seconds_of(hash.text), other = seconds_of(NULL);
		known = one < known ? one : known;
		unknown = other < unknown ? other : unknown;
	}
	assert_true(unknown > known / 2 && unknown < known * 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_are_compared_to_their_end),
	    cmocka_unit_test(signatures_are_compared_to_their_end),
	    cmocka_unit_test(codes_are_compared_to_their_end),
	    cmocka_unit_test(nobody_takes_as_long_as_somebody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
