/*
 * What unit tests share: a folder of their own that goes when they end.
 */
#ifndef FOYER_TESTS_SUPPORT_H
#define FOYER_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/fault.h"

/* A new empty folder below TMPDIR; the path is freed by test_folder_remove. */
static inline char *test_folder(void)
{
	const char *base = getenv("TMPDIR");
	char *path = malloc(256);
	snprintf(path, 256, "%s/foyer-test-XXXXXX", base == NULL ? "/tmp" : base);
	assert_non_null(mkdtemp(path));
	return path;
}

static inline void test_folder_remove(char *path)
{
	char command[300];
	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	assert_int_equal(system(command), 0);
	free(path);
}

/* Fails the test with the fault's sentence when `ok` is false. */
static inline void must(int ok, const struct fault *fault)
{
	if (!ok) {
		char sentence[512];
		fault_sentence(fault, LANGUAGE_EN, sentence, sizeof(sentence));
		fail_msg("%s (%s) %s", sentence, fault->field, fault->detail);
	}
}

#endif
