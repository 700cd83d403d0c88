/*
 * Policy: see policy.h.
 */
#include "http/policy.h"

#include "data/settings.h"

struct bot_policy policy_in_force(void)
{
	struct bot_policy policy = bot_policy_default();
	policy.answer_from = (double)setting_value(SETTING_ANSWER_FROM) / 100;
	policy.clarify_from = (double)setting_value(SETTING_CLARIFY_FROM) / 100;
	policy.low_streak_most = (int)setting_value(SETTING_LOW_STREAK_MOST);
	return policy;
}
