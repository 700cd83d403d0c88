/*
 * Cluster agreement: how far two ways of putting things into groups agree.
 *
 * Not here: how groups are found (kb/cluster_graph.h).  Pure; any thread.
 */
#ifndef FOYER_KB_CLUSTER_AGREEMENT_H
#define FOYER_KB_CLUSTER_AGREEMENT_H

#include <stdint.h>

/* How far two partitions agree beyond chance: adjusted Rand index, 1 when
 * they are equal.  Both number below count. */
double cluster_agreement(const uint32_t *one, const uint32_t *other, uint32_t count);

#endif
