/*
 * Help base: see help_base.h.
 */
#include "http/help_base.h"

#include <stdlib.h>
#include <string.h>

#include "bot/rank.h"

#define SMALL_TALK  "courtesy"
#define HOT_TAG     "hot"
#define TOPIC_SLOTS 2048 /* of the table that finds a topic again; more than twice the most */
#define LIKE_LEAST  0.03 /* confidence below which an article has nothing to do with it */

static bool is_below(const char *category, const char *parent)
{
	size_t length = strlen(parent);

	return strncmp(category, parent, length) == 0 &&
	       (category[length] == '\0' || category[length] == '/');
}

static bool is_article(const struct help_reader *reader, const struct snapshot_entry *entry)
{
	return !is_below(entry->category, SMALL_TALK) &&
	       snapshot_entry_is_shown(entry, reader->site, reader->now);
}

static bool is_in(const struct snapshot_entry *entry, enum language language)
{
	return entry->language[0] == '\0' || language_from_tag(entry->language) == language;
}

bool help_shows(const struct help_reader *reader, const struct snapshot_entry *entry)
{
	return is_article(reader, entry) && is_in(entry, reader->articles);
}

static bool has_articles_in(const struct help_reader *reader, enum language language)
{
	int count = snapshot_entry_count(reader->snapshot);

	for (int at = 0; at < count; at++) {
		const struct snapshot_entry *entry = snapshot_entry(reader->snapshot, at);
		if (is_article(reader, entry) && is_in(entry, language))
			return true;
	}
	return false;
}

/* Readers of Traditional Chinese would rather read Simplified than nothing. */
void help_reader_choose(struct help_reader *reader)
{
	reader->articles = reader->language;
	if (reader->snapshot != NULL && reader->language == LANGUAGE_ZH_TW &&
	    !has_articles_in(reader, LANGUAGE_ZH_TW))
		reader->articles = LANGUAGE_ZH_CN;
}

const struct snapshot_entry *help_find(const struct help_reader *reader, const char *id)
{
	const struct snapshot_entry *entry =
	    reader->snapshot == NULL ? NULL : snapshot_find(reader->snapshot, id);

	return entry != NULL && help_shows(reader, entry) ? entry : NULL;
}

static int total_of(const struct help_reader *reader)
{
	return reader->snapshot == NULL ? 0 : snapshot_entry_count(reader->snapshot);
}

/* Topics --------------------------------------------------------------------------- */

struct topic_table {
	struct help_topic *topics;
	int count;
	int slots[TOPIC_SLOTS]; /* index + 1; 0: free */
};

static uint32_t hash_of(const char *text, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t at = 0; at < length; at++)
		hash = (hash ^ (unsigned char)text[at]) * 16777619u;
	return hash;
}

/* A category's word as a heading: "data_plans" is "Data plans". */
static const char *heading_of(const char *name, struct arena *arena)
{
	char *heading = arena_text(arena, name);

	for (char *at = heading; *at != '\0'; at++)
		if (*at == '_')
			*at = ' ';
	if (heading[0] >= 'a' && heading[0] <= 'z')
		heading[0] = (char)(heading[0] - 'a' + 'A');
	return heading;
}

const char *help_topic_name(const struct help_reader *reader, const char *path)
{
	const char *given = category_name(&reader->names, path, reader->language);
	const char *last = strrchr(path, '/');
	const char *name = last == NULL ? path : last + 1;

	return given != NULL ? given : heading_of(name, reader->arena);
}

/* The topic with the path that is the first `length` bytes of the category. */
static struct help_topic *topic_at(struct topic_table *table, const char *category, size_t length,
				   const struct help_reader *reader)
{
	uint32_t slot = hash_of(category, length) % TOPIC_SLOTS;

	while (table->slots[slot] != 0) {
		struct help_topic *topic = &table->topics[table->slots[slot] - 1];
		if (strncmp(topic->path, category, length) == 0 && topic->path[length] == '\0')
			return topic;
		slot = (slot + 1) % TOPIC_SLOTS;
	}
	if (table->count == HELP_TOPICS_MOST)
		return NULL;
	struct help_topic *topic = &table->topics[table->count++];
	topic->path = arena_copy_text(reader->arena, category, length);
	topic->name = help_topic_name(reader, topic->path);
	table->slots[slot] = table->count;
	return topic;
}

/* The part of the category that names a topic right below the parent: where
 * its name begins and where it ends; false for none. */
static bool child_of(const char *category, const char *parent, const char **name, size_t *end)
{
	size_t length = strlen(parent);

	if (length > 0 && (!is_below(category, parent) || category[length] == '\0'))
		return false;
	*name = category + length + (length > 0);
	*end = (size_t)(*name - category) + strcspn(*name, "/");
	return **name != '\0';
}

static int by_name(const void *one, const void *other)
{
	return strcmp(((const struct help_topic *)one)->name,
		      ((const struct help_topic *)other)->name);
}

int help_topics(const struct help_reader *reader, const char *parent, struct help_topic **topics)
{
	struct topic_table *table = arena_alloc(reader->arena, sizeof(*table));
	int none = 0;

	table->topics = arena_array(reader->arena, HELP_TOPICS_MOST + 1, sizeof(*table->topics));
	for (int at = 0; at < total_of(reader); at++) {
		const struct snapshot_entry *entry = snapshot_entry(reader->snapshot, at);
		const char *name;
		size_t end;
		if (!help_shows(reader, entry))
			continue;
		none += entry->category[0] == '\0';
		if (!child_of(entry->category, parent, &name, &end))
			continue;
		struct help_topic *topic = topic_at(table, entry->category, end, reader);
		if (topic != NULL)
			topic->count++;
	}
	qsort(table->topics, (size_t)table->count, sizeof(*table->topics), by_name);
	if (none > 0 && parent[0] == '\0')
		table->topics[table->count++] =
		    (struct help_topic){HELP_NO_TOPIC, HELP_NO_TOPIC, none};
	*topics = table->topics;
	return table->count;
}

/* Translations ------------------------------------------------------------------------- */

const struct snapshot_entry *help_translation(const struct help_reader *reader,
					      const struct snapshot_entry *entry,
					      enum language language)
{
	if (is_in(entry, language))
		return entry;
	for (int at = 0; entry->translation[0] != '\0' && at < total_of(reader); at++) {
		const struct snapshot_entry *other = snapshot_entry(reader->snapshot, at);
		if (strcmp(other->translation, entry->translation) == 0 &&
		    other->language[0] != '\0' && is_in(other, language) &&
		    is_article(reader, other))
			return other;
	}
	return NULL;
}

/* Lists ------------------------------------------------------------------------------ */

static struct help_list list_new(const struct help_reader *reader, int most)
{
	return (struct help_list){
	    arena_array(reader->arena, (size_t)most, sizeof(struct snapshot_entry *)), 0};
}

struct help_list help_in_topic(const struct help_reader *reader, const char *path, bool deep)
{
	struct help_list list = list_new(reader, HELP_ARTICLES_MOST);
	bool is_none = strcmp(path, HELP_NO_TOPIC) == 0;

	for (int at = 0; at < total_of(reader) && list.count < HELP_ARTICLES_MOST; at++) {
		const struct snapshot_entry *entry = snapshot_entry(reader->snapshot, at);
		bool is_own = strcmp(entry->category, is_none ? "" : path) == 0;
		bool is_in_it = is_own || (deep && !is_none && is_below(entry->category, path));
		if (is_in_it && help_shows(reader, entry))
			list.entries[list.count++] = entry;
	}
	return list;
}

static bool has_tag(const char *tags, const char *wanted)
{
	size_t length = strlen(wanted);

	while (*tags != '\0') {
		size_t each = strcspn(tags, " ");
		if (each == length && memcmp(tags, wanted, length) == 0)
			return true;
		tags += each + strspn(tags + each, " ");
	}
	return false;
}

struct help_list help_popular(const struct help_reader *reader, int most)
{
	struct help_list list = list_new(reader, most);

	for (int at = 0; at < total_of(reader) && list.count < most; at++) {
		const struct snapshot_entry *entry = snapshot_entry(reader->snapshot, at);
		if (has_tag(entry->tags, HOT_TAG) && help_shows(reader, entry))
			list.entries[list.count++] = entry;
	}
	return list;
}

/* Searching ---------------------------------------------------------------------------- */

static struct matches rank(const struct help_reader *reader, const char *words, int but)
{
	int count = snapshot_entry_count(reader->snapshot);
	unsigned char *excluded = arena_alloc(reader->arena, (size_t)count + 1);

	for (int at = 0; at < count; at++)
		excluded[at] =
		    at == but || !help_shows(reader, snapshot_entry(reader->snapshot, at));
	struct question question = question_read(reader->snapshot, words, reader->arena);
	return rank_question(reader->snapshot, &question, language_tag(reader->articles), excluded,
			     reader->arena);
}

struct help_list help_search(const struct help_reader *reader, const char *words)
{
	struct help_list list = list_new(reader, INDEX_RANKED_MOST);

	if (reader->snapshot == NULL || words[0] == '\0')
		return list;
	struct matches matches = rank(reader, words, -1);
	for (int at = 0; at < matches.count; at++)
		if (matches.best[at].confidence >= LIKE_LEAST)
			list.entries[list.count++] = matches.best[at].entry;
	return list;
}

struct help_list help_related(const struct help_reader *reader, const struct snapshot_entry *entry,
			      int most)
{
	struct help_list list = list_new(reader, most);
	struct matches matches = rank(reader, entry->question, entry->number);

	for (int at = 0; at < matches.count && list.count < most; at++)
		if (matches.best[at].confidence >= LIKE_LEAST)
			list.entries[list.count++] = matches.best[at].entry;
	return list;
}
