/*
 * See command_snapshot.h.  Main thread.
 */
#include "bot/command_snapshot.h"

#include <stdlib.h>

#include "kb/publish.h"

struct snapshot *command_snapshot(const char *folder, struct fault *fault)
{
	struct snapshot *snapshot = publication_open(folder, fault);
	if (snapshot != NULL && !bot_prepare(snapshot, fault))
		snapshot_release(&snapshot);
	return snapshot;
}

bool command_policy(const char *threshold, struct bot_policy *out)
{
	struct bot_policy policy = bot_policy_default();
	if (threshold != NULL) {
		char *end;
		double value = strtod(threshold, &end);
		if (end == threshold || *end != '\0' || !(value >= 0 && value <= 1))
			return false;
		policy.answer_from = value;
		if (policy.clarify_from > value)
			policy.clarify_from = value;
	}
	*out = policy;
	return true;
}
