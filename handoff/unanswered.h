/*
 * Unanswered: what a visitor had asked before wanting a person.
 *
 * Somebody who asks for a person has, as a rule, asked something before that
 * the bot did not serve; that question goes to the editors' workbench.
 * Writer thread.
 */
#ifndef FOYER_HANDOFF_UNANSWERED_H
#define FOYER_HANDOFF_UNANSWERED_H

#include "handoff/act_internal.h"

/* Logs the visitor's last message with a number below `before`, if there is
 * one. */
bool unanswered_log(struct scene *scene, int64_t before, struct fault *fault) MUST_USE;

#endif
