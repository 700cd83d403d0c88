/*
 * Past: see past.h.
 */
#include "handoff/past.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "data/text.h"
#include "handoff/visitor_facts.h"
#include "kb/paging.h"

/* The index event_asked holds all that the first two need. */
SQL_READ(PAST_COUNT, "SELECT COUNT(*) AS messages FROM event WHERE author = 'visitor' AND "
		     "type = 'message' AND at >= $1 AND at < $2");
SQL_READ(PAST_CONVERSATIONS, "SELECT conversation FROM event WHERE author = 'visitor' AND "
			     "type = 'message' AND at >= $1 AND at < $2 ORDER BY at");
/* The bot's reply follows the message that it answers. */
SQL_READ(PAST_QUESTIONS,
	 "SELECT v.number, v.at, v.text, v.body AS said, b.body AS decided, c.site, c.language, "
	 "c.page, COALESCE(c.first_tags, c.tags) AS tags, c.entry_group FROM event v "
	 "JOIN event b ON b.conversation = v.conversation AND b.number = v.number + 1 "
	 "JOIN conversation c ON c.id = v.conversation "
	 "WHERE v.conversation = $1 AND v.author = 'visitor' AND v.type = 'message' "
	 "AND v.at >= $2 AND v.at < $3 AND b.author = 'bot' AND b.type = 'message' "
	 "ORDER BY v.number");
/* What visitors made of answers. */
SQL_READ(PAST_REACTIONS, "SELECT number, type, body FROM event WHERE conversation = $1 AND "
			 "type IN ('feedback', 'handoff') ORDER BY number");
SQL_SCAN(PAST_TEAM,
	 "SELECT (SELECT COALESCE(AVG(handling_ms), 0) FROM service_group WHERE handling_ms > 0) "
	 "AS handling_ms, COALESCE(AVG(capacity), 0) AS at_once, COUNT(*) AS agents FROM staff "
	 "WHERE blocked = 0 AND role <> 'editor'");

/* Which conversations ---------------------------------------------------------------- */

static bool count_messages(struct db *db, const struct past_request *request, int64_t *messages,
			   struct fault *fault)
{
	struct query *query = db_query(db, &PAST_COUNT);
	query_int(query, 1, request->from);
	query_int(query, 2, request->until);
	if (query_next(query))
		*messages = row_int(query, "messages");
	return query_end(&query, fault);
}

/* A fixed place for each conversation between 0 and 1 (FNV-1a, mixed). */
static double place_of(const char *id)
{
	uint64_t hash = 0xCBF29CE484222325ull;
	for (; *id != '\0'; id++)
		hash = (hash ^ (unsigned char)*id) * 0x100000001B3ull;
	hash ^= hash >> 32;
	hash *= 0xD6E8FEB86659FD93ull;
	hash ^= hash >> 32;
	return (double)(hash >> 11) * 0x1p-53;
}

static int compare_ids(const void *one, const void *other)
{
	return strcmp(((const struct conversation_id *)one)->text,
		      ((const struct conversation_id *)other)->text);
}

static int drop_repeats(struct conversation_id *ids, int count)
{
	int kept = 0;
	if (count > 1)
		qsort(ids, (size_t)count, sizeof(*ids), compare_ids);
	for (int at = 0; at < count; at++)
		if (kept == 0 || compare_ids(&ids[kept - 1], &ids[at]) != 0)
			ids[kept++] = ids[at];
	return kept;
}

static bool draw_conversations(struct db *db, const struct past_request *request, double share,
			       struct arena *arena, struct conversation_id **ids, int *count,
			       struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct conversation_id));
	struct query *query = db_query(db, &PAST_CONVERSATIONS);
	query_int(query, 1, request->from);
	query_int(query, 2, request->until);
	while (query_next(query)) {
		struct conversation_id id;
		row_text_into(query, "conversation", id.text, sizeof(id.text));
		const struct conversation_id *last = list.items;
		if (list.count > 0 && compare_ids(&last[list.count - 1], &id) == 0)
			continue;
		if (share >= 1 || place_of(id.text) < share)
			*(struct conversation_id *)list_add(&list) = id;
	}
	if (!query_end(&query, fault))
		return false;
	*ids = list.items;
	*count = drop_repeats(list.items, list.count);
	return true;
}

/* Their questions ----------------------------------------------------------------------- */

static const struct json *parse_body(struct query *query, const char *column, struct arena *arena)
{
	struct fault ignored;
	const struct json *body = NULL;
	size_t length = 0;
	const char *text = row_peek(query, column, &length);
	if (text == NULL || !json_parse(text, length, arena, &body, &ignored))
		return NULL;
	return body;
}

/* What reading goes by and gathers. */
struct reading {
	const struct past_request *request;
	struct arena *arena;
	struct list questions;
	struct list open; /* each set of open groups once */
};

struct open_groups {
	const char *const *names;
	int count;
};

static bool same_groups(const struct open_groups *one, const struct open_groups *other)
{
	/* The names are the book's own. */
	return one->count == other->count &&
	       memcmp(one->names, other->names, (size_t)one->count * sizeof(*one->names)) == 0;
}

/* Most questions find the same groups open: their lists are shared. */
static struct open_groups open_groups_at(struct reading *reading, int64_t at)
{
	struct arena *scratch = arena_new();
	struct open_groups now = {0};
	const struct open_groups *known = reading->open.items;
	now.names = site_book_open_groups(reading->request->book, at, scratch, &now.count);
	for (int i = 0; i < reading->open.count; i++)
		if (same_groups(&known[i], &now)) {
			arena_free(&scratch);
			return known[i];
		}
	size_t bytes = (size_t)now.count * sizeof(*now.names);
	now.names = memcpy(arena_alloc(reading->arena, bytes + 1), now.names, bytes);
	arena_free(&scratch);
	*(struct open_groups *)list_add(&reading->open) = now;
	return now;
}

/* What the bot was told of the groups then. */
static void find_groups(struct reading *reading, const struct group_id *entry_group,
			struct past_question *question)
{
	const struct site_book *book = reading->request->book;
	if (book == NULL)
		return;
	const struct site_group *group =
	    site_book_route(book, site_book_find(book, question->site), entry_group);
	if (group != NULL) {
		question->group = group->name;
		question->time_zone = group->hours != NULL ? group->hours->zone_name : NULL;
	}
	struct open_groups open = open_groups_at(reading, question->at);
	question->open_groups = open.names;
	question->open_group_count = open.count;
}

static void read_question(struct reading *reading, struct query *query,
			  const struct conversation_id *id)
{
	const struct past_request *request = reading->request;
	struct arena *arena = reading->arena;
	const struct json *decided = parse_body(query, "decided", arena);
	const struct json *said = parse_body(query, "said", arena);
	const char *decision = decided == NULL ? NULL : json_text(decided, "decision");
	struct past_question question = {
	    .conversation = *id,
	    .number = row_int(query, "number"),
	    .at = row_int(query, "at"),
	    .site = row_text(query, "site", arena),
	    .language = row_text(query, "language", arena),
	    .page = row_text(query, "page", arena),
	    .text = row_text(query, "text", arena),
	    .choice = said == NULL ? NULL : json_text(said, "choice"),
	    .decision = decision,
	};
	struct group_id entry_group;
	row_text_into(query, "entry_group", entry_group.text, sizeof(entry_group.text));
	question.member_tags = visitor_tags_list(row_text(query, "tags", arena), arena,
						 &question.member_tag_count);
	if (decision == NULL || question.text == NULL ||
	    (request->site != NULL && strcmp(request->site, question.site) != 0))
		return;
	question.entry = json_text(decided, "entry");
	find_groups(reading, &entry_group, &question);
	*(struct past_question *)list_add(&reading->questions) = question;
}

/* The question whose answer is event `number`, or the last one before it. */
static void blame(struct past_question *questions, int count, int64_t number, bool is_about)
{
	struct past_question *last = NULL;
	for (int at = 0; at < count; at++)
		if (questions[at].number < number)
			last = &questions[at];
	if (last != NULL && (!is_about || last->number + 1 == number))
		last->was_unhelpful = true;
}

static bool read_reactions(struct db *db, const struct conversation_id *id, struct arena *arena,
			   struct past_question *questions, int count, struct fault *fault)
{
	struct query *query = db_query(db, &PAST_REACTIONS);
	query_text(query, 1, id->text);
	while (query_next(query)) {
		bool is_feedback = strcmp(row_peek(query, "type", NULL), "feedback") == 0;
		const struct json *body = parse_body(query, "body", arena);
		int64_t number = row_int(query, "number");
		if (!is_feedback)
			blame(questions, count, number, false);
		else if (body != NULL && !json_bool(body, "helpful", true))
			blame(questions, count, json_int(body, "about", 0), true);
	}
	return query_end(&query, fault);
}

static bool read_conversation(struct reading *reading, struct db *db,
			      const struct conversation_id *id, struct fault *fault)
{
	struct query *query = db_query(db, &PAST_QUESTIONS);
	query_text(query, 1, id->text);
	query_int(query, 2, reading->request->from);
	query_int(query, 3, reading->request->until);
	while (query_next(query))
		read_question(reading, query, id);
	return query_end(&query, fault);
}

bool past_read(struct db *db, const struct past_request *request, struct arena *arena,
	       struct past *past, struct fault *fault)
{
	struct reading reading = {.request = request,
				  .arena = arena,
				  .questions = list_new(arena, sizeof(struct past_question)),
				  .open = list_new(arena, sizeof(struct open_groups))};
	const struct list *questions = &reading.questions;
	struct conversation_id *ids;
	struct past found = {.share = 1};
	int drawn;
	if (!count_messages(db, request, &found.messages, fault))
		return false;
	if (found.messages > request->most)
		found.share = (double)request->most / (double)found.messages;
	if (!draw_conversations(db, request, found.share, arena, &ids, &drawn, fault))
		return false;
	for (int at = 0; at < drawn; at++) {
		int before = questions->count;
		if (!read_conversation(&reading, db, &ids[at], fault))
			return false;
		struct past_question *its = (struct past_question *)questions->items + before;
		if (request->reactions && questions->count > before &&
		    !read_reactions(db, &ids[at], arena, its, questions->count - before, fault))
			return false;
		found.conversations += questions->count > before;
	}
	found.questions = questions->items;
	found.count = questions->count;
	*past = found;
	return true;
}

bool past_team(struct db *db, struct past_team *team, struct fault *fault)
{
	struct past_team found = {0};
	struct query *query = db_query(db, &PAST_TEAM);
	if (query_next(query)) {
		found.handling_ms = llround(row_real(query, "handling_ms"));
		found.at_once = row_real(query, "at_once");
		found.agents = (int)row_int(query, "agents");
	}
	if (!query_end(&query, fault))
		return false;
	*team = found;
	return true;
}
