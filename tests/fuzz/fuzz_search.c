/*
 * Fuzz: any bytes as what somebody looks for in what was said, and as what was
 * said.  What is found by walking through the newest texts first is what the
 * index finds at once, and of each conversation its newest text.
 *
 * Input: a byte for how many of the newest texts are left out; a line that is
 * looked for; lines that were said last.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/db.h"
#include "data/event_search.h"
#include "data/log.h"
#include "data/settings.h"
#include "data/text.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define FIRST      100001 /* row: from so many on the newest are searched first */
#define OLD        3000   /* texts that are always there */
#define TALKS      40
#define LINES_MOST 8
#define LINE_MOST  200 /* characters */

SQL_READ(FOUND_AT_ONCE,
	 "SELECT rowid AS place, conversation FROM event_search WHERE words MATCH $1 "
	 "AND rowid < $2 ORDER BY rowid DESC");
SQL_READ(FOUND_BETWEEN,
	 "SELECT rowid AS place, conversation FROM event_search WHERE words MATCH $1 "
	 "AND rowid < $2 AND rowid >= $3 ORDER BY rowid DESC");
SQL_SCAN(FOUND_IN, "SELECT conversation FROM event_search WHERE rowid = $1");

static struct store *store;

static void must(bool good)
{
	if (!good)
		abort();
}

/* What was said -------------------------------------------------------------------------------- */

static const char *const words[] = {"pan",
				    "panner",
				    "Pann\xC3\xA9",
				    "p",
				    "zebra",
				    "zeb\xCC\x81ra",
				    "\xE9\x80\x80\xE8\xB4\xA7",
				    "\xD0\xBC\xD0\xB8\xD1\x80",
				    "a1",
				    "well"};
#define WORDS (sizeof(words) / sizeof(*words))

struct talk_change {
	struct change change;
	int count;
	const char **lines;
	int64_t number; /* no text has it twice */
};

static struct conversation_id talk_of(int64_t number)
{
	struct conversation_id id;
	snprintf(id.text, sizeof(id.text), "%d", (int)(number % TALKS));
	return id;
}

static bool apply_old(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct talk_change *talk = (struct talk_change *)change;
	char text[200], first[100];
	snprintf(first, sizeof(first),
		 "INSERT INTO event_search (rowid, words, conversation, number) "
		 "VALUES (%d, '', '', 1)",
		 FIRST);
	if (!db_script(transaction_db(transaction), first, fault))
		return false;
	for (int at = 0; at < OLD; at++) {
		struct conversation_id id = talk_of(at / 20);
		snprintf(text, sizeof(text), "%s %s", words[(size_t)at % WORDS],
			 words[(size_t)at * 7 / 5 % WORDS]);
		if (!event_search_put(transaction, &id, talk->number++, text, fault))
			return false;
	}
	return true;
}

/* Those of the input before go, these come. */
static bool apply_new(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct talk_change *talk = (struct talk_change *)change;
	char remove[100];
	snprintf(remove, sizeof(remove), "DELETE FROM event_search WHERE rowid > %d", FIRST + OLD);
	bool good = db_script(transaction_db(transaction), remove, fault);
	for (int at = 0; good && at < talk->count; at++) {
		struct conversation_id id = talk_of(talk->number * 13);
		good = event_search_put(transaction, &id, talk->number++, talk->lines[at], fault);
	}
	return good;
}

/* Searching ------------------------------------------------------------------------------------ */

/* The newest row of each conversation. */
struct finds {
	int64_t rows[TALKS];
};

static void take(struct finds *finds, int64_t row, const char *talk)
{
	int at = atoi(talk);
	must(at >= 0 && at < TALKS);
	if (finds->rows[at] < row)
		finds->rows[at] = row;
}

static void take_query(struct finds *finds, struct query *query)
{
	char talk[ID_LENGTH + 1];
	struct fault fault;
	while (query_next(query)) {
		row_text_into(query, "conversation", talk, sizeof(talk));
		take(finds, row_int(query, "place"), talk);
	}
	must(query_end(&query, &fault));
}

static void look_at_once(struct db *db, const char *text, int64_t before, struct arena *arena,
			 struct finds *finds)
{
	const char *phrase = event_search_phrase(text, arena);
	if (phrase == NULL)
		return;
	struct query *query = db_query(db, &FOUND_AT_ONCE);
	query_text(query, 1, phrase);
	query_int(query, 2, before);
	take_query(finds, query);
}

static void take_row(struct db *db, int64_t row, struct finds *finds)
{
	char talk[ID_LENGTH + 1];
	struct fault fault;
	struct query *query = db_query(db, &FOUND_IN);
	query_int(query, 1, row);
	must(query_next(query));
	row_text_into(query, "conversation", talk, sizeof(talk));
	take(finds, row, talk);
	must(query_end(&query, &fault));
}

static void look_walking(struct db *db, const char *text, int64_t before, struct arena *arena,
			 struct finds *finds)
{
	struct event_search_walk walk = {.text = text, .before = before};
	struct fault fault;
	do {
		must(event_search_step(db, &walk, arena, &fault));
		must(walk.from >= 0 && walk.from <= walk.before);
		for (int at = 0; at < walk.row_count; at++)
			take_row(db, walk.rows[at], finds);
		if (walk.query != NULL) {
			struct query *query = db_query(db, &FOUND_BETWEEN);
			query_text(query, 1, walk.query);
			query_int(query, 2, walk.before);
			query_int(query, 3, walk.from);
			take_query(finds, query);
		}
		walk.before = walk.from;
	} while (walk.from > 0);
}

/* --------------------------------------------------------------------------------------------- */

static struct talk_change talk = {.number = 1};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	struct fault fault;
	fuzz_make_folder();
	log_set_level(LOG_ERROR);
	must(settings_load(&fault));
	store = store_open(fuzz_folder, &fault);
	must(store != NULL);
	talk.change.apply = apply_old;
	must(store_write(store, &talk.change, &fault));
	talk.change.apply = apply_new;
	return 0;
}

/* The input's next line, as it is taken from outside; NULL where there is none. */
static const char *next_line(const char **at, struct arena *arena)
{
	struct text_limit limit = {.least = 0, .most = LINE_MOST, .one_line = true};
	struct fault fault;
	char *line;
	if (**at == '\0')
		return NULL;
	size_t length = strcspn(*at, "\n");
	const char *text = arena_copy_text(arena, *at, length);
	*at += length + ((*at)[length] == '\n');
	return text_clean(text, "text", limit, arena, &line, &fault) ? line : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct finds at_once = {0}, walking = {0};
	struct fault fault;
	if (size < 2 || size > 2000)
		return 0;
	struct arena *arena = arena_new();
	const char *at = arena_copy_text(arena, (const char *)data + 1, size - 1);
	const char *text = next_line(&at, arena);
	talk.lines = arena_array(arena, LINES_MOST, sizeof(*talk.lines));
	talk.count = 0;
	while (talk.count < LINES_MOST && (talk.lines[talk.count] = next_line(&at, arena)) != NULL)
		talk.count++;
	if (text != NULL) {
		int64_t before = FIRST + OLD + LINES_MOST + 1 - data[0];
		must(store_write(store, &talk.change, &fault));
		look_at_once(store_reader(store), text, before, arena, &at_once);
		look_walking(store_reader(store), text, before, arena, &walking);
		must(memcmp(&at_once, &walking, sizeof(walking)) == 0);
	}
	arena_free(&arena);
	return 0;
}
