/*
 * Difference: see difference.h.
 */
#include "kb/difference.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/text.h"
#include "kb/paging.h"
#include "kb/snapshot_index.h"
#include "kb/wordings.h"

#define FIELDS_MOST 12

static const char *const whats[DIFFERENCE_WHATS] = {"entry", "rule", "synonym", "stop-word",
						     "setting"};
enum { WHAT_ENTRY, WHAT_RULE, WHAT_SYNONYM, WHAT_STOP_WORD };

const char *difference_kind_name(enum difference_kind kind)
{
	static const char *const names[] = {"added", "changed", "removed"};
	return names[kind];
}

/* What is being found. */
struct finding {
	const struct snapshot *before, *after;
	struct arena *arena;
	struct list items;
	struct difference *out;
};

static struct difference_item *add_item(struct finding *finding, int what,
					enum difference_kind kind, const char *id)
{
	struct difference_count *count = &finding->out->counts[what];
	struct difference_item *item = list_add(&finding->items);
	item->kind = kind;
	item->what = whats[what];
	item->id = id;
	count->added += kind == DIFFERENCE_ADDED;
	count->changed += kind == DIFFERENCE_CHANGED;
	count->removed += kind == DIFFERENCE_REMOVED;
	return item;
}

/* Fields ----------------------------------------------------------------------------- */

struct fields {
	struct difference_field items[FIELDS_MOST];
	int count;
};

static void compare_field(struct fields *fields, const char *name, const char *before,
			  const char *after)
{
	const char *old = before != NULL && *before != '\0' ? before : NULL;
	const char *new = after != NULL &&*after != '\0' ? after : NULL;
	bool is_same = old == new || text_equal(old, new);
	if (!is_same && fields->count < FIELDS_MOST)
		fields->items[fields->count++] = (struct difference_field){name, old, new};
}

static void give_fields(struct finding *finding, struct difference_item *item,
			const struct fields *fields)
{
	size_t size = (size_t)fields->count * sizeof(*fields->items);
	item->fields = arena_alloc(finding->arena, size + 1);
	memcpy(item->fields, fields->items, size);
	item->field_count = fields->count;
}

/* Entries ---------------------------------------------------------------------------- */

/* A moment as people read it, UTC; NULL for none. */
static const char *day_text(struct arena *arena, int64_t at)
{
	char text[32];
	struct tm day;
	time_t seconds = (time_t)(at / 1000);
	if (at == 0 || gmtime_r(&seconds, &day) == NULL)
		return NULL;
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &day);
	return arena_text(arena, text);
}

static void compare_entry_fields(const struct snapshot_entry *before,
				 const struct snapshot_entry *after, struct arena *arena,
				 struct fields *fields)
{
	static const struct snapshot_entry none = {0};
	const struct snapshot_entry *old = before == NULL ? &none : before;
	const struct snapshot_entry *new = after == NULL ? &none : after;
	compare_field(fields, "question", old->question, new->question);
	compare_field(fields, "answer", old->answer, new->answer);
	compare_field(fields, "category", old->category, new->category);
	compare_field(fields, "language", old->language, new->language);
	compare_field(fields, "tags", old->tags, new->tags);
	compare_field(fields, "sites", old->sites, new->sites);
	compare_field(fields, "translation", old->translation, new->translation);
	compare_field(fields, "extras", old->extras, new->extras);
	compare_field(fields, "valid_from", day_text(arena, old->valid_from),
		      day_text(arena, new->valid_from));
	compare_field(fields, "valid_until", day_text(arena, old->valid_until),
		      day_text(arena, new->valid_until));
}

static int compare_texts(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* An entry's variants, sorted. */
static const char **sorted_variants(const struct snapshot *snapshot,
				    const struct snapshot_entry *entry, struct arena *arena,
				    int *count)
{
	*count = 0;
	if (entry == NULL)
		return NULL;
	const char **variants = wordings_of(snapshot, entry->number, arena, count);
	if (*count > 1)
		qsort(variants, (size_t)*count, sizeof(*variants), compare_texts);
	return variants;
}

/* The texts of `mine` that `others` doesn't hold; both are sorted. */
static const char **texts_missing(const char **mine, int count, const char **others,
				  int other_count, struct arena *arena, int *missing)
{
	const char **found = arena_array(arena, (size_t)count + 1, sizeof(char *));
	int other = 0;
	*missing = 0;
	for (int at = 0; at < count; at++) {
		while (other < other_count && strcmp(others[other], mine[at]) < 0)
			other++;
		if (other == other_count || strcmp(others[other], mine[at]) != 0)
			found[(*missing)++] = mine[at];
	}
	return found;
}

static void compare_entry(struct finding *finding, const struct snapshot_entry *before,
			  const struct snapshot_entry *after)
{
	struct arena *arena = finding->arena;
	struct fields fields = {0};
	struct difference_item texts = {0};
	int old_count, new_count;
	const char **old = sorted_variants(finding->before, before, arena, &old_count);
	const char **new = sorted_variants(finding->after, after, arena, &new_count);
	texts.added = texts_missing(new, new_count, old, old_count, arena, &texts.added_count);
	texts.removed = texts_missing(old, old_count, new, new_count, arena, &texts.removed_count);
	compare_entry_fields(before, after, arena, &fields);
	if (fields.count + texts.added_count + texts.removed_count == 0)
		return;
	const struct snapshot_entry *entry = after != NULL ? after : before;
	enum difference_kind kind = before == NULL  ? DIFFERENCE_ADDED
				    : after == NULL ? DIFFERENCE_REMOVED
						    : DIFFERENCE_CHANGED;
	struct difference_item *item = add_item(finding, WHAT_ENTRY, kind, entry->external_id);
	item->title = entry->question;
	item->added = texts.added;
	item->added_count = texts.added_count;
	item->removed = texts.removed;
	item->removed_count = texts.removed_count;
	give_fields(finding, item, &fields);
}

static void compare_entries(struct finding *finding)
{
	int after = snapshot_entry_count(finding->after);
	int before = finding->before == NULL ? 0 : snapshot_entry_count(finding->before);
	for (int at = 0; at < after; at++) {
		const struct snapshot_entry *entry = snapshot_entry(finding->after, at);
		compare_entry(
		    finding,
		    before == 0 ? NULL : snapshot_find(finding->before, entry->external_id), entry);
	}
	for (int at = 0; at < before; at++) {
		const struct snapshot_entry *entry = snapshot_entry(finding->before, at);
		if (snapshot_find(finding->after, entry->external_id) == NULL)
			compare_entry(finding, entry, NULL);
	}
}

/* Rules ------------------------------------------------------------------------------- */

static const struct snapshot_rule *rules_of(const struct snapshot *snapshot, int *count)
{
	*count = 0;
	return snapshot == NULL ? NULL : snapshot_rules(snapshot, count);
}

static const struct snapshot_rule *find_rule(const struct snapshot *snapshot, const char *name)
{
	int count;
	const struct snapshot_rule *rules = rules_of(snapshot, &count);
	for (int at = 0; at < count; at++)
		if (strcmp(rules[at].name, name) == 0)
			return &rules[at];
	return NULL;
}

static const char *number_text(struct arena *arena, const struct snapshot_rule *rule)
{
	return rule->name == NULL ? NULL : arena_format(arena, "%d", rule->priority);
}

static void compare_rule(struct finding *finding, const struct snapshot_rule *before,
			 const struct snapshot_rule *after)
{
	static const struct snapshot_rule none = {0};
	const struct snapshot_rule *old = before == NULL ? &none : before;
	const struct snapshot_rule *new = after == NULL ? &none : after;
	struct fields fields = {0};
	compare_field(&fields, "pattern", old->pattern, new->pattern);
	compare_field(&fields, "priority", number_text(finding->arena, old),
		      number_text(finding->arena, new));
	compare_field(&fields, "conditions", old->conditions, new->conditions);
	compare_field(&fields, "actions", old->actions, new->actions);
	if (fields.count == 0)
		return;
	enum difference_kind kind = before == NULL  ? DIFFERENCE_ADDED
				    : after == NULL ? DIFFERENCE_REMOVED
						    : DIFFERENCE_CHANGED;
	const char *name = after != NULL ? new->name : old->name;
	give_fields(finding, add_item(finding, WHAT_RULE, kind, name), &fields);
}

static void compare_rules(struct finding *finding)
{
	int count;
	const struct snapshot_rule *rules = rules_of(finding->after, &count);
	for (int at = 0; at < count; at++)
		compare_rule(finding, find_rule(finding->before, rules[at].name), &rules[at]);
	rules = rules_of(finding->before, &count);
	for (int at = 0; at < count; at++)
		if (find_rule(finding->after, rules[at].name) == NULL)
			compare_rule(finding, &rules[at], NULL);
}

/* Synonyms and stop words: a line each, there or not ----------------------------------- */

typedef const char *const *(*lines_of)(const struct lexicon *lexicon, int *count);

static const char **sorted_lines(const struct snapshot *snapshot, lines_of lines,
				 struct arena *arena, int *count)
{
	*count = 0;
	const struct lexicon *lexicon = snapshot == NULL ? NULL : snapshot_lexicon(snapshot);
	if (lexicon == NULL)
		return NULL;
	const char *const *all = lines(lexicon, count);
	const char **sorted = arena_array(arena, (size_t)*count + 1, sizeof(*sorted));
	for (int at = 0; at < *count; at++)
		sorted[at] = all[at];
	qsort(sorted, (size_t)*count, sizeof(*sorted), compare_texts);
	return sorted;
}

static void compare_lines(struct finding *finding, int what, lines_of lines)
{
	struct arena *arena = finding->arena;
	int old_count, new_count, added, removed;
	const char **old = sorted_lines(finding->before, lines, arena, &old_count);
	const char **new = sorted_lines(finding->after, lines, arena, &new_count);
	const char **more = texts_missing(new, new_count, old, old_count, arena, &added);
	const char **less = texts_missing(old, old_count, new, new_count, arena, &removed);
	for (int at = 0; at < added; at++)
		add_item(finding, what, DIFFERENCE_ADDED, more[at]);
	for (int at = 0; at < removed; at++)
		add_item(finding, what, DIFFERENCE_REMOVED, less[at]);
}

void difference_find(const struct snapshot *before, const struct snapshot *after,
		     struct arena *arena, struct difference *out)
{
	struct finding finding = {.before = before,
				  .after = after,
				  .arena = arena,
				  .items = list_new(arena, sizeof(struct difference_item)),
				  .out = out};
	*out = (struct difference){0};
	for (int at = 0; at < DIFFERENCE_WHATS; at++)
		out->counts[at].what = whats[at];
	compare_entries(&finding);
	compare_rules(&finding);
	compare_lines(&finding, WHAT_SYNONYM, lexicon_synonyms);
	compare_lines(&finding, WHAT_STOP_WORD, lexicon_stop_words);
	out->items = finding.items.items;
	out->count = finding.items.count;
}
