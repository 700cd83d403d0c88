/*
 * Curation: the slow part of the workbench.
 *
 * Puts new questions into clusters and looks at all clusters again now and
 * then (kb/cluster.h), counts what was asked, finds out which visitors left
 * without help, asks the clusters' questions again after a publication,
 * learns from conversations that agents closed (kb/suggestion.h), and sets
 * aside what nobody asks any more, where an admin has set a period.
 *
 * curation_work does one small portion, so that other slow work can take its
 * turn; it writes through the store in short transactions.  One thread at a
 * time: the slow-work thread.
 */
#ifndef FOYER_HANDOFF_CURATION_H
#define FOYER_HANDOFF_CURATION_H

#include "data/store.h"
#include "kb/live.h"

struct curation;

/* A conversation in which nothing happened for this long has come to an end. */
#define CURATION_IDLE_MS (30 * 60 * 1000)

struct curation *curation_new(struct store *store, struct live *live);
void curation_free(struct curation **curation);

/* Does a portion; *more tells whether there is something left to do now. */
bool curation_work(struct curation *curation, bool *more, struct fault *fault) MUST_USE;

#endif
