/* Lists of conversations: each told once, page by page, in the order that is asked for. */
#include "tests/unit/handoff_support.h"

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
/* The whole of a list, page by page; between two pages `meanwhile` happens. */
static int read_pages(struct world *world, struct conversation_listing listing,
		      struct conversation_id *ids, int most, void (*meanwhile)(struct world *))
{
	struct conversation_page page;
	struct fault fault = {0};
	int seen = 0;
	do {
		must(conversation_list(reader(world), &listing, world->arena, &page, &fault),
		     &fault);
		for (int i = 0; i < page.count; i++) {
			assert_true(seen < most);
			ids[seen++] = page.list[i].id;
		}
		if (page.next != NULL)
			assert_true(conversation_cursor_parse(page.next, &listing.after));
		if (meanwhile != NULL)
			meanwhile(world);
	} while (page.next != NULL);
	return seen;
}

static int place_in(const struct conversation_id *ids, int count, const struct conversation_id *id)
{
	int place = -1;
	for (int i = 0; i < count; i++) {
		if (strcmp(ids[i].text, id->text) != 0)
			continue;
		assert_int_equal(place, -1); /* told once */
		place = i;
	}
	return place;
}

#define SEVERAL 25

/* Some of them change in the same millisecond. */
static void open_several(struct world *world, struct visitor *visitors)
{
	for (int i = 0; i < SEVERAL; i++) {
		visitors[i] = open_in(world, i % 5 == 0 ? "zh-TW" : "en");
		world_time += i % 2;
	}
}

static void lists_have_pages(void **state)
{
	struct world *world = *state;
	struct visitor visitors[SEVERAL];
	struct conversation_id ids[SEVERAL];
	struct conversation_cursor cursor = {0};
	struct conversation_listing listing = {
	    .staff = world->admin, .kind = CONVERSATIONS_ALL, .most = 7};
	open_several(world, visitors);
	assert_int_equal(read_pages(world, listing, ids, SEVERAL, NULL), SEVERAL);
	for (int i = 0; i < SEVERAL; i++)
		assert_true(place_in(ids, SEVERAL, &visitors[i].id) >= 0);
	listing.language = "zh-TW";
	assert_int_equal(read_pages(world, listing, ids, SEVERAL, NULL), 5);
	static const char *const malformed[] = {"12", "-1.x", "9.1.x", "0.-1.x", "0.1", "0", ""};
	for (size_t i = 0; i < sizeof(malformed) / sizeof(*malformed); i++)
		assert_false(conversation_cursor_parse(malformed[i], &cursor));
}

static void every_order_tells_each_once(void **state)
{
	struct world *world = *state;
	struct visitor visitors[SEVERAL];
	struct conversation_id ids[SEVERAL];
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 20);
	open_several(world, visitors);
	for (int i = 4; i < SEVERAL; i += 4) {
		world_time += 1000;
		ask_person(world, &visitors[SEVERAL - 1 - i]);
	}
	world_time += 1000;
	accept_by(world, &visitors[20], &mei);
	struct conversation_listing listing = {
	    .staff = world->admin, .kind = CONVERSATIONS_ALL, .most = 4};

	listing.order = CONVERSATIONS_OLDEST;
	assert_int_equal(read_pages(world, listing, ids, SEVERAL, NULL), SEVERAL);
	for (int i = 0; i < SEVERAL; i++)
		assert_true(place_in(ids, SEVERAL, &visitors[i].id) >= 0);
	assert_int_equal(place_in(ids, SEVERAL, &visitors[20].id), SEVERAL - 1);

	/* Who asked first is last in the list of those who came. */
	listing.order = CONVERSATIONS_WAITING;
	assert_int_equal(read_pages(world, listing, ids, SEVERAL, NULL), SEVERAL);
	assert_int_equal(place_in(ids, SEVERAL, &visitors[16].id), 0);
	assert_int_equal(place_in(ids, SEVERAL, &visitors[12].id), 1);
	assert_int_equal(place_in(ids, SEVERAL, &visitors[0].id), 4);
	assert_int_equal(place_in(ids, SEVERAL, &visitors[20].id), 5);
}

static void those_with_something_unread_come_first(void **state)
{
	struct world *world = *state;
	struct visitor visitors[SEVERAL];
	struct conversation_id ids[SEVERAL];
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 20);
	open_several(world, visitors);
	ask_person(world, &visitors[3]);
	accept_by(world, &visitors[3], &mei);
	say(world, &visitors[3], "are you there?");
	ask_person(world, &visitors[7]);
	say(world, &visitors[7], "is anybody there?");
	world_time += 1000;
	say(world, &visitors[11], "to the bot");
	struct conversation_listing listing = {.staff = world->admin,
					       .kind = CONVERSATIONS_ALL,
					       .order = CONVERSATIONS_UNREAD,
					       .most = 4};
	assert_int_equal(read_pages(world, listing, ids, SEVERAL, NULL), SEVERAL);
	int waiting = place_in(ids, SEVERAL, &visitors[7].id);
	int taken = place_in(ids, SEVERAL, &visitors[3].id);
	assert_int_equal(waiting + taken, 1);
	assert_int_equal(place_in(ids, SEVERAL, &visitors[11].id), 2);
	world_time += 1000;
	reply_by(world, &visitors[3], &mei, "Here I am.");
	assert_int_equal(read_pages(world, listing, ids, SEVERAL, NULL), SEVERAL);
	assert_int_equal(place_in(ids, SEVERAL, &visitors[7].id), 0);
	assert_int_equal(place_in(ids, SEVERAL, &visitors[3].id), 1); /* last changed of the others */
}

static struct visitor restless;

static void say_something(struct world *world)
{
	world_time += 10;
	say(world, &restless, "still here");
}

static void what_moves_takes_nobody_elses_place(void **state)
{
	struct world *world = *state;
	struct visitor visitors[SEVERAL];
	struct conversation_id ids[2 * SEVERAL];
	struct conversation_listing listing = {.staff = world->admin, .most = 4};
	open_several(world, visitors);
	restless = visitors[12];
	for (int order = 0; order < CONVERSATION_ORDERS; order++) {
		listing.kind = CONVERSATIONS_ALL;
		listing.order = (enum conversation_order)order;
		int count = read_pages(world, listing, ids, 2 * SEVERAL, say_something);
		for (int i = 0; i < SEVERAL; i++)
			if (i != 12)
				assert_true(place_in(ids, count, &visitors[i].id) >= 0);
	}
}

static void ones_own_groups_are_a_list(void **state)
{
	struct world *world = *state;
	struct visitor visitors[SEVERAL];
	struct conversation_id ids[SEVERAL];
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 20);
	struct group_id mine = add_group(world, "Bills", true), other = add_group(world, "Sales", true);
	set_members(world, &mine, &world->admin, 1);
	set_members(world, &other, &mei, 1);
	(void)add_group(world, "Everybody's", true);
	open_several(world, visitors);
	ask_person_of(world, &visitors[3], "Bills");
	ask_person_of(world, &visitors[5], "Sales");
	ask_person_of(world, &visitors[7], "Everybody's");
	struct conversation_listing listing = {.staff = world->admin,
					       .kind = CONVERSATIONS_ALL,
					       .group = CONVERSATIONS_OF_MY_GROUPS,
					       .most = 4};
	assert_int_equal(read_pages(world, listing, ids, SEVERAL, NULL), 2);
	assert_true(place_in(ids, 2, &visitors[3].id) >= 0);
	assert_true(place_in(ids, 2, &visitors[7].id) >= 0);
}

int main(void)
{
#define PLAYED(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    PLAYED(lists_have_pages),
	    PLAYED(every_order_tells_each_once),
	    PLAYED(those_with_something_unread_come_first),
	    PLAYED(what_moves_takes_nobody_elses_place),
	    PLAYED(ones_own_groups_are_a_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
