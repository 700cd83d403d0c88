/* Asking a database directly, in tests of what is below the store. */
#ifndef FOYER_TESTS_DATABASE_SUPPORT_H
#define FOYER_TESTS_DATABASE_SUPPORT_H

#include "data/db.h"
#include "tests/unit/support.h"

static inline void run(struct db *db, const char *sql)
{
	struct fault fault;
	must(db_script(db, sql, &fault), &fault);
}

/* The column "answer" of its last row. */
static inline int64_t ask(struct db *db, const char *sql)
{
	struct fault fault;
	int64_t answer = -1;
	struct query *query = db_prepare(db, sql);
	while (query_next(query))
		answer = row_int(query, "answer");
	must(query_end(&query, &fault), &fault);
	return answer;
}

#endif
