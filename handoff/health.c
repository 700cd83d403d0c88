/*
 * Health: see health.h.
 */
#include "handoff/health.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "handoff/past.h"
#include "kb/gather.h"
#include "kb/help_feedback.h"
#include "kb/paging.h"
#include "kb/wording_health.h"

#define DAY_MS           (24LL * 3600 * 1000)
#define QUESTIONS_MOST   30000
#define UNUSED_AFTER     (30 * DAY_MS) /* younger entries have had no time to be asked for */
#define UNUSED_QUESTIONS 200           /* fewer questions prove nothing */
#define WORSENED_LEAST   10            /* questions before and after the change */
#define WORSENED_SURE    1.645         /* standard errors: 19 of 20 times it is no chance */
#define UNHELPFUL_LEAST  5             /* readers who said no, and more of them than yes */
#define ARTICLES_MOST    1000
#define EXPIRES_WITHIN   (14 * DAY_MS)
#define UNMATCHED_LEAST  5 /* open questions of a category */

SQL_SCAN(HEALTH_ENTRIES, "SELECT external_id, question, category, created_at, changed_at, "
			 "COALESCE(valid_until, 0) AS valid_until FROM entry "
			 "WHERE status = 'active'");
SQL_SCAN(HEALTH_UNMATCHED_BY_CATEGORY,
	 "SELECT e.category, COUNT(*) AS questions, SUM(u.asked) AS asked FROM unmatched u "
	 "JOIN entry e ON e.external_id = u.nearest WHERE u.state = 'open' "
	 "GROUP BY e.category HAVING COUNT(*) >= $1 ORDER BY SUM(u.asked) DESC");

const char *health_kind_name(enum health_kind kind)
{
	static const char *const names[] = {
#define X(code, name, action) name,
	    HEALTH_KINDS(X)
#undef X
	};
	return names[kind];
}

const char *health_action_name(enum health_kind kind)
{
	static const char *const actions[] = {
#define X(code, name, action) action,
	    HEALTH_KINDS(X)
#undef X
	};
	return actions[kind];
}

/* An entry with what became of its answers. */
struct usage {
	const char *external_id, *question, *category;
	int64_t created_at, changed_at, valid_until;
	int before, after;         /* answers before and after its last change */
	int bad_before, bad_after; /* of those, unhelpful ones */
};

struct checking {
	struct arena *arena;
	int64_t now;
	struct list items;
	struct usage *entries; /* by external id */
	int entry_count;
	struct past past;
};

static struct health_item *add(struct checking *checking, enum health_kind kind)
{
	struct health_item *item = list_add(&checking->items);
	item->kind = kind;
	return item;
}

static struct health_item *add_entry(struct checking *checking, enum health_kind kind,
				     const struct usage *usage)
{
	struct health_item *item = add(checking, kind);
	item->entry = usage->external_id;
	item->question = usage->question;
	item->category = usage->category;
	return item;
}

/* What the wordings tell ---------------------------------------------------------------- */

static bool check_wordings(struct checking *checking, struct db *reader, struct fault *fault)
{
	static const enum health_kind kinds[] = {HEALTH_CONFLICT, HEALTH_DUPLICATE,
						 HEALTH_MISLEADING};
	struct gathered gathered;
	struct wording_finding *findings;
	int count;
	if (!gather(reader, checking->arena, &gathered, fault))
		return false;
	if (gathered.source.entry_count < 2)
		return true;
	if (!wording_health(&gathered.source, checking->arena, &findings, &count, fault))
		return false;
	for (int at = 0; at < count; at++) {
		const struct compile_entry *entry = &gathered.source.entries[findings[at].entry];
		const struct compile_entry *other = &gathered.source.entries[findings[at].other];
		struct health_item *item = add(checking, kinds[findings[at].trouble]);
		item->entry = entry->external_id;
		item->question = entry->question;
		item->category = entry->category;
		item->other = other->external_id;
		item->other_question = other->question;
		item->text = findings[at].text;
		item->share = findings[at].share;
	}
	return true;
}

/* What visitors tell -------------------------------------------------------------------- */

static int compare_usages(const void *one, const void *other)
{
	return strcmp(((const struct usage *)one)->external_id,
		      ((const struct usage *)other)->external_id);
}

static bool read_entries(struct checking *checking, struct db *reader, struct fault *fault)
{
	struct list list = list_new(checking->arena, sizeof(struct usage));
	struct query *query = db_query(reader, &HEALTH_ENTRIES);
	while (query_next(query)) {
		struct usage *usage = list_add(&list);
		usage->external_id = row_text(query, "external_id", checking->arena);
		usage->question = row_text(query, "question", checking->arena);
		usage->category = row_text(query, "category", checking->arena);
		usage->created_at = row_int(query, "created_at");
		usage->changed_at = row_int(query, "changed_at");
		usage->valid_until = row_int(query, "valid_until");
	}
	if (!query_end(&query, fault))
		return false;
	if (list.count > 1)
		qsort(list.items, (size_t)list.count, sizeof(struct usage), compare_usages);
	checking->entries = list.items;
	checking->entry_count = list.count;
	return true;
}

static struct usage *find_usage(const struct checking *checking, const char *external_id)
{
	struct usage key = {.external_id = external_id};
	if (external_id == NULL || checking->entry_count == 0)
		return NULL;
	return bsearch(&key, checking->entries, (size_t)checking->entry_count, sizeof(key),
		       compare_usages);
}

static bool read_questions(struct checking *checking, struct db *reader, struct fault *fault)
{
	struct past_request request = {.from = checking->now - HEALTH_DAYS * DAY_MS,
				       .until = checking->now,
				       .most = QUESTIONS_MOST,
				       .reactions = true};
	if (!past_read(reader, &request, checking->arena, &checking->past, fault))
		return false;
	for (int at = 0; at < checking->past.count; at++) {
		const struct past_question *question = &checking->past.questions[at];
		struct usage *usage = find_usage(checking, question->entry);
		if (usage == NULL)
			continue;
		bool is_after = question->at >= usage->changed_at;
		*(is_after ? &usage->after : &usage->before) += 1;
		*(is_after ? &usage->bad_after : &usage->bad_before) += question->was_unhelpful;
	}
	return true;
}

/* Two shares, in standard errors of their difference. */
static bool has_worsened(const struct usage *usage)
{
	if (usage->before < WORSENED_LEAST || usage->after < WORSENED_LEAST)
		return false;
	double before = (double)usage->bad_before / usage->before;
	double after = (double)usage->bad_after / usage->after;
	double all =
	    (double)(usage->bad_before + usage->bad_after) / (usage->before + usage->after);
	double error = sqrt(all * (1 - all) * (1.0 / usage->before + 1.0 / usage->after));
	return error > 0 && (after - before) / error > WORSENED_SURE;
}

static void check_worsened(struct checking *checking)
{
	for (int at = 0; at < checking->entry_count; at++) {
		const struct usage *usage = &checking->entries[at];
		if (!has_worsened(usage))
			continue;
		struct health_item *item = add_entry(checking, HEALTH_WORSENED, usage);
		item->share = (double)usage->bad_after / usage->after;
		item->share_before = (double)usage->bad_before / usage->before;
		item->count = usage->after;
		item->count_before = usage->before;
		item->at = usage->changed_at;
	}
}

/* "Was this helpful?" in the help centre: mostly no. */
static bool check_unhelpful(struct checking *checking, struct db *reader, struct fault *fault)
{
	struct help_tally *tallies;
	int count;
	if (!help_tallies(reader, checking->now - HEALTH_DAYS * DAY_MS, ARTICLES_MOST,
			  checking->arena, &tallies, &count, fault))
		return false;
	for (int at = 0; at < count; at++) {
		const struct help_tally *tally = &tallies[at];
		const struct usage *usage = find_usage(checking, tally->entry);
		if (usage == NULL || tally->not_helpful < UNHELPFUL_LEAST ||
		    tally->not_helpful <= tally->helpful)
			continue;
		struct health_item *item = add_entry(checking, HEALTH_UNHELPFUL, usage);
		item->count = tally->helpful + tally->not_helpful;
		item->share = (double)tally->not_helpful / (double)item->count;
	}
	return true;
}

static void check_unused(struct checking *checking)
{
	if (checking->past.count < UNUSED_QUESTIONS)
		return;
	for (int at = 0; at < checking->entry_count; at++) {
		const struct usage *usage = &checking->entries[at];
		if (usage->before + usage->after > 0 ||
		    usage->created_at > checking->now - UNUSED_AFTER)
			continue;
		add_entry(checking, HEALTH_UNUSED, usage)->at = usage->created_at;
	}
}

static void check_expiring(struct checking *checking)
{
	for (int at = 0; at < checking->entry_count; at++) {
		const struct usage *usage = &checking->entries[at];
		if (usage->valid_until != 0 && usage->valid_until < checking->now + EXPIRES_WITHIN)
			add_entry(checking, HEALTH_EXPIRING, usage)->at = usage->valid_until;
	}
}

static bool check_unmatched(struct checking *checking, struct db *reader, struct fault *fault)
{
	struct query *query = db_query(reader, &HEALTH_UNMATCHED_BY_CATEGORY);
	query_int(query, 1, UNMATCHED_LEAST);
	while (query_next(query)) {
		struct health_item *item = add(checking, HEALTH_UNMATCHED);
		item->category = row_text(query, "category", checking->arena);
		item->count = row_int(query, "asked");
		item->count_before = row_int(query, "questions");
	}
	return query_end(&query, fault);
}

bool health_check(struct db *reader, int64_t now, struct arena *arena, struct health *out,
		  struct fault *fault)
{
	struct checking checking = {
	    .arena = arena, .now = now, .items = list_new(arena, sizeof(struct health_item))};
	if (!check_wordings(&checking, reader, fault) || !read_entries(&checking, reader, fault) ||
	    !read_questions(&checking, reader, fault))
		return false;
	check_worsened(&checking);
	if (!check_unhelpful(&checking, reader, fault))
		return false;
	check_expiring(&checking);
	if (!check_unmatched(&checking, reader, fault))
		return false;
	check_unused(&checking);
	*out = (struct health){.items = checking.items.items,
			       .count = checking.items.count,
			       .questions = checking.past.count,
			       .share = checking.past.share,
			       .days = HEALTH_DAYS};
	return true;
}
