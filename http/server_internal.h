/* Server: what loops share; inside http/ only. */
#ifndef FOYER_HTTP_SERVER_INTERNAL_H
#define FOYER_HTTP_SERVER_INTERNAL_H

#include <stdatomic.h>

#include "data/outside.h"
#include "http/limits.h"
#include "http/loop.h"
#include "http/sender.h"
#include "http/server.h"
#include "http/work.h"

#define LOOPS_MOST SERVER_SOCKETS_MOST

struct server {
	struct store *store;
	struct live *live;
	struct site_shelf *sites;
	struct loop *loops[LOOPS_MOST];
	int loop_count;
	struct work *work;      /* short pieces, such as password hashes */
	struct work *long_work; /* those that may take seconds */
	struct drafts *drafts;
	struct planner *planner;
	struct curator *curator;
	struct sender *sender;
	struct arena *arena; /* of what is read from the options */
	struct outside_allowed outside;
	struct limits *limits;
	int port;
	int64_t started; /* clock_steady */
	int connections_most;
	atomic_int connections; /* open now, over all loops */
	atomic_bool is_stopping;
};

#endif
