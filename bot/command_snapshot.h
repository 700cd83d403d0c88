/*
 * What the commands that question the published base share.  Main thread.
 */
#ifndef FOYER_BOT_COMMAND_SNAPSHOT_H
#define FOYER_BOT_COMMAND_SNAPSHOT_H

#include <stdbool.h>

#include "bot/bot.h"

/* The newest snapshot of a data folder, ready to be asked; works beside a
 * server that has the folder.  The caller releases it. */
struct snapshot *command_snapshot(const char *folder, struct fault *fault) MUST_USE;

/* The policy that answers from this confidence on, a number from 0 to 1; NULL
 * means the default.  False when it is no such number. */
bool command_policy(const char *threshold, struct bot_policy *out) MUST_USE;

#endif
