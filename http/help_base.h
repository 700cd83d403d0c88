/*
 * Help base: what of the live snapshot the help centre shows to a reader, and
 * how it is found: by topic, by a search in the reader's own words, by
 * likeness.
 *
 * Small talk is no article, and neither is what another site or language owns
 * or what isn't valid now.  Pure but for the snapshot, which the caller holds.
 */
#ifndef FOYER_HTTP_HELP_BASE_H
#define FOYER_HTTP_HELP_BASE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "kb/category.h"
#include "kb/snapshot.h"

#define HELP_ARTICLES_MOST 1000 /* on one page */
#define HELP_TOPICS_MOST   500
#define HELP_NO_TOPIC      "-" /* the topic of articles without one */

struct help_reader {
	struct snapshot *snapshot; /* NULL: nothing is published */
	const char *site;
	enum language language; /* of the page */
	enum language articles; /* of the articles: another when the base has none in the page's */
	int64_t now;
	struct category_names names; /* of topics, as editors gave them */
	struct arena *arena;
};

/* Sets `articles` from what the snapshot holds. */
void help_reader_choose(struct help_reader *reader);

bool help_shows(const struct help_reader *reader, const struct snapshot_entry *entry);
/* The article with this external id, or NULL. */
const struct snapshot_entry *help_find(const struct help_reader *reader, const char *id);

/* The same article in another language: itself when it has none of its own,
 * the entry that editors linked with it, or NULL. */
const struct snapshot_entry *help_translation(const struct help_reader *reader,
					      const struct snapshot_entry *entry,
					      enum language language);

struct help_topic {
	const char *path; /* whole: "billing/invoices" */
	const char *name; /* as it is shown: its name, else its last part ("Invoices") */
	int count;        /* articles in it and below */
};
/* How the topic of this path is called. */
const char *help_topic_name(const struct help_reader *reader, const char *path);
/* The topics right below this one ("" for the first ones), by name. */
int help_topics(const struct help_reader *reader, const char *parent, struct help_topic **topics);

struct help_list {
	const struct snapshot_entry **entries; /* at most HELP_ARTICLES_MOST */
	int count;
};
/* Its articles, and with `deep` those of all topics below. */
struct help_list help_in_topic(const struct help_reader *reader, const char *path, bool deep);
/* What editors tagged "hot"; at most `most`. */
struct help_list help_popular(const struct help_reader *reader, int most);
/* What answers these words, best first; what has nothing to do with them isn't there. */
struct help_list help_search(const struct help_reader *reader, const char *words);
/* What is most like an article, at most `most`. */
struct help_list help_related(const struct help_reader *reader, const struct snapshot_entry *entry,
			      int most);

#endif
