/*
 * Gather: see gather.h.  Entries, their variants and their tags are read by
 * one statement each, in the order of the entries' external ids, and merged.
 * Everything is in an order that doesn't depend on when it was written, so that
 * an imported base becomes the snapshot that the exported one is.  Any
 * thread with its own reader.
 */
#include "kb/gather.h"

#include <string.h>

#include "data/id.h"
#include "data/store.h"
#include "kb/asked.h"
#include "kb/entry.h"
#include "kb/judgement.h"
#include "kb/paging.h"
#include "kb/synonym.h"

/* What is published: the rows of approved entries, and for those that are
 * being worked on the version that was approved before. */
#define PUBLISHED "e.status = 'active' AND e.approved_version > 0 "
SQL_SCAN(GATHER_ENTRIES,
	 "SELECT e.id, e.external_id, e.question, e.answer, e.category, e.language, e.sites, "
	 "e.translation, e.extras, e.valid_from, e.valid_until, e.changed_at, e.version, "
	 "e.approved_version FROM entry e WHERE " PUBLISHED "ORDER BY e.external_id");
SQL_SCAN(GATHER_VARIANTS, "SELECT v.entry, v.text FROM variant v JOIN entry e ON e.id = v.entry "
			  "WHERE " PUBLISHED "ORDER BY e.external_id, v.place");
SQL_SCAN(GATHER_TAGS, "SELECT t.entry, t.tag FROM entry_tag t JOIN entry e ON e.id = t.entry "
		      "WHERE " PUBLISHED "ORDER BY e.external_id, t.tag");
SQL_SCAN(GATHER_RULES, "SELECT name, pattern, priority, conditions, actions FROM rule "
		       "WHERE is_active <> 0 ORDER BY priority DESC, name");

/* An entry whose row is ahead of what was approved. */
struct ahead {
	int at; /* of the entry gathered */
	int64_t approved_version;
};

static void note_if_ahead(struct query *query, int at, struct list *ahead)
{
	int64_t approved = row_int(query, "approved_version");
	if (approved == row_int(query, "version"))
		return;
	struct ahead *one = list_add(ahead);
	*one = (struct ahead){at, approved};
}

static bool gather_entries(struct db *db, struct arena *arena, struct list *entries,
			   struct list *ids, struct list *ahead, struct fault *fault)
{
	struct query *query = db_query(db, &GATHER_ENTRIES);
	while (query_next(query)) {
		struct entry_id *id = list_add(ids);
		struct compile_entry *entry = list_add(entries);
		note_if_ahead(query, entries->count - 1, ahead);
		row_text_into(query, "id", id->text, sizeof(id->text));
		entry->external_id = row_text(query, "external_id", arena);
		entry->question = row_text(query, "question", arena);
		entry->answer = row_text(query, "answer", arena);
		entry->category = row_text(query, "category", arena);
		entry->language = row_text(query, "language", arena);
		entry->sites = row_text(query, "sites", arena);
		entry->translation = row_text(query, "translation", arena);
		entry->extras = row_text(query, "extras", arena);
		entry->valid_from = row_int(query, "valid_from");
		entry->valid_until = row_int(query, "valid_until");
		entry->changed_at = row_int(query, "changed_at");
		entry->tags = "";
	}
	return query_end(&query, fault);
}

/* Reads rows of (entry, text) and hands each entry its texts. */
static bool gather_texts(struct db *db, const struct sql *sql, const char *column,
			 const struct list *ids, struct arena *arena,
			 void (*give)(struct compile_entry *entry, const struct list *texts),
			 struct compile_entry *entries, struct fault *fault)
{
	const struct entry_id *id = ids->items;
	struct list texts = list_new(arena, sizeof(const char *));
	int at = 0;
	struct query *query = db_query(db, sql);
	while (query_next(query)) {
		const char *owner = row_peek(query, "entry", NULL);
		while (at < ids->count && strcmp(id[at].text, owner) != 0) {
			give(&entries[at++], &texts);
			texts = list_new(arena, sizeof(const char *));
		}
		*(const char **)list_add(&texts) = row_text(query, column, arena);
	}
	if (at < ids->count)
		give(&entries[at], &texts);
	return query_end(&query, fault);
}

static void give_variants(struct compile_entry *entry, const struct list *texts)
{
	entry->variants = texts->items;
	entry->variant_count = texts->count;
}

/* Tags become one text with spaces between them, so spaces in them become
 * hyphens. */
static void give_tags(struct compile_entry *entry, const struct list *texts)
{
	const char *const *tags = texts->items;
	size_t length = 1;
	for (int i = 0; i < texts->count; i++)
		length += strlen(tags[i]) + 1;
	char *joined = arena_alloc(texts->arena, length);
	char *at = joined;
	for (int i = 0; i < texts->count; i++) {
		if (i > 0)
			*at++ = ' ';
		for (const char *from = tags[i]; *from != '\0'; from++)
			*at++ = *from == ' ' ? '-' : *from;
	}
	entry->tags = joined;
}

static struct compile_entry compiled(const struct entry_draft *draft, struct arena *arena)
{
	struct compile_entry entry = {
	    .external_id = draft->external_id,
	    .question = draft->question,
	    .variants = draft->variants,
	    .variant_count = draft->variant_count,
	    .answer = draft->answer,
	    .category = draft->category,
	    .language = draft->language,
	    .sites = entry_join_sites(draft, arena),
	    .translation = draft->translation == NULL ? "" : draft->translation,
	    .extras = entry_extras(draft, arena),
	    .valid_from = draft->valid_from,
	    .valid_until = draft->valid_until,
	};
	struct list tags = list_new(arena, sizeof(const char *));
	for (int i = 0; i < draft->tag_count; i++)
		*(const char **)list_add(&tags) = draft->tags[i];
	give_tags(&entry, &tags);
	return entry;
}

/* Puts what was approved in the place of what is being worked on. */
static bool gather_approved(struct db *db, struct arena *arena, const struct list *ahead,
			    const struct entry_id *ids, struct compile_entry *entries,
			    struct fault *fault)
{
	const struct ahead *items = ahead->items;
	for (int i = 0; i < ahead->count; i++) {
		struct entry_draft draft;
		int at = items[i].at;
		int64_t changed_at = entries[at].changed_at;
		if (entry_content_at(db, &ids[at], items[i].approved_version, arena, &draft,
				     fault) != LOOKUP_FOUND)
			return false;
		entries[at] = compiled(&draft, arena);
		entries[at].changed_at = changed_at;
	}
	return true;
}

bool gather_rules(struct query *query, struct arena *arena, struct list *rules,
		  struct fault *fault)
{
	while (query_next(query)) {
		struct compile_rule *rule = list_add(rules);
		rule->name = row_text(query, "name", arena);
		rule->pattern = row_text(query, "pattern", arena);
		rule->priority = (int)row_int(query, "priority");
		rule->conditions = row_text(query, "conditions", arena);
		rule->actions = row_text(query, "actions", arena);
	}
	return query_end(&query, fault);
}

static bool gather_in_view(struct db *db, struct arena *arena, struct gathered *out,
			   struct fault *fault)
{
	struct list ids = list_new(arena, sizeof(struct entry_id));
	struct list entries = list_new(arena, sizeof(struct compile_entry));
	struct list ahead = list_new(arena, sizeof(struct ahead));
	struct list rules = list_new(arena, sizeof(struct compile_rule));
	struct compile_judgement *judgements;
	struct compile_synonyms *synonyms;
	const char **stop_words, **asked;
	struct gathered gathered = {0};
	if (!gather_entries(db, arena, &entries, &ids, &ahead, fault) ||
	    !gather_texts(db, &GATHER_VARIANTS, "text", &ids, arena, give_variants, entries.items,
			  fault) ||
	    !gather_texts(db, &GATHER_TAGS, "tag", &ids, arena, give_tags, entries.items, fault) ||
	    !gather_approved(db, arena, &ahead, ids.items, entries.items, fault) ||
	    !gather_rules(db_query(db, &GATHER_RULES), arena, &rules, fault) ||
	    !synonym_gather(db, arena, &synonyms, &gathered.source.synonym_count, fault) ||
	    !stop_word_gather(db, arena, &stop_words, &gathered.source.stop_word_count, fault) ||
	    !judgement_all(db, arena, &judgements, &gathered.source.judgement_count, fault) ||
	    !asked_gather(db, arena, &asked, &gathered.source.asked_count, fault) ||
	    !golden_list(db, arena, &gathered.golden, &gathered.golden_count, fault))
		return false;
	gathered.source.entries = entries.items;
	gathered.source.entry_count = entries.count;
	gathered.source.rules = rules.items;
	gathered.source.rule_count = rules.count;
	gathered.source.judgements = judgements;
	gathered.source.synonyms = synonyms;
	gathered.source.stop_words = stop_words;
	gathered.source.asked = asked;
	*out = gathered;
	return true;
}

bool gather(struct db *reader, struct arena *arena, struct gathered *out, struct fault *fault)
{
	store_begin_view(reader);
	bool read = gather_in_view(reader, arena, out, fault);
	store_end_view(reader);
	return read;
}
