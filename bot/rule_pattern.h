/*
 * Rule pattern: one compiled pattern, and what bounds its matching.
 *
 * The only place that calls PCRE2.  A compiled pattern is immutable; what a
 * match writes on belongs to the thread and is made once for it.
 */
#ifndef FOYER_BOT_RULE_PATTERN_H
#define FOYER_BOT_RULE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"

struct rule_pattern;

enum pattern_result { PATTERN_MATCHES, PATTERN_ABSENT, PATTERN_LIMITED };

/* The characters of a pattern folded as texts are (width, Traditional to
 * Simplified), its syntax left alone.  The result lives in the arena. */
const char *pattern_fold(const char *pattern, struct arena *arena);

/* Compiles; the caller owns the result.  NULL with FAULT_BAD_PATTERN, `actual`
 * being the character at fault, from 1. */
struct rule_pattern *pattern_compile(const char *pattern, const char *field,
				     struct fault *fault) MUST_USE;
void pattern_free(struct rule_pattern **pattern);

/* Looks for the pattern in length bytes of valid UTF-8; where it matches,
 * *start and *end are set. */
enum pattern_result pattern_match(const struct rule_pattern *pattern, const char *text,
				  size_t length, int *start, int *end);

/* Microseconds of processor time that this thread has taken: what bounds
 * matching must not depend on how busy the machine is. */
int64_t pattern_micros(void);

#endif
