/*
 * What the tests of handoff/ share: a world with a store, a small published
 * base, a clock that stands still until it is moved, and short names for the
 * acts, each played as a server would play it.
 */
#ifndef FOYER_TESTS_HANDOFF_SUPPORT_H
#define FOYER_TESTS_HANDOFF_SUPPORT_H

#include "tests/unit/data_folder.h"

#include <stdatomic.h>

#include "bot/bot.h"
#include "data/clock.h"
#include "data/json.h"
#include "data/log.h"
#include "handoff/agent_acts.h"
#include "handoff/conversation.h"
#include "handoff/first_run.h"
#include "handoff/group.h"
#include "handoff/group_routing.h"
#include "handoff/left_message.h"
#include "handoff/presence.h"
#include "handoff/site.h"
#include "handoff/site_book.h"
#include "handoff/timers.h"
#include "handoff/together.h"
#include "handoff/turn.h"
#include "handoff/visitor_acts.h"
#include "kb/compile.h"
#include "kb/live.h"
#include "kb/unmatched.h"
#include "tests/unit/rule_support.h"

#define GRACE 30000

struct world {
	char *folder;
	struct store *store;
	struct live *live;
	struct site_shelf *shelf;
	struct site_book *book; /* of the sites as they were when it was last opened */
	struct arena *arena;
	struct staff_id admin;
	struct group_id support; /* the default group */
};

/* A visitor with a conversation of their own. */
struct visitor {
	struct conversation_id id;
	struct secret token;
};

static atomic_llong world_time;

static inline int64_t world_clock(void)
{
	return world_time;
}

/* The base -------------------------------------------------------------------------- */

static const char *const roaming_variants[] = {"turn on roaming", "use my phone abroad",
					       "activate international roaming",
					       "will my phone work on holiday overseas"};
static const char *const bill_variants[] = {"why is my bill so high", "explain my invoice",
					    "wrong charge on my bill", "my monthly bill went up"};
static const char *const returns_variants[] = {"return a parcel", "send the goods back",
					       "I want my money back for the phone case",
					       "return policy"};
static const char *const flow_variants[] = {"流量怎么查", "还剩多少流量", "查询剩余流量"};
static const char *const broadband_variants[] = {"宽带断网了", "家里上不了网", "宽带故障报修"};

#define VARIANTS(list) list, sizeof(list) / sizeof(*list)

static const struct compile_entry world_entries[] = {
    {"roaming_activate", "How do I activate roaming?", VARIANTS(roaming_variants),
     "Open the app and switch **roaming** on.", "roaming", "en", "", "", "", "", 0, 0, 0},
    {"bill_high", "Why is my bill higher than usual?", VARIANTS(bill_variants),
     "Look at the details of your bill.", "bills", "en", "", "", "", "", 0, 0, 0},
    {"returns", "How do I return something?", VARIANTS(returns_variants),
     "You can return it within 14 days.", "shop", "en", "", "", "", "", 0, 0, 0},
    {"data_left", "怎么查询流量？", VARIANTS(flow_variants), "在 App 首页就能看到。", "plans",
     "zh-CN", "", "", "", "", 0, 0, 0},
    {"broadband_down", "宽带上不了网怎么办？", VARIANTS(broadband_variants), "请先重启光猫。",
     "broadband", "zh-CN", "", "", "", "", 0, 0, 0},
};

static const char world_order_form[] =
    "{\"tags\":[\"order\"],\"form\":{\"retries\":2,\"fields\":["
    "{\"name\":\"order\",\"label\":\"Order\",\"kind\":\"order\",\"prompt\":\"Which order?\"},"
    "{\"name\":\"phone\",\"kind\":\"phone\",\"prompt\":\"Your phone number?\"}]},"
    "\"say\":{\"text\":\"Order {order}: we ring {phone}.\"}}";
static const char world_chinese_form[] =
    "{\"form\":{\"fields\":["
    "{\"name\":\"phone\",\"label\":\"手机号\",\"kind\":\"phone\",\"prompt\":\"请问您的手机号？\"},"
    "{\"name\":\"day\",\"label\":\"日期\",\"kind\":\"date\",\"prompt\":\"哪一天上门？\"}]},"
    "\"say\":{\"text\":\"{day} 上门，联系电话 {phone}。\"},\"hand_over\":{}}";
static const char world_menu[] =
    "{\"menu\":{\"text\":\"About what?\",\"choices\":["
    "{\"text\":\"Going abroad\",\"entry\":\"roaming_activate\"},"
    "{\"text\":\"My bill\",\"entry\":\"bill_high\"},"
    "{\"text\":\"My order\",\"say\":\"where is my order\"}]}}";

static inline void world_publish(struct world *world)
{
	char path[300];
	struct fault fault = {0};
	struct compile_rule rules[] = {
	    {"billing team", "\\bbilling team\\b", 10, NULL, HAND("Billing")},
	    {"order status", "where is my (?:order|parcel)", 9, NULL, world_order_form},
	    {"engineer visit", "预约上门", 9, "{\"languages\":[\"zh\"]}", world_chinese_form},
	    {"menu", "\\Ahelp\\W*\\z", 8, NULL, world_menu},
	    {"gold", "", 7, "{\"tags\":[\"gold\"]}",
	     "{\"hand_over\":{\"reason\":\"vip\"},\"say\":{\"text\":\"Welcome back!\"}}"},
	    {"at night", "opening hours", 6, "{\"hours\":{\"group\":\"Support\",\"open\":false}}",
	     "{\"say\":{\"text\":\"We open at nine.\"}}"},
	};
	struct compile_source source = {.number = 1,
					.entries = world_entries,
					.entry_count =
					    sizeof(world_entries) / sizeof(*world_entries),
					.rules = rules,
					.rule_count = sizeof(rules) / sizeof(*rules)};
	snprintf(path, sizeof(path), "%s/world.foyer", world->folder);
	must(compile_snapshot(&source, path, &fault), &fault);
	struct snapshot *snapshot = snapshot_open(path, &fault);
	must(snapshot != NULL, &fault);
	must(bot_prepare(snapshot, &fault), &fault);
	live_swap(world->live, snapshot);
}

/* Opens the sites' settings anew, for the acts that come; in the main thread. */
static inline void world_look(struct world *world)
{
	struct fault fault = {0};
	site_book_release(&world->book);
	world->book = site_book_open(world->shelf, &fault);
	must(world->book != NULL, &fault);
}

/* Gives the site "default" these settings. */
static inline void set_site(struct world *world, const char *json)
{
	struct fault fault = {0};
	const struct json *object;
	struct site before;
	struct site_change change = {.arena = world->arena, .name = "default", .by = world->admin};
	must(json_parse(json, strlen(json), world->arena, &object, &fault), &fault);
	must(site_settings_read(object, world->arena, &change.settings, &fault), &fault);
	must(site_read(store_reader(world->store), "default", world->arena, &before, &fault),
	     &fault);
	change.version = before.version;
	must(site_change_prepare(&change, &fault), &fault);
	must(store_write(world->store, &change.change, &fault), &fault);
	world_look(world);
}

/* The world --------------------------------------------------------------------------- */

static inline struct world *world_new(void)
{
	struct world *world = calloc(1, sizeof(*world));
	struct fault fault = {0};
	struct first_run first;
	struct staff staff;
	struct group group;
	world_time = 1760000000000;
	clock_use(world_clock);
	log_set_level(LOG_WARNING);
	world->folder = test_data_folder();
	world->arena = arena_new();
	world->live = live_new();
	world->store = store_open(world->folder, &fault);
	must(world->store != NULL, &fault);
	world->shelf = site_shelf_new(world->store);
	must(first_run(world->store, &first, &fault), &fault);
	assert_int_equal(
	    staff_by_name(store_reader(world->store), "admin", world->arena, &staff, &fault),
	    LOOKUP_FOUND);
	assert_int_equal(group_default(store_reader(world->store), world->arena, &group, &fault),
			 LOOKUP_FOUND);
	world->admin = staff.id;
	world->support = group.id;
	world_look(world);
	return world;
}

static inline void world_free(struct world *world)
{
	site_book_release(&world->book);
	site_shelf_free(&world->shelf);
	live_free(&world->live);
	store_close(&world->store);
	arena_free(&world->arena);
	test_folder_remove(world->folder);
	clock_use(NULL);
	free(world);
}

static inline struct db *reader(struct world *world)
{
	return store_reader(world->store);
}

/* Staff ----------------------------------------------------------------------------------- */

static inline struct staff_id add_staff(struct world *world, const char *name, enum role role,
					int capacity)
{
	struct fault fault = {0};
	struct staff_create create = {
	    .arena = world->arena, .name = name, .role = role, .capacity = capacity};
	must(staff_create_prepare(&create, &fault), &fault);
	must(store_write(world->store, &create.change, &fault), &fault);
	return create.id;
}

static inline struct group_id add_group(struct world *world, const char *name, bool is_manual)
{
	struct fault fault = {0};
	struct group_create create = {.arena = world->arena, .name = name, .is_manual = is_manual};
	must(group_create_prepare(&create, &fault), &fault);
	must(store_write(world->store, &create.change, &fault), &fault);
	return create.id;
}

static inline void set_members(struct world *world, const struct group_id *group,
			       const struct staff_id *members, int count)
{
	struct fault fault = {0};
	struct group_update update = group_update_of(group, world->arena);
	update.members = members;
	update.member_count = count;
	must(group_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
}

static inline void set_open(struct world *world, const struct group_id *group, bool is_open)
{
	struct fault fault = {0};
	struct group_update update = group_update_of(group, world->arena);
	update.is_open = is_open;
	must(group_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
}

/* The hours as JSON; the group is open by them from now on. */
static inline void set_hours(struct world *world, const struct group_id *group, const char *json)
{
	struct fault fault = {0};
	const struct json *object;
	struct group_update update = group_update_of(group, world->arena);
	must(json_parse(json, strlen(json), world->arena, &object, &fault), &fault);
	must(hours_read(object, world->arena, &update.hours, &fault), &fault);
	update.by_hours = 1;
	must(group_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
	world_look(world);
}

/* How the default group calls for a person. */
static inline void set_call(struct world *world, const struct call_pace *pace)
{
	struct fault fault = {0};
	struct group_routing_update update = {
	    .group = world->support, .strategy = -1, .prefers_last = -1, .call = *pace};
	group_routing_update_prepare(&update);
	must(store_write(world->store, &update.change, &fault), &fault);
}

static inline enum fault_code set_presence(struct world *world, const struct staff_id *staff,
					   enum presence presence, bool by_program)
{
	struct fault fault = {0};
	struct presence_set set = {.staff = *staff, .presence = presence, .by_program = by_program};
	presence_set_prepare(&set);
	return store_write(world->store, &set.change, &fault) ? FAULT_NONE : fault.code;
}

static inline void stream(struct world *world, const struct staff_id *staff, bool opened)
{
	struct fault fault = {0};
	struct presence_stream change = {.staff = *staff, .opened = opened};
	presence_stream_prepare(&change);
	must(store_write(world->store, &change.change, &fault), &fault);
}

static inline struct staff staff_now(struct world *world, const struct staff_id *id)
{
	struct staff staff;
	struct fault fault = {0};
	assert_int_equal(staff_by_id(reader(world), id, world->arena, &staff, &fault),
			 LOOKUP_FOUND);
	return staff;
}

static inline enum fault_code block(struct world *world, const struct staff_id *id, bool blocked)
{
	struct fault fault = {0};
	struct staff_update update = staff_update_of(id, world->arena);
	update.blocked = blocked;
	must(staff_update_prepare(&update, &fault), &fault);
	return store_write(world->store, &update.change, &fault) ? FAULT_NONE : fault.code;
}

/* Acts -------------------------------------------------------------------------------------- */

static inline struct act act_of(struct world *world, const struct conversation_id *id,
				struct actor actor)
{
	return (struct act){
	    .arena = world->arena, .conversation = *id, .actor = actor, .book = world->book};
}

/* Submits and waits; FAULT_NONE when it was committed. */
static inline enum fault_code play_act(struct world *world, struct act *act)
{
	struct fault fault = {0};
	return store_write(world->store, &act->change, &fault) ? FAULT_NONE : fault.code;
}

static inline struct visitor open_in(struct world *world, const char *language)
{
	struct fault fault = {0};
	struct conversation_open open = {
	    .arena = world->arena, .language = language, .book = world->book};
	must(conversation_open_prepare(&open, &fault), &fault);
	must(store_write(world->store, &open.change, &fault), &fault);
	return (struct visitor){open.id, open.token};
}

static inline struct visitor open_tagged(struct world *world, const char *language, const char *tag)
{
	struct fault fault = {0};
	struct conversation_open open = {.arena = world->arena,
					 .language = language,
					 .book = world->book,
					 .tags = &tag,
					 .tag_count = 1};
	must(conversation_open_prepare(&open, &fault), &fault);
	must(store_write(world->store, &open.change, &fault), &fault);
	return (struct visitor){open.id, open.token};
}

/* A fresh key, or a given one. */
static inline const char *fresh_key(struct world *world)
{
	static atomic_int count;
	return arena_format(world->arena, "key-%016d", atomic_fetch_add(&count, 1) + 1);
}

static inline enum fault_code say_with_key(struct world *world, const struct visitor *visitor,
					   const char *text, const char *key, struct turn *turn)
{
	struct fault fault = {0};
	*turn = (struct turn){.act = act_of(world, &visitor->id, actor_visitor()),
			      .live = world->live,
			      .token = visitor->token.text,
			      .text = text,
			      .key = key};
	bool ok = turn_prepare(turn, reader(world), &fault) &&
		  store_write(world->store, &turn->act.change, &fault);
	turn_finish(turn);
	return ok ? FAULT_NONE : fault.code;
}

static inline enum fault_code say(struct world *world, const struct visitor *visitor,
				  const char *text)
{
	struct turn turn;
	return say_with_key(world, visitor, text, fresh_key(world), &turn);
}

static inline enum fault_code ask_person_of(struct world *world, const struct visitor *visitor,
					    const char *group)
{
	struct fault fault = {0};
	struct person_request request = {.act = act_of(world, &visitor->id, actor_visitor()),
					 .group = group};
	must(person_request_prepare(&request, &fault), &fault);
	return play_act(world, &request.act);
}

static inline enum fault_code ask_person(struct world *world, const struct visitor *visitor)
{
	return ask_person_of(world, visitor, NULL);
}

static inline enum fault_code back_to_bot(struct world *world, const struct visitor *visitor)
{
	struct bot_return back = {.act = act_of(world, &visitor->id, actor_visitor())};
	bot_return_prepare(&back);
	return play_act(world, &back.act);
}

static inline enum fault_code accept_by(struct world *world, const struct visitor *visitor,
					const struct staff_id *staff)
{
	struct accept accept = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	accept_prepare(&accept);
	return play_act(world, &accept.act);
}

static inline enum fault_code reply_with_key(struct world *world, const struct visitor *visitor,
					     const struct staff_id *staff, const char *text,
					     const char *key, struct agent_reply *reply)
{
	struct fault fault = {0};
	*reply = (struct agent_reply){
	    .act = act_of(world, &visitor->id, actor_staff(staff)), .text = text, .key = key};
	if (!agent_reply_prepare(reply, &fault))
		return fault.code;
	return play_act(world, &reply->act);
}

static inline enum fault_code reply_by(struct world *world, const struct visitor *visitor,
				       const struct staff_id *staff, const char *text)
{
	struct agent_reply reply;
	return reply_with_key(world, visitor, staff, text, fresh_key(world), &reply);
}

static inline enum fault_code note_by(struct world *world, const struct visitor *visitor,
				      const struct staff_id *staff, const char *text)
{
	struct fault fault = {0};
	struct note note = {.act = act_of(world, &visitor->id, actor_staff(staff)),
			    .text = text,
			    .key = fresh_key(world)};
	must(note_prepare(&note, &fault), &fault);
	return play_act(world, &note.act);
}

static inline enum fault_code transfer_by(struct world *world, const struct visitor *visitor,
					  const struct staff_id *staff, const char *group,
					  const struct staff_id *agent, const char *note)
{
	struct fault fault = {0};
	struct transfer transfer = {.act = act_of(world, &visitor->id, actor_staff(staff)),
				    .group = group,
				    .agent = agent == NULL ? NULL : agent->text,
				    .note = note};
	if (!transfer_prepare(&transfer, &fault))
		return fault.code;
	return play_act(world, &transfer.act);
}

static inline enum fault_code close_by(struct world *world, const struct visitor *visitor,
				       struct actor actor)
{
	struct closing closing = {.act = act_of(world, &visitor->id, actor)};
	closing_prepare(&closing);
	return play_act(world, &closing.act);
}

static inline enum fault_code rate(struct world *world, const struct visitor *visitor,
				   const char *word, const char *comment)
{
	struct fault fault = {0};
	struct rating rating = {.act = act_of(world, &visitor->id, actor_visitor()),
				.rating = word,
				.comment = comment};
	if (!rating_prepare(&rating, &fault))
		return fault.code;
	return play_act(world, &rating.act);
}

static inline enum fault_code give_feedback(struct world *world, const struct visitor *visitor,
					    int64_t about, bool helpful)
{
	struct feedback feedback = {.act = act_of(world, &visitor->id, actor_visitor()),
				    .live = world->live,
				    .about = about,
				    .helpful = helpful};
	feedback_prepare(&feedback);
	return play_act(world, &feedback.act);
}

static inline enum fault_code leave_word(struct world *world, const struct visitor *visitor,
					 const char *text, const char *reply_by,
					 const char *contact)
{
	struct fault fault = {0};
	struct leave_message leave = {.act = act_of(world, &visitor->id, actor_visitor()),
				      .text = text,
				      .reply_by = reply_by,
				      .contact = contact};
	if (!leave_message_prepare(&leave, &fault))
		return fault.code;
	return play_act(world, &leave.act);
}

/* Together -------------------------------------------------------------------------------------- */

static inline enum fault_code invite_by(struct world *world, const struct visitor *visitor,
					const struct staff_id *staff, const struct staff_id *whom,
					const char *note)
{
	struct fault fault = {0};
	struct invite invite = {.act = act_of(world, &visitor->id, actor_staff(staff)),
				.agent = whom->text,
				.note = note};
	if (!invite_prepare(&invite, &fault))
		return fault.code;
	return play_act(world, &invite.act);
}

static inline enum fault_code join_by(struct world *world, const struct visitor *visitor,
				      const struct staff_id *staff)
{
	struct join join = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	join_prepare(&join);
	return play_act(world, &join.act);
}

static inline enum fault_code leave_by(struct world *world, const struct visitor *visitor,
				       const struct staff_id *staff)
{
	struct leave leave = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	leave_prepare(&leave);
	return play_act(world, &leave.act);
}

static inline enum fault_code remove_by(struct world *world, const struct visitor *visitor,
					const struct staff_id *staff, const struct staff_id *whom)
{
	struct fault fault = {0};
	struct removal removal = {.act = act_of(world, &visitor->id, actor_staff(staff)),
				  .agent = whom->text};
	must(removal_prepare(&removal, &fault), &fault);
	return play_act(world, &removal.act);
}

static inline enum fault_code watch_by(struct world *world, const struct visitor *visitor,
				       const struct staff_id *staff)
{
	struct watching watching = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	watching_prepare(&watching);
	return play_act(world, &watching.act);
}

static inline enum fault_code whisper_by(struct world *world, const struct visitor *visitor,
					 const struct staff_id *staff, const char *text)
{
	struct fault fault = {0};
	struct note note = {.act = act_of(world, &visitor->id, actor_staff(staff)),
			    .is_whisper = true,
			    .text = text,
			    .key = fresh_key(world)};
	must(note_prepare(&note, &fault), &fault);
	return play_act(world, &note.act);
}

static inline enum fault_code take_over_by(struct world *world, const struct visitor *visitor,
					   const struct staff_id *staff)
{
	struct take_over take = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	take_over_prepare(&take);
	return play_act(world, &take.act);
}

/* Looking -------------------------------------------------------------------------------------- */

static inline struct conversation_view look(struct world *world, const struct visitor *visitor)
{
	struct conversation_view view;
	struct fault fault = {0};
	assert_int_equal(
	    conversation_read(reader(world), &visitor->id, world->arena, &view, &fault),
	    LOOKUP_FOUND);
	return view;
}

static inline struct event *events_of(struct world *world, const struct visitor *visitor,
				      int *count)
{
	struct event *events;
	struct fault fault = {0};
	const struct event_reader all = {.kind = EVENTS_FOR_OVERSEER};
	must(event_read(reader(world), &visitor->id, 0, &all, 1000, world->arena, &events, count,
			&fault),
	     &fault);
	return events;
}

static inline struct event last_event(struct world *world, const struct visitor *visitor)
{
	int count;
	struct event *events = events_of(world, visitor, &count);
	assert_true(count > 0);
	return events[count - 1];
}

static inline const struct json *body_of(struct world *world, const struct event *event)
{
	const struct json *body;
	struct fault fault = {0};
	assert_non_null(event->body);
	must(json_parse(event->body, strlen(event->body), world->arena, &body, &fault), &fault);
	return body;
}

#endif
