/* What agents have beside the messages: finding things again, reading positions, answers that teach,
 * blocks, canned replies' limits, transcripts. */
#include "tests/unit/handoff_support.h"

#include <unistd.h>

#include "bot/rank.h"
#include "data/event_search.h"
#include "data/mention.h"
#include "handoff/canned.h"
#include "handoff/chosen.h"
#include "handoff/conversation_search.h"
#include "handoff/note_mention.h"
#include "handoff/transcript.h"
#include "handoff/visitor_block.h"
#include "handoff/wrap_up.h"
#include "kb/gather.h"
#include "kb/import.h"
#include "kb/judgement.h"

static int set_up(void **state)
{
	struct world *world = world_new();
	world_publish(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static enum fault_code save_topic(struct world *world, struct wrap_topic_save *save)
{
	struct fault fault = {0};
	save->arena = world->arena;
	save->by = world->admin;
	must(wrap_topic_save_prepare(save, &fault), &fault);
	return store_write(world->store, &save->change, &fault) ? FAULT_NONE : fault.code;
}

/* One of as many topics as there may be is changed like any other. */
static void a_full_list_of_topics_can_be_changed(void **state)
{
	struct world *world = *state;
	struct wrap_topic_save last;
	for (int i = 0; i < WRAP_TOPICS_MOST; i++) {
		last = (struct wrap_topic_save){.name = arena_format(world->arena, "topic %d", i),
						.is_active = -1};
		assert_int_equal(save_topic(world, &last), FAULT_NONE);
	}
	struct wrap_topic_save more = {.name = "one more", .is_active = -1};
	assert_int_equal(save_topic(world, &more), FAULT_TOO_MANY);
	last.name = "as it is called now";
	last.is_active = 1;
	assert_int_equal(save_topic(world, &last), FAULT_NONE);
	last.is_active = 0;
	assert_int_equal(save_topic(world, &last), FAULT_NONE);
	assert_int_equal(save_topic(world, &more), FAULT_NONE);
	last.is_active = 1;
	assert_int_equal(save_topic(world, &last), FAULT_TOO_MANY);
}

#define in_world(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* Finding ------------------------------------------------------------------------------- */

static void phrases_are_words_and_runs(void **state)
{
	struct world *world = *state;
	static const struct {
		const char *text, *phrase;
	} cases[] = {
	    {"refund", "\"refund\"*"},
	    {"Refund order-77", "\"Refund\"* \"order\"* \"77\"*"},
	    {"退款", "\"退 款\""},
	    {"退款refund快", "\"退 款\" \"refund\"* \"快\""},
	    {"a\"b OR c*", "\"a\"* \"b\"* \"OR\"* \"c\"*"},
	    {"¿?!。", NULL},
	    {"", NULL},
	};
	for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
		const char *phrase = event_search_phrase(cases[at].text, world->arena);
		if (cases[at].phrase == NULL)
			assert_null(phrase);
		else
			assert_string_equal(phrase, cases[at].phrase);
	}
}

static int find_now(struct world *world, const struct staff_id *staff, const char *text)
{
	struct conversation_search search = {.text = text};
	struct conversation_finds finds;
	struct fault fault = {0};
	must(conversation_find(reader(world), staff, &search, world->arena, &finds, &fault), &fault);
	return finds.count;
}

static int find(struct world *world, const struct staff_id *staff, const char *text)
{
	struct fault fault = {0};
	must(event_search_settle(world->store, &fault), &fault);
	return find_now(world, staff, text);
}

static void what_was_said_is_found_by_parts_of_it(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "zh-CN");
	say(world, &visitor, "我的手机流量好像不够了");
	say(world, &visitor, "Do you sell kaleidoscopes?");
	assert_int_equal(find(world, &world->admin, "流量"), 1);
	assert_int_equal(find(world, &world->admin, "量好"), 1);
	assert_int_equal(find(world, &world->admin, "好流"), 0);
	assert_int_equal(find(world, &world->admin, "KALEIDO"), 1);
	assert_int_equal(find(world, &world->admin, "scopes"), 0);
	assert_int_equal(find(world, &world->admin, "kaleido 流量"), 0);
	assert_int_equal(find(world, &world->admin, "***"), 0);
}

static void a_beginning_finds_all_words_that_begin_so(void **state)
{
	struct world *world = *state;
	static const char *const texts[] = {"a kaleidoscope", "kaleidoscopic views", "KALEIDO", "kale soup",
					    "Kühlschränke"};
	const char *query = NULL;
	struct fault fault = {0};
	for (size_t at = 0; at < sizeof(texts) / sizeof(*texts); at++) {
		struct visitor visitor = open_in(world, "en");
		say(world, &visitor, texts[at]);
	}
	assert_int_equal(find(world, &world->admin, "kaleido"), 3);
	assert_int_equal(find(world, &world->admin, "Kale"), 4);
	assert_int_equal(find(world, &world->admin, "kaleidoscopic vi"), 1);
	assert_int_equal(find(world, &world->admin, "KÜHLS"), 1);
	/* The index is asked for the words that are there, and for no beginning. */
	must(event_search_query(reader(world), "kaleid", world->arena, &query, &fault), &fault);
	assert_string_equal(query, "(\"kaleid\" OR \"kaleido\" OR \"kaleidoscope\" OR \"kaleidoscopic\")");
}

static void others_do_not_find_it(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	say(world, &visitor, "a kaleidoscope please");
	assert_int_equal(find(world, &mei, "kaleidoscope"), 0);
	ask_person(world, &visitor);
	assert_int_equal(find(world, &mei, "kaleidoscope"), 1);
}

static void visitors_are_found_by_what_they_filled_in(void **state)
{
	struct world *world = *state;
	static const char values[] = "{\"who\":\"Ottilie Birnbaum\"}";
	struct fault fault = {0};
	struct conversation_open open = {.arena = world->arena};
	set_site(world, "{\"form\":{\"when\":\"before-chat\",\"fields\":[{\"name\":\"who\","
			"\"kind\":\"name\",\"required\":true}]}}");
	open.book = world->book;
	open.member = "customer-4711";
	must(json_parse(values, strlen(values), world->arena, &open.form, &fault), &fault);
	must(conversation_open_prepare(&open, &fault), &fault);
	must(store_write(world->store, &open.change, &fault), &fault);
	assert_int_equal(find(world, &world->admin, "birnb"), 1);
	assert_int_equal(find(world, &world->admin, "4711"), 1);
	assert_int_equal(find(world, &world->admin, "kind"), 0);
}

/* As if the conversations had begun before there was an index. */
static bool forget_index(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	(void)change;
	return db_script(transaction_db(transaction),
			 "DELETE FROM event_search; DELETE FROM event_search_due; "
			 "INSERT INTO event_search_due (conversation) SELECT id FROM conversation;",
			 fault);
}

static void what_was_there_before_is_taken_in(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	bool left = true;
	struct change change = {.apply = forget_index};
	for (int i = 0; i < 60; i++) {
		struct visitor visitor = open_in(world, "en");
		say(world, &visitor, i == 7 ? "a kaleidoscope please" : "turn on roaming");
	}
	must(store_write(world->store, &change, &fault), &fault);
	assert_int_equal(find_now(world, &world->admin, "kaleidoscope"), 0);
	for (int portions = 0; left; portions++) {
		assert_true(portions < 3);
		must(event_search_catch_up(world->store, &left, &fault), &fault);
	}
	assert_int_equal(find(world, &world->admin, "kaleidoscope"), 1);
	assert_int_equal(find(world, &world->admin, "roaming"), SEARCH_PAGE_MOST);
}

static void pages_go_on_where_they_ended(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct conversation_search search = {.text = NULL};
	struct conversation_finds finds;
	int all = 0;
	for (int i = 0; i < 120; i++) {
		world_time++;
		(void)open_in(world, "en");
	}
	do {
		must(conversation_find(reader(world), &world->admin, &search, world->arena, &finds,
				       &fault),
		     &fault);
		all += finds.count;
		search.after = finds.next;
	} while (finds.next != NULL);
	assert_int_equal(all, 120);
}

/* Calling ------------------------------------------------------------------------------------- */

static void names_end_where_sentences_do(void **state)
{
	struct world *world = *state;
	const char *names[MENTIONS_MOST];
	assert_int_equal(mention_names("@Mei.lin, ask @bo... or mail me@x.org. @ @", world->arena,
				       names),
			 3);
	assert_string_equal(names[0], "mei.lin");
	assert_string_equal(names[1], "bo");
	assert_string_equal(names[2], "x.org");
}

/* Answers that teach ----------------------------------------------------------------------------- */

static double confidence_of(struct world *world, struct compile_source *source, const char *entry,
			    const char *text)
{
	char path[300];
	struct fault fault = {0};
	double found = 0;
	snprintf(path, sizeof(path), "%s/taught.foyer", world->folder);
	source->number = 7;
	must(compile_snapshot(source, path, &fault), &fault);
	struct snapshot *snapshot = snapshot_open(path, &fault);
	must(snapshot != NULL, &fault);
	struct question question = question_read(snapshot, text, world->arena);
	struct matches matches = rank_question(snapshot, &question, "en", NULL, world->arena);
	for (int at = 0; at < matches.count; at++)
		if (strcmp(matches.best[at].entry->external_id, entry) == 0)
			found = matches.best[at].confidence;
	snapshot_release(&snapshot);
	unlink(path);
	return found;
}

static const char drafts[] =
    "{\"id\":\"roaming_activate\",\"question\":\"How do I activate roaming?\",\"answer\":\"In the "
    "app.\",\"variants\":[\"turn on roaming\",\"use my phone abroad\"]}\n"
    "{\"id\":\"bill_high\",\"question\":\"Why is my bill so high?\",\"answer\":\"Look at its "
    "details.\",\"variants\":[\"explain my invoice\",\"my monthly bill went up\"]}\n"
    "{\"id\":\"returns\",\"question\":\"How do I return something?\",\"answer\":\"Within 14 "
    "days.\",\"variants\":[\"send the goods back\",\"return policy\"]}\n";

static void a_chosen_answer_teaches_the_next_publication(void **state)
{
	struct world *world = *state;
	static const char asked[] = "the gizmo blinks purple near the ferry";
	struct fault fault = {0};
	struct gathered before, after;
	struct import_report report;
	struct import_request request = {
	    .source = {.bytes = drafts, .length = strlen(drafts), .format = IMPORT_JSONL}};
	must(import_run(world->store, &request, world->arena, &report, &fault), &fault);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	say(world, &visitor, asked);
	must(gather(reader(world), world->arena, &before, &fault), &fault);
	double untaught = confidence_of(world, &before.source, "roaming_activate", asked);

	struct agent_reply reply = {.act = act_of(world, &visitor.id, actor_staff(&mei)),
				    .text = "You switch it on in the app.",
				    .key = fresh_key(world),
				    .entry = "roaming_activate",
				    .about = look(world, &visitor).last_number};
	must(agent_reply_prepare(&reply, &fault), &fault);
	assert_int_equal(play_act(world, &reply.act), FAULT_NONE);

	must(gather(reader(world), world->arena, &after, &fault), &fault);
	assert_int_equal(after.source.judgement_count, before.source.judgement_count + 1);
	const struct compile_judgement *learned =
	    &after.source.judgements[after.source.judgement_count - 1];
	assert_string_equal(learned->text, asked);
	assert_string_equal(learned->entry, "roaming_activate");
	assert_string_equal(learned->source, "agent");
	assert_true(learned->is_right);
	assert_true(confidence_of(world, &after.source, "roaming_activate", asked) > untaught);
}

static void nothing_is_learned_of_what_is_not_there(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct gathered gathered;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	struct agent_reply reply = {.act = act_of(world, &visitor.id, actor_staff(&mei)),
				    .text = "Hello",
				    .key = fresh_key(world),
				    .entry = "gone_since",
				    .about = 1};
	must(agent_reply_prepare(&reply, &fault), &fault);
	assert_int_equal(play_act(world, &reply.act), FAULT_NONE);
	must(gather(reader(world), world->arena, &gathered, &fault), &fault);
	assert_int_equal(gathered.source.judgement_count, 0);
}

static void answers_fit_what_was_asked_or_is_typed(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct offers offers;
	struct visitor visitor = open_in(world, "en");
	say(world, &visitor, "why is my bill so high");
	must(offers_find(reader(world), world->live, &visitor.id, NULL, world->arena, &offers,
			 &fault),
	     &fault);
	assert_int_equal(offers.about, 2);
	assert_string_equal(offers.best[0].entry, "bill_high");
	must(offers_find(reader(world), world->live, &visitor.id, "turn on roaming", world->arena,
			 &offers, &fault),
	     &fault);
	assert_string_equal(offers.best[0].entry, "roaming_activate");
	must(offers_find(reader(world), world->live, &visitor.id, "  ", world->arena, &offers,
			 &fault),
	     &fault);
	assert_string_equal(offers.best[0].entry, "bill_high");
}

static void another_language_is_offered_only_for_want_of_ones_own(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct offers offers;
	struct visitor visitor = open_in(world, "en");
	must(offers_find(reader(world), world->live, &visitor.id, "宽带上不了网怎么办", world->arena,
			 &offers, &fault),
	     &fault);
	assert_string_equal(offers.best[0].entry, "broadband_down");
	must(offers_find(reader(world), world->live, &visitor.id, "turn on roaming 宽带故障报修",
			 world->arena, &offers, &fault),
	     &fault);
	assert_true(offers.count > 0);
	for (int at = 0; at < offers.count; at++)
		assert_string_not_equal(offers.best[at].entry, "broadband_down");
}

/* Blocking ---------------------------------------------------------------------------------------- */

static enum fault_code open_from(struct world *world, const char *address, struct visitor *visitor)
{
	struct fault fault = {0};
	struct conversation_open open = {.arena = world->arena, .book = world->book};
	must(visitor_origin(reader(world), address, world->arena, &open.origin, &fault), &fault);
	must(conversation_open_prepare(&open, &fault), &fault);
	if (!store_write(world->store, &open.change, &fault))
		return fault.code;
	*visitor = (struct visitor){open.id, open.token};
	return FAULT_NONE;
}

static void block_visitor(struct world *world, const struct visitor *visitor, bool by_address)
{
	struct fault fault = {0};
	struct visitor_blocking blocking = {
	    .act = act_of(world, &visitor->id, actor_staff(&world->admin)),
	    .reason = "Abuse",
	    .hours = 2,
	    .by_address = by_address};
	must(visitor_blocking_prepare(&blocking, &fault), &fault);
	assert_int_equal(play_act(world, &blocking.act), FAULT_NONE);
}

static void a_block_ends_by_itself(void **state)
{
	struct world *world = *state;
	struct visitor one, other;
	assert_int_equal(open_from(world, "192.0.2.7", &one), FAULT_NONE);
	block_visitor(world, &one, true);
	assert_int_equal(look(world, &one).owner, OWNER_CLOSED);
	assert_int_equal(say(world, &one, "hello?"), FAULT_VISITOR_BLOCKED);
	assert_int_equal(open_from(world, "192.0.2.7", &other), FAULT_VISITOR_BLOCKED);
	assert_int_equal(open_from(world, "192.0.2.8", &other), FAULT_NONE);
	world_time += 2 * 3600000LL + 1;
	assert_int_equal(say(world, &one, "hello?"), FAULT_CONVERSATION_CLOSED);
	assert_int_equal(open_from(world, "192.0.2.7", &other), FAULT_NONE);
}

static void who_is_blocked_twice_is_in_again_once_that_is_lifted(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct visitor one, other;
	struct visitor_block *list;
	int count;
	assert_int_equal(open_from(world, "192.0.2.7", &one), FAULT_NONE);
	block_visitor(world, &one, false);
	block_visitor(world, &one, true);
	assert_int_equal(open_from(world, "192.0.2.7", &other), FAULT_VISITOR_BLOCKED);
	must(visitor_block_list(reader(world), &world->admin, world_time, world->arena, &list, &count, &fault),
	     &fault);
	assert_int_equal(count, 1);
	assert_true(list[0].by_address);
	struct visitor_unblocking lifting = {.by = world->admin};
	memcpy(lifting.id, list[0].id, sizeof(lifting.id));
	visitor_unblocking_prepare(&lifting);
	must(store_write(world->store, &lifting.change, &fault), &fault);
	assert_int_equal(say(world, &one, "hello?"), FAULT_CONVERSATION_CLOSED);
	assert_int_equal(open_from(world, "192.0.2.7", &other), FAULT_NONE);
}

static void others_of_the_address_stay_unless_asked_for(void **state)
{
	struct world *world = *state;
	struct visitor one, other;
	assert_int_equal(open_from(world, "192.0.2.7", &one), FAULT_NONE);
	block_visitor(world, &one, false);
	assert_int_equal(open_from(world, "192.0.2.7", &other), FAULT_NONE);
	assert_int_equal(say(world, &one, "hello?"), FAULT_VISITOR_BLOCKED);
}

static enum fault_code open_as(struct world *world, const char *member, struct visitor *visitor)
{
	struct fault fault = {0};
	struct conversation_open open = {
	    .arena = world->arena, .book = world->book, .member = member};
	must(conversation_open_prepare(&open, &fault), &fault);
	if (!store_write(world->store, &open.change, &fault))
		return fault.code;
	*visitor = (struct visitor){open.id, open.token};
	return FAULT_NONE;
}

static void a_blocked_member_is_known_everywhere(void **state)
{
	struct world *world = *state;
	struct visitor one, before, other;
	assert_int_equal(open_as(world, "customer-1", &one), FAULT_NONE);
	assert_int_equal(open_as(world, "customer-1", &before), FAULT_NONE);
	block_visitor(world, &one, false);
	assert_int_equal(open_as(world, "customer-1", &other), FAULT_VISITOR_BLOCKED);
	assert_int_equal(say(world, &before, "hello?"), FAULT_VISITOR_BLOCKED);
	assert_int_equal(open_as(world, "customer-2", &other), FAULT_NONE);
}

static void an_address_is_kept_as_a_keyed_hash(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	const char *origin, *same, *other;
	must(visitor_origin(reader(world), "192.0.2.7", world->arena, &origin, &fault), &fault);
	must(visitor_origin(reader(world), "192.0.2.7", world->arena, &same, &fault), &fault);
	must(visitor_origin(reader(world), "192.0.2.8", world->arena, &other, &fault), &fault);
	assert_string_equal(origin, same);
	assert_string_not_equal(origin, other);
	assert_string_not_equal(origin, bytes_hash("192.0.2.7", 9).text);
	assert_null(strstr(origin, "192.0.2"));
}

/* Canned replies ------------------------------------------------------------------------------------ */

static enum fault_code save_canned(struct world *world, const struct staff_id *by,
				   const char *shortcut)
{
	struct fault fault = {0};
	struct canned_save save = {.arena = world->arena,
				   .by = *by,
				   .scope = "personal",
				   .shortcut = shortcut,
				   .title = "Title",
				   .text = "Text"};
	if (!canned_save_prepare(&save, &fault) ||
	    !store_write(world->store, &save.change, &fault))
		return fault.code;
	return FAULT_NONE;
}

static void canned_replies_have_a_limit_for_each(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct staff_id lin = add_staff(world, "lin", ROLE_EDITOR, 2);
	for (int i = 0; i < CANNED_MOST; i++)
		assert_int_equal(
		    save_canned(world, &mei, arena_format(world->arena, "short%d", i)), FAULT_NONE);
	assert_int_equal(save_canned(world, &mei, "one-more"), FAULT_TOO_MANY);
	assert_int_equal(save_canned(world, &world->admin, "one-more"), FAULT_NONE);
	assert_int_equal(save_canned(world, &lin, "editors"), FAULT_FORBIDDEN);
}

/* Transcripts ------------------------------------------------------------------------------------------ */

static const char *page_of(struct world *world, const struct visitor *visitor, bool for_staff)
{
	struct event *events;
	int count;
	struct fault fault = {0};
	struct buffer out = buffer_new(TRANSCRIPT_BYTES_MOST);
	const struct event_reader by = {.kind = for_staff ? EVENTS_FOR_OVERSEER
							  : EVENTS_FOR_VISITOR};
	struct transcript transcript = {.conversation = &visitor->id, .reader = by};
	must(transcript_events(reader(world), &transcript, world->arena, &events, &count, &fault),
	     &fault);
	transcript_page(&transcript, events, count, world->arena, &out);
	const char *page = arena_copy_text(world->arena, out.bytes, out.length);
	buffer_free(&out);
	return page;
}

static void nothing_in_a_transcript_runs(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	say(world, &visitor, "<script>alert(1)</script>");
	reply_by(world, &visitor, &mei, "[press](javascript:alert(1)) <img src=x onerror=alert(1)>");
	const char *page = page_of(world, &visitor, false);
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "href=\"javascript"));
	assert_null(strstr(page, "<img src=x"));
	assert_non_null(strstr(page, "&lt;script&gt;"));
}

static void long_transcripts_are_whole(void **state)
{
	struct world *world = *state;
	struct event *events;
	int count;
	struct fault fault = {0};
	struct visitor visitor = open_in(world, "en");
	struct transcript transcript = {.conversation = &visitor.id};
	for (int i = 0; i < 520; i++)
		say(world, &visitor, "turn on roaming");
	must(transcript_events(reader(world), &transcript, world->arena, &events, &count, &fault),
	     &fault);
	assert_true(count > 500);
	for (int i = 0; i < count; i++)
		assert_int_equal(events[i].number, i + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_world(phrases_are_words_and_runs),
	    in_world(what_was_said_is_found_by_parts_of_it),
	    in_world(a_beginning_finds_all_words_that_begin_so),
	    in_world(others_do_not_find_it),
	    in_world(visitors_are_found_by_what_they_filled_in),
	    in_world(what_was_there_before_is_taken_in),
	    in_world(pages_go_on_where_they_ended),
	    in_world(names_end_where_sentences_do),
	    in_world(a_chosen_answer_teaches_the_next_publication),
	    in_world(nothing_is_learned_of_what_is_not_there),
	    in_world(answers_fit_what_was_asked_or_is_typed),
	    in_world(another_language_is_offered_only_for_want_of_ones_own),
	    in_world(a_block_ends_by_itself),
	    in_world(who_is_blocked_twice_is_in_again_once_that_is_lifted),
	    in_world(others_of_the_address_stay_unless_asked_for),
	    in_world(a_blocked_member_is_known_everywhere),
	    in_world(an_address_is_kept_as_a_keyed_hash),
	    in_world(canned_replies_have_a_limit_for_each),
	    in_world(nothing_in_a_transcript_runs),
	    in_world(long_transcripts_are_whole),
	    in_world(a_full_list_of_topics_can_be_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
