/*
 * Curation, expiry: questions that nobody asked for longer than the admin's
 * period are set aside; without a period nothing is.  See curation.h.
 * Slow-work thread.
 */
#include "data/clock.h"
#include "data/settings.h"
#include "handoff/curation_internal.h"
#include "kb/workbench.h"

#define DAY_MS            (24LL * 3600 * 1000)
#define LOOK_EVERY_MS     (3600LL * 1000)
#define CLUSTERS_AT_ONCE  20

struct expiring {
	struct change change;
	int64_t before;
	struct cluster_id clusters[CLUSTERS_AT_ONCE];
	int count;
};

static bool apply_expiring(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct expiring *expiring = (const struct expiring *)change;
	for (int at = 0; at < expiring->count; at++)
		if (!workbench_expire(transaction, &expiring->clusters[at], expiring->before,
				      fault))
			return false;
	return true;
}

bool curation_expire(struct curation *curation, bool *worked, struct fault *fault)
{
	int64_t days = setting_value(SETTING_UNMATCHED_DAYS), now = clock_now();
	struct expiring expiring = {.change.apply = apply_expiring, .before = now - days * DAY_MS};
	if (days == 0 || now < curation->look_for_idle_at)
		return true;
	if (!workbench_expirable(store_reader(curation->store), expiring.before, expiring.clusters,
				 CLUSTERS_AT_ONCE, &expiring.count, fault))
		return false;
	*worked = expiring.count > 0;
	if (expiring.count == 0)
		curation->look_for_idle_at = now + LOOK_EVERY_MS;
	return expiring.count == 0 || store_write(curation->store, &expiring.change, fault);
}
