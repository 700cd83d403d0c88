/*
 * Views of trials as JSON: differences, golden questions, plans, what-if,
 * rivals.  Pure; any thread.
 */
#ifndef FOYER_HTTP_TRIAL_VIEWS_H
#define FOYER_HTTP_TRIAL_VIEWS_H

#include "bot/what_if.h"
#include "data/json.h"
#include "kb/difference.h"
#include "kb/golden.h"
#include "kb/plan.h"

/* "counts", "items" and "more" (items that are not shown) in the open object. */
void view_difference(struct json_writer *json, const struct difference *difference);

/* "passed", "failed", "newly_broken", "failures", "fixed" in the open object. */
void view_golden_result(struct json_writer *json, const struct golden_result *result);
void view_golden_page(struct json_writer *json, const struct golden_page *page);

/* plan may be NULL: null. */
void view_plan(struct json_writer *json, const char *name, const struct plan *plan);

#endif
