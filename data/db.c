/*
 * Database: see db.h.  Statements, what is bound to them, and rows.  Not here:
 * files and connections (db_files.c), what went wrong (db_faults.c), what
 * tables mean.  Each connection is used by one thread.
 */
#include "data/db_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/clock.h"
#include "data/log.h"

#define STEPS_BETWEEN_LOOKS 1000 /* of SQLite's machine, some microseconds */

extern const struct sql __start_foyer_sql[];
extern const struct sql __stop_foyer_sql[];

const struct sql *sql_all(size_t *count)
{
	*count = (size_t)(__stop_foyer_sql - __start_foyer_sql);
	return __start_foyer_sql;
}

/* A mistake in the program: nothing sensible can follow. */
static _Noreturn void programming_error(const char *what, const char *where)
{
	log_line(LOG_ERROR, "programming-error", "%s: %s", what, where);
	abort();
}

/* Statements ----------------------------------------------------------------- */

/* SQLite numbers $1, $2 in the order they appear; this keeps where each is. */
static void number_parameters(struct query *query)
{
	char name[16];
	for (int number = 1; number <= PARAMETERS_MOST; number++) {
		snprintf(name, sizeof(name), "$%d", number);
		query->place[number] =
		    (unsigned char)sqlite3_bind_parameter_index(query->statement, name);
	}
}

static void keep_names(struct query *query)
{
	query->names = memory_array((size_t)query->columns, sizeof(*query->names));
	for (int at = 0; at < query->columns; at++) {
		const char *name = sqlite3_column_name(query->statement, at);
		size_t size = strlen(name) + 1;
		query->names[at] = memcpy(memory_new(size), name, size);
	}
}

void query_free(struct query *query)
{
	if (query == NULL)
		return;
	sqlite3_finalize(query->statement);
	for (int at = 0; query->names != NULL && at < query->columns; at++)
		free(query->names[at]);
	free(query->names);
	free(query);
}

static struct query *prepare(struct db *db, const char *name, const char *text)
{
	struct query *query = memory_new(sizeof(*query));
	query->db = db;
	query->name = name;
	if (db->sqlite == NULL) {
		query->result = SQLITE_CANTOPEN;
		return query;
	}
	query->result = sqlite3_prepare_v3(db->sqlite, text, -1, SQLITE_PREPARE_PERSISTENT,
					   &query->statement, NULL);
	if (query->result != SQLITE_OK) {
		/* Kept as a failed query, so that its end reports it. */
		log_line(LOG_ERROR, "sql", "%s: %s", name, sqlite3_errmsg(db->sqlite));
		return query;
	}
	query->columns = sqlite3_column_count(query->statement);
	number_parameters(query);
	keep_names(query);
	return query;
}

/* A view goes on where it was; any other query begins anew. */
static void begin_reading(struct db *db)
{
	if (db->read_most_ms > 0 && sqlite3_get_autocommit(db->sqlite))
		db->reading_since = 0;
}

static int stop_long_read(void *db_)
{
	struct db *db = db_;
	int64_t now = clock_steady();
	if (db->reading_since == 0)
		db->reading_since = now;
	return now - db->reading_since > db->read_most_ms;
}

void db_limit_reads(struct db *db, int64_t milliseconds)
{
	db->read_most_ms = milliseconds;
	sqlite3_progress_handler(db->sqlite, STEPS_BETWEEN_LOOKS, stop_long_read, db);
}

static struct query *start(struct query *query)
{
	if (query->in_use)
		programming_error("statement in use", query->name);
	query->in_use = true;
	if (query->db->in_use++ == 0)
		begin_reading(query->db);
	query->columns_read = 0;
	query->next_column = 0;
	query->has_row = false;
	return query;
}

struct query *db_query(struct db *db, const struct sql *sql)
{
	size_t index = (size_t)(sql - __start_foyer_sql);
	struct query *query = db->statements[index];
	if (sql->kind == SQL_KIND_WRITE && !db->may_write)
		programming_error("write on a reader", sql->name);
	if (query != NULL && query->statement == NULL) {
		query_free(query);
		query = NULL;
	}
	if (query == NULL)
		query = db->statements[index] = prepare(db, sql->name, sql->text);
	return start(query);
}

struct query *db_prepare(struct db *db, const char *text)
{
	struct loose *loose = db->loose;
	while (loose != NULL && loose->text != text)
		loose = loose->next;
	if (loose == NULL) {
		loose = memory_new(sizeof(*loose));
		*loose = (struct loose){text, prepare(db, text, text), db->loose};
		db->loose = loose;
	}
	return start(loose->query);
}

/* Binding --------------------------------------------------------------------- */

static int place_of(struct query *query, int number)
{
	if (query->result != SQLITE_OK && query->statement == NULL)
		return 0;
	if (number < 1 || number > PARAMETERS_MOST || query->place[number] == 0)
		programming_error("no such parameter", query->name);
	return query->place[number];
}

static void keep_result(struct query *query, int result)
{
	if (query->result == SQLITE_OK && result != SQLITE_OK)
		query->result = result;
}

void query_text(struct query *query, int number, const char *value)
{
	int place = place_of(query, number);
	if (place != 0)
		keep_result(query, value == NULL ? sqlite3_bind_null(query->statement, place)
						 : sqlite3_bind_text(query->statement, place, value,
								     -1, SQLITE_STATIC));
}

void query_int(struct query *query, int number, int64_t value)
{
	int place = place_of(query, number);
	if (place != 0)
		keep_result(query, sqlite3_bind_int64(query->statement, place, value));
}

void query_real(struct query *query, int number, double value)
{
	int place = place_of(query, number);
	if (place != 0)
		keep_result(query, sqlite3_bind_double(query->statement, place, value));
}

void query_blob(struct query *query, int number, const void *bytes, size_t length)
{
	int place = place_of(query, number);
	if (place != 0)
		keep_result(query, sqlite3_bind_blob64(query->statement, place, bytes, length,
						       SQLITE_STATIC));
}

void query_null(struct query *query, int number)
{
	query_text(query, number, NULL);
}

/* Rows ------------------------------------------------------------------------- */

/* A developer build aborts when a column was selected but never read: it
 * costs time and hides mistakes. */
static void check_columns(struct query *query)
{
#ifdef FOYER_CHECKS
	if (query->has_row && query->columns <= 64 &&
	    query->columns_read != ~(uint64_t)0 >> (64 - query->columns))
		programming_error("a column was never read", query->name);
#else
	(void)query;
#endif
}

bool query_next(struct query *query)
{
	if (query->result != SQLITE_OK)
		return false;
	check_columns(query);
	query->has_row = false;
	int result = sqlite3_step(query->statement);
	if (result == SQLITE_ROW) {
		query->has_row = true;
		return true;
	}
	if (result != SQLITE_DONE)
		query->result = result;
	return false;
}

static int column_of(struct query *query, const char *name)
{
	for (int tried = 0, at = query->next_column; tried < query->columns; tried++, at++) {
		at = at < query->columns ? at : 0;
		if (strcmp(query->names[at], name) != 0)
			continue;
		if (at < 64)
			query->columns_read |= (uint64_t)1 << at;
		query->next_column = at + 1;
		return at;
	}
	log_line(LOG_ERROR, "sql", "no column %s", name);
	programming_error("no such column", query->name);
}

int64_t row_int(struct query *query, const char *column)
{
	return sqlite3_column_int64(query->statement, column_of(query, column));
}

double row_real(struct query *query, const char *column)
{
	return sqlite3_column_double(query->statement, column_of(query, column));
}

bool row_is_null(struct query *query, const char *column)
{
	return sqlite3_column_type(query->statement, column_of(query, column)) == SQLITE_NULL;
}

const char *row_peek(struct query *query, const char *column, size_t *length)
{
	int index = column_of(query, column);
	int type = sqlite3_column_type(query->statement, index);
	const char *bytes = type == SQLITE_BLOB
				? sqlite3_column_blob(query->statement, index)
				: (const char *)sqlite3_column_text(query->statement, index);
	size_t size = (size_t)sqlite3_column_bytes(query->statement, index);
	if (length != NULL)
		*length = size;
	/* Without memory for it a text would look like NULL. */
	if (bytes == NULL && type != SQLITE_NULL && (type != SQLITE_BLOB || size > 0))
		memory_ran_out(size);
	return bytes;
}

char *row_text(struct query *query, const char *column, struct arena *arena)
{
	size_t length;
	const char *text = row_peek(query, column, &length);
	return text == NULL ? NULL : arena_copy_text(arena, text, length);
}

void row_text_into(struct query *query, const char *column, char *out, size_t size)
{
	const char *text = row_peek(query, column, NULL);
	size_t length = text == NULL ? 0 : strnlen(text, size - 1);
	memcpy(out, text == NULL ? "" : text, length);
	out[length] = '\0';
}

bool query_end(struct query **query_, struct fault *fault)
{
	struct query *query = *query_;
	bool ok = query->result == SQLITE_OK;
	*query_ = NULL;
	if (ok)
		check_columns(query);
	else
		db_fault(query->db, query->result, fault);
	query->in_use = false;
	query->db->in_use--;
	if (query->statement != NULL) {
		query->result = SQLITE_OK;
		sqlite3_reset(query->statement);
		sqlite3_clear_bindings(query->statement);
	}
	return ok;
}

bool query_run(struct query **query, struct fault *fault)
{
	while (query_next(*query))
		;
	return query_end(query, fault);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->sqlite);
}

int64_t db_changes_ever(struct db *db)
{
	return sqlite3_total_changes64(db->sqlite);
}

bool db_script(struct db *db, const char *sql, struct fault *fault)
{
	int result = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
	return result == SQLITE_OK || db_fault(db, result, fault);
}
