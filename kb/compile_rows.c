/*
 * Compile, rows: what editors write and nothing is learned from, and how a
 * finished file gets its name.  See compile_internal.h.
 */
#include "kb/compile_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kb/snapshot_format.h"

static const char ADD_FACT[] = "INSERT INTO fact (name, value) VALUES ($1, $2)";
static const char ADD_ENTRY[] =
    "INSERT INTO entry (number, external_id, question, answer, category, language, tags, variants, "
    "sites, translation, extras, valid_from, valid_until, changed_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
static const char ADD_RULE[] =
    "INSERT INTO rule (name, pattern, priority, conditions, actions) VALUES ($1, $2, $3, $4, $5)";

/* Rows ----------------------------------------------------------------------------- */

bool compile_fact(struct db *db, const char *name, int64_t value, struct fault *fault)
{
	struct query *query = db_prepare(db, ADD_FACT);

	query_text(query, 1, name);
	query_int(query, 2, value);
	return query_run(&query, fault);
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static bool write_entry(struct db *db, int number, const struct compile_entry *entry,
			struct fault *fault)
{
	struct query *query = db_prepare(db, ADD_ENTRY);

	query_int(query, 1, number);
	query_text(query, 2, entry->external_id);
	query_text(query, 3, entry->question);
	query_text(query, 4, entry->answer);
	query_text(query, 5, or_empty(entry->category));
	query_text(query, 6, or_empty(entry->language));
	query_text(query, 7, or_empty(entry->tags));
	query_int(query, 8, 1 + entry->variant_count);
	query_text(query, 9, or_empty(entry->sites));
	query_text(query, 10, or_empty(entry->translation));
	query_text(query, 11, or_empty(entry->extras));
	query_int(query, 12, entry->valid_from);
	query_int(query, 13, entry->valid_until);
	query_int(query, 14, entry->changed_at);
	return query_run(&query, fault);
}

bool compile_entries(struct db *db, const struct compile_source *source, struct fault *fault)
{
	for (int at = 0; at < source->entry_count; at++)
		if (!write_entry(db, at, &source->entries[at], fault))
			return false;
	return true;
}

bool compile_rules(struct db *db, const struct compile_source *source, struct fault *fault)
{
	for (int at = 0; at < source->rule_count; at++) {
		const struct compile_rule *rule = &source->rules[at];
		struct query *query = db_prepare(db, ADD_RULE);
		query_text(query, 1, rule->name);
		query_text(query, 2, rule->pattern);
		query_int(query, 3, rule->priority);
		query_text(query, 4, or_empty(rule->conditions));
		query_text(query, 5, rule->actions);
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

/* The file ------------------------------------------------------------------------- */

/* Makes the new name survive a power cut. */
static bool sync_folder(const char *path, struct fault *fault)
{
	char *copy = memory_text(path);
	int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = folder >= 0 && fsync(folder) == 0;

	if (!ok)
		fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
	if (folder >= 0)
		close(folder);
	free(copy);
	return ok;
}

static bool give_name(const char *from, const char *path, struct fault *fault)
{
	if (rename(from, path) != 0)
		return fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
	return sync_folder(path, fault);
}

bool compile_place(const char *path,
		   bool (*write)(const void *what, const char *path, struct fault *fault),
		   const void *what, struct fault *fault)
{
	char *partial = memory_new(strlen(path) + sizeof(".partial"));

	sprintf(partial, "%s.partial", path);
	unlink(partial);
	bool ok = write(what, partial, fault) && snapshot_seal(partial, fault) &&
		  give_name(partial, path, fault);
	if (!ok)
		unlink(partial);
	free(partial);
	return ok;
}
