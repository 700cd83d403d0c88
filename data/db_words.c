/*
 * Database words: FTS5's own tokenizer, and the door through which kb/ gives
 * it another.  See db.h.
 */
#include "data/db_internal.h"

#include <stdlib.h>
#include <string.h>

struct tokenizer {
	token_split split;
	void *context;
};

static int tokenizer_create(void *context, const char **arguments, int count,
			    Fts5Tokenizer **tokenizer)
{
	(void)arguments;
	(void)count;
	*tokenizer = context;
	return SQLITE_OK;
}

static void tokenizer_delete(Fts5Tokenizer *tokenizer)
{
	(void)tokenizer; /* owned by the connection, see db_add_tokenizer */
}

struct sink {
	void *context;
	int (*token)(void *context, int flags, const char *token, int length, int start, int end);
};

static int forward(void *sink_, bool same_place, const char *token, int length, int start, int end)
{
	struct sink *sink = sink_;
	return sink->token(sink->context, same_place ? FTS5_TOKEN_COLOCATED : 0, token, length,
			   start, end);
}

static int tokenizer_split(Fts5Tokenizer *tokenizer_, void *context, int flags, const char *text,
			   int length, int (*token)(void *, int, const char *, int, int, int))
{
	struct tokenizer *tokenizer = (struct tokenizer *)tokenizer_;
	struct sink sink = {context, token};
	return tokenizer->split(tokenizer->context, text, length,
				(flags & FTS5_TOKENIZE_QUERY) != 0, forward, &sink);
}

static fts5_api *fts5_of(struct db *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db->sqlite, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(statement);
	}
	sqlite3_finalize(statement);
	return api;
}

bool db_add_tokenizer(struct db *db, const char *name, token_split split, void *context,
		      struct fault *fault)
{
	static fts5_tokenizer methods = {tokenizer_create, tokenizer_delete, tokenizer_split};
	fts5_api *api = fts5_of(db);
	if (api == NULL)
		return fault_detail(fault, FAULT_STORE, db->path, "this SQLite has no FTS5");
	struct tokenizer *tokenizer = memory_new(sizeof(*tokenizer));
	*tokenizer = (struct tokenizer){split, context};
	int result = api->xCreateTokenizer(api, name, tokenizer, &methods, free);
	return result == SQLITE_OK || db_fault(db, result, fault);
}

static int see_word(void *holds, int flags, const char *token, int length, int start, int end)
{
	(void)flags, (void)token, (void)length, (void)start, (void)end;
	*(bool *)holds = true;
	return SQLITE_DONE; /* one is enough */
}

bool db_holds_word(struct db *db, const char *text, bool *holds, struct fault *fault)
{
	fts5_api *api = fts5_of(db);
	fts5_tokenizer methods;
	Fts5Tokenizer *tokenizer;
	void *context;
	*holds = false;
	int result =
	    api == NULL ? SQLITE_ERROR : api->xFindTokenizer(api, "unicode61", &context, &methods);
	if (result == SQLITE_OK)
		result = methods.xCreate(context, NULL, 0, &tokenizer);
	if (result != SQLITE_OK)
		return db_fault(db, result, fault);
	result = methods.xTokenize(tokenizer, holds, FTS5_TOKENIZE_QUERY, text, (int)strlen(text),
				   see_word);
	methods.xDelete(tokenizer);
	return result == SQLITE_OK || result == SQLITE_DONE || db_fault(db, result, fault);
}
