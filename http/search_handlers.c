/*
 * Search handlers: finding conversations again, finding a place in one, and
 * how somebody likes their lists.
 *
 * Searching over all of them is slow work; the rest runs on event loops.
 */
#include "data/event_search.h"
#include "handoff/conversation_search.h"
#include "handoff/desk_choice.h"
#include "handoff/group.h"
#include "http/permission.h"
#include "http/talk_handlers.h"
#include "http/views.h"

/* --- Over all conversations ------------------------------------------------------------------ */

static const char *const STATES[] = {"bot", "queue", "agent", "closed", NULL};
static const char *const OUTCOMES[] = {"solved", "unsolved", NULL};

struct search_query {
	const char *text, *state, *agent, *group, *site, *tag, *topic, *outcome, *before;
	int64_t from, until;
};
static const struct field search_rows[] = {
    {FIELD(struct search_query, text, FIELD_LINE), .most = SEARCH_TEXT_MOST,
     .help = "Words that were said, or of what is known of the visitor"},
    {FIELD(struct search_query, state, FIELD_CHOICE), .allowed = STATES, .help = "Who has the turn"},
    {FIELD(struct search_query, agent, FIELD_ID), .help = "Who has it or had it last"},
    {FIELD(struct search_query, group, FIELD_ID), .help = "Whose it is"},
    {FIELD(struct search_query, site, FIELD_WORD), .least = 1, .most = 64, .help = "On which site"},
    {FIELD(struct search_query, tag, FIELD_LINE), .most = 40,
     .help = "A tag of the visitor or of the wrap-up"},
    {FIELD(struct search_query, topic, FIELD_ID), .help = "What it was wrapped up with"},
    {FIELD(struct search_query, outcome, FIELD_CHOICE), .allowed = OUTCOMES, .help = "How it ended"},
    {FIELD(struct search_query, from, FIELD_INT), .most = INT64_MAX,
     .help = "Something happened in it then or later, milliseconds"},
    {FIELD(struct search_query, until, FIELD_INT), .most = INT64_MAX,
     .help = "It began before then, milliseconds"},
    {FIELD(struct search_query, before, FIELD_WORD), .least = 1, .most = 64,
     .help = "\"next\" of the page before"},
    {0},
};

/* Where in each of them the newest match is. */
static void write_places(struct json_writer *json, const struct conversation_finds *finds)
{
	json_open_array(json, "places");
	for (int at = 0; at < finds->count; at++) {
		const struct conversation_found *found = &finds->list[at];
		json_open_object(json, NULL);
		json_add_text(json, "conversation", found->summary.id.text);
		json_add_text(json, "site", found->site);
		json_add_int(json, "seq", found->number > 0 ? found->number : 0);
		json_add_text(json, "words", found->words);
		json_close_object(json);
	}
	json_close_array(json);
}

struct searching {
	struct store *store;
	struct arena *arena;
	struct staff_id staff;
	struct conversation_search wanted;
	struct conversation_finds finds;
};

static bool search_now(void *data, struct fault *fault)
{
	struct searching *searching = data;
	return event_search_settle(searching->store, fault) &&
	       conversation_find(store_reader(searching->store), &searching->staff,
				 &searching->wanted, searching->arena, &searching->finds, fault);
}

static struct answer searched(struct request *request, void *data)
{
	const struct conversation_finds *finds = &((const struct searching *)data)->finds;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "conversations");
	for (int at = 0; at < finds->count; at++)
		view_summary(&json, &finds->list[at].summary);
	json_close_array(&json);
	write_places(&json, finds);
	json_add_text(&json, "next", finds->next);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer search(struct request *request)
{
	const struct search_query *query = request_query(request);
	struct searching *searching = arena_alloc(request->arena, sizeof(*searching));
	searching->store = request_store(request);
	searching->arena = request->arena;
	searching->staff = request->caller.staff;
	searching->wanted = (struct conversation_search){.text = query->text,
							 .state = query->state,
							 .agent = query->agent,
							 .group = query->group,
							 .site = query->site,
							 .tag = query->tag,
							 .topic = query->topic,
							 .outcome = query->outcome,
							 .from = query->from,
							 .until = query->until,
							 .after = query->before};
	return await_work(request, search_now, searching, searched);
}

/* --- In one ---------------------------------------------------------------------------------- */

struct within_query {
	const char *text;
};
static const struct field within_rows[] = {
    {FIELD(struct within_query, text, FIELD_LINE), .required = true, .least = 1,
     .most = SEARCH_TEXT_MOST, .help = "Part of what was said"},
    {0},
};

static struct answer search_within(struct request *request)
{
	struct fault fault;
	int64_t *numbers;
	int count;
	const struct within_query *query = request_query(request);
	struct conversation_id id = request_conversation(request);
	struct db *db = request_reader(request);
	if (!caller_may_see(db, &request->caller, &id, &fault) ||
	    !conversation_find_within(db, &id, query->text, request->arena, &numbers, &count,
				      &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "seqs");
	for (int at = 0; at < count; at++)
		json_add_int(&json, NULL, numbers[at]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* --- How one likes one's lists --------------------------------------------------------------- */

static const char *const SORTS[] = {"newest", "oldest", "unread", "waiting", NULL};
static const char *const SENDS[] = {"enter", "ctrl-enter", NULL};

struct choice_fields {
	const char *sort, *group, *language, *send_on;
	int excerpts, labels, times;
};
static const struct field choice_rows[] = {
    {FIELD(struct choice_fields, sort, FIELD_CHOICE), .allowed = SORTS, .help = "Which comes first"},
    {FIELD(struct choice_fields, group, FIELD_LINE), .most = GROUP_NAME_MOST,
     .help = "Only this group's, by name or id; *: one's own groups'"},
    {FIELD(struct choice_fields, language, FIELD_LANGUAGE), .most = 35,
     .help = "Only visitors of this language"},
    {FIELD(struct choice_fields, send_on, FIELD_CHOICE), .allowed = SENDS,
     .help = "Which key sends a message"},
    {FIELD(struct choice_fields, excerpts, FIELD_BOOL), .help = "Show what was said last"},
    {FIELD(struct choice_fields, labels, FIELD_BOOL), .help = "Show reason, group and language"},
    {FIELD(struct choice_fields, times, FIELD_BOOL), .help = "Show when something happened"},
    {0},
};

static struct answer answer_choice(struct request *request)
{
	struct fault fault;
	const char *choice;
	if (!desk_choice_read(request_reader(request), &request->caller.staff, request->arena,
			      &choice, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_raw(&json, "choice", choice == NULL ? "{}" : choice);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer show_choice(struct request *request)
{
	return answer_choice(request);
}

static struct answer choice_kept(struct request *request, struct change *change)
{
	(void)change;
	return answer_choice(request);
}

static void write_choice(struct json_writer *json, const struct choice_fields *fields)
{
	json_open_object(json, NULL);
	json_add_text(json, "sort", fields->sort != NULL ? fields->sort : "newest");
	json_add_text(json, "group", fields->group);
	json_add_text(json, "language", fields->language);
	json_add_text(json, "send_on", fields->send_on != NULL ? fields->send_on : "enter");
	json_add_bool(json, "excerpts", fields->excerpts != 0);
	json_add_bool(json, "labels", fields->labels != 0);
	json_add_bool(json, "times", fields->times != 0);
	json_close_object(json);
}

static struct answer keep_choice(struct request *request)
{
	struct buffer buffer = buffer_new(4096);
	struct json_writer json = json_writer(&buffer);
	struct desk_choosing *choosing = arena_alloc(request->arena, sizeof(*choosing));
	write_choice(&json, request_fields(request));
	choosing->staff = request->caller.staff;
	choosing->choice = arena_copy_text(request->arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	desk_choosing_prepare(choosing);
	return await_commit(request, &choosing->change, choice_kept);
}

const struct route search_routes[] = {
    {.method = "GET",
     .path = "/v1/conversations/search",
     .who = MAY_CONVERSE,
     .handle = search,
     .query = FIELD_TABLE(struct search_query, search_rows),
     .summary = "Find conversations again, newest first",
     .shape = "search"},
    {.method = "GET",
     .path = "/v1/conversations/{id}/search",
     .who = MAY_CONVERSE,
     .handle = search_within,
     .query = FIELD_TABLE(struct within_query, within_rows),
     .summary = "The events of a conversation that hold a text",
     .shape = "search_within"},
    {.method = "GET",
     .path = "/v1/me/desk",
     .who = MAY_CONVERSE,
     .handle = show_choice,
     .summary = "How one likes one's lists",
     .shape = "desk_choice"},
    {.method = "PUT",
     .path = "/v1/me/desk",
     .who = MAY_CONVERSE,
     .handle = keep_choice,
     .body = FIELD_TABLE(struct choice_fields, choice_rows),
     .summary = "Say how one likes one's lists",
     .shape = "desk_choice"},
    {0},
};
