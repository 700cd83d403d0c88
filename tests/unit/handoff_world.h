/*
 * The world of the tests of handoff/: a store, a small published base, a clock
 * that stands still until it is moved, sites, groups and staff.
 */
#ifndef FOYER_TESTS_HANDOFF_WORLD_H
#define FOYER_TESTS_HANDOFF_WORLD_H

#include "tests/unit/data_folder.h"

#include <stdatomic.h>

#include "bot/bot.h"
#include "data/clock.h"
#include "data/json.h"
#include "data/log.h"
#include "handoff/conversation.h"
#include "handoff/first_run.h"
#include "handoff/group.h"
#include "handoff/group_routing.h"
#include "handoff/presence.h"
#include "handoff/site.h"
#include "handoff/site_book.h"
#include "handoff/timers.h"
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

#endif
