/*
 * Policy: the bot's thresholds as the settings have them now.
 *
 * Any thread.
 */
#ifndef FOYER_HTTP_POLICY_H
#define FOYER_HTTP_POLICY_H

#include "bot/bot.h"

struct bot_policy policy_in_force(void);

#endif
