/* Rooms of colleagues: who may be in one, what is unread, and what a file is. */
#include "tests/unit/handoff_support.h"

#include "data/settings.h"
#include "handoff/room.h"

struct office {
	struct world *world;
	struct staff_id mei, bo, cy, lin;
	struct group_id sales;
	const char *sales_room;
	const char *with_bo; /* as mei writes it */
	const char *with_mei;
};

static const char *person_room(struct world *world, const struct staff_id *staff)
{
	return arena_format(world->arena, "person.%s", staff->text);
}

static int set_up(void **state)
{
	struct office *office = calloc(1, sizeof(*office));
	struct world *world = world_new();
	office->world = world;
	office->mei = add_staff(world, "mei", ROLE_AGENT, 5);
	office->bo = add_staff(world, "bo", ROLE_AGENT, 5);
	office->cy = add_staff(world, "cy", ROLE_AGENT, 5);
	office->lin = add_staff(world, "lin", ROLE_EDITOR, 5);
	office->sales = add_group(world, "Sales", true);
	struct staff_id sales[] = {office->mei, office->bo};
	set_members(world, &office->sales, sales, 2);
	office->sales_room = arena_format(world->arena, "group.%s", office->sales.text);
	office->with_bo = person_room(world, &office->bo);
	office->with_mei = person_room(world, &office->mei);
	*state = office;
	return 0;
}

static int tear_down(void **state)
{
	struct office *office = *state;
	world_free(office->world);
	free(office);
	return 0;
}

static enum fault_code submit(struct office *office, struct room_post *post)
{
	struct fault fault = {0};
	post->arena = office->world->arena;
	if (post->key == NULL)
		post->key = fresh_key(office->world);
	if (!room_post_prepare(post, &fault) ||
	    !store_write(office->world->store, &post->change, &fault))
		return fault.code;
	return FAULT_NONE;
}

static enum fault_code tell(struct office *office, const struct staff_id *by, const char *address,
			    const char *text)
{
	struct room_post post = {.staff = *by, .address = address, .text = text};
	return submit(office, &post);
}

static enum fault_code see(struct office *office, const struct staff_id *by, const char *address,
			   int64_t number)
{
	struct fault fault = {0};
	struct room_seen seen = {.staff = *by, .address = address, .number = number};
	room_seen_prepare(&seen);
	return store_write(office->world->store, &seen.change, &fault) ? FAULT_NONE : fault.code;
}

static int unread(struct office *office, const struct staff_id *of)
{
	int count;
	struct fault fault = {0};
	must(room_unread(reader(office->world), of, office->world->arena, &count, &fault), &fault);
	return count;
}

static enum fault_code enter(struct office *office, const struct staff_id *staff,
			     const char *address, struct room *room)
{
	struct fault fault = {0};
	return room_find(reader(office->world), staff, address, room, &fault) ? FAULT_NONE
									      : fault.code;
}

static struct room_message *messages(struct office *office, const struct staff_id *staff,
				     const char *address, struct room_page page, int *count)
{
	struct room room;
	struct room_message *list;
	struct fault fault = {0};
	assert_int_equal(enter(office, staff, address, &room), FAULT_NONE);
	must(room_read(reader(office->world), &room, &page, office->world->arena, &list, count,
		       &fault),
	     &fault);
	return list;
}

static void two_talk_and_a_third_hears_nothing(void **state)
{
	struct office *office = *state;
	int count;
	assert_int_equal(tell(office, &office->mei, office->with_bo, "Lunch?"), FAULT_NONE);
	assert_int_equal(unread(office, &office->bo), 1);
	assert_int_equal(unread(office, &office->mei), 0);
	assert_int_equal(unread(office, &office->cy), 0);
	struct room_message *list =
	    messages(office, &office->bo, office->with_mei, (struct room_page){.most = 10}, &count);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].text, "Lunch?");
	assert_string_equal(list[0].name, "mei");
	assert_int_equal(tell(office, &office->bo, office->with_mei, "Yes"), FAULT_NONE);
	assert_int_equal(unread(office, &office->mei), 1);
	assert_int_equal(unread(office, &office->bo), 0);
	(void)messages(office, &office->cy, office->with_mei, (struct room_page){.most = 10},
		       &count);
	assert_int_equal(count, 0); /* cy's own room with mei */
}

static void who_is_away_finds_it_later(void **state)
{
	struct office *office = *state;
	assert_int_equal(tell(office, &office->mei, "all", "Closing early today"), FAULT_NONE);
	assert_int_equal(tell(office, &office->mei, "all", "At four"), FAULT_NONE);
	assert_int_equal(unread(office, &office->lin), 2);
	assert_int_equal(see(office, &office->lin, "all", 1), FAULT_NONE);
	assert_int_equal(unread(office, &office->lin), 1);
	assert_int_equal(see(office, &office->lin, "all", 99), FAULT_NONE);
	assert_int_equal(unread(office, &office->lin), 0);
	assert_int_equal(see(office, &office->lin, "all", 1), FAULT_NONE); /* never back */
	assert_int_equal(unread(office, &office->lin), 0);
}

static void who_comes_later_has_missed_nothing(void **state)
{
	struct office *office = *state;
	assert_int_equal(tell(office, &office->mei, "all", "Old news"), FAULT_NONE);
	world_time += 1000;
	struct staff_id dan = add_staff(office->world, "dan", ROLE_AGENT, 5);
	assert_int_equal(unread(office, &dan), 0);
	assert_int_equal(tell(office, &office->mei, "all", "Welcome, Dan"), FAULT_NONE);
	assert_int_equal(unread(office, &dan), 1);
}

static void a_group_has_a_room_of_its_own(void **state)
{
	struct office *office = *state;
	struct room room;
	assert_int_equal(tell(office, &office->mei, office->sales_room, "Targets"), FAULT_NONE);
	assert_int_equal(unread(office, &office->bo), 1);
	assert_int_equal(enter(office, &office->cy, office->sales_room, &room), FAULT_FORBIDDEN);
	assert_int_equal(tell(office, &office->cy, office->sales_room, "Me too"), FAULT_FORBIDDEN);
	assert_int_equal(tell(office, &office->lin, office->sales_room, "Me too"), FAULT_FORBIDDEN);
	assert_int_equal(see(office, &office->cy, office->sales_room, 1), FAULT_FORBIDDEN);
	set_members(office->world, &office->sales, &office->cy, 1);
	assert_int_equal(enter(office, &office->bo, office->sales_room, &room), FAULT_FORBIDDEN);
	assert_int_equal(unread(office, &office->bo), 0);
}

static void there_are_no_other_rooms(void **state)
{
	struct office *office = *state;
	struct room room;
	const char *unknown = arena_format(office->world->arena, "person.%036d", 0);
	const char *no_group = arena_format(office->world->arena, "group.%036d", 0);
	const char *wrong[] = {
	    "",      "alle",   "group.x",    "person.",
	    unknown, no_group, "direct:a:b", person_room(office->world, &office->mei)};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(enter(office, &office->mei, wrong[i], &room), FAULT_NOT_FOUND);
}

static void who_is_blocked_is_neither_heard_nor_told(void **state)
{
	struct office *office = *state;
	int count;
	assert_int_equal(tell(office, &office->bo, office->with_mei, "Before"), FAULT_NONE);
	assert_int_equal(block(office->world, &office->bo, true), FAULT_NONE);
	assert_int_equal(tell(office, &office->bo, "all", "Still here"), FAULT_FORBIDDEN);
	assert_int_equal(tell(office, &office->mei, office->with_bo, "Hello?"),
			 FAULT_AGENT_BLOCKED);
	(void)messages(office, &office->mei, office->with_bo, (struct room_page){.most = 10},
		       &count);
	assert_int_equal(count, 1); /* what was said can be read */
}

static void the_same_key_is_the_same_message(void **state)
{
	struct office *office = *state;
	int count;
	struct room_post post = {
	    .staff = office->mei, .address = "all", .text = "Once", .key = "key-of-one-message"};
	assert_int_equal(submit(office, &post), FAULT_NONE);
	assert_int_equal(submit(office, &post), FAULT_NONE);
	assert_true(post.repeated);
	assert_int_equal(post.message.number, 1);
	post.text = "Something else";
	assert_int_equal(submit(office, &post), FAULT_KEY_REUSED);
	(void)messages(office, &office->mei, "all", (struct room_page){.most = 10}, &count);
	assert_int_equal(count, 1);
}

static void pages_go_both_ways(void **state)
{
	struct office *office = *state;
	int count;
	for (int i = 1; i <= 7; i++)
		assert_int_equal(
		    tell(office, &office->mei, "all", arena_format(office->world->arena, "%d", i)),
		    FAULT_NONE);
	struct room_message *list =
	    messages(office, &office->bo, "all", (struct room_page){.most = 3}, &count);
	assert_int_equal(count, 3);
	assert_string_equal(list[0].text, "5");
	list = messages(office, &office->bo, "all", (struct room_page){.before = 5, .most = 3},
			&count);
	assert_string_equal(list[0].text, "2");
	assert_string_equal(list[2].text, "4");
	list =
	    messages(office, &office->bo, "all", (struct room_page){.after = 5, .most = 3}, &count);
	assert_int_equal(count, 2);
	assert_string_equal(list[0].text, "6");
}

static void one_points_only_to_what_one_may_see(void **state)
{
	struct office *office = *state;
	struct visitor visitor = open_in(office->world, "en");
	struct room_post post = {
	    .staff = office->mei, .address = "all", .conversation = visitor.id.text};
	assert_int_equal(submit(office, &post), FAULT_FORBIDDEN); /* it is still the bot's */
	assert_int_equal(ask_person(office->world, &visitor), FAULT_NONE);
	post.key = NULL;
	assert_int_equal(submit(office, &post), FAULT_NONE);
	assert_string_equal(post.message.conversation, visitor.id.text);
	struct room_post lost = {
	    .staff = office->mei, .address = "all", .conversation = office->mei.text};
	assert_int_equal(submit(office, &lost), FAULT_NOT_FOUND);
	assert_int_equal(tell(office, &office->mei, "all", "  "), FAULT_EMPTY);
}

static enum fault_code give(struct office *office, const char *name, const char *bytes,
			    struct room_post *post)
{
	*post = (struct room_post){.staff = office->mei,
				   .address = office->with_bo,
				   .file_name = name,
				   .file_bytes = bytes,
				   .file_length = strlen(bytes)};
	return submit(office, post);
}

static void a_file_stays_in_its_room(void **state)
{
	struct office *office = *state;
	struct room_post post;
	struct room room;
	struct room_file file;
	struct fault fault;
	struct db *db = reader(office->world);
	assert_int_equal(give(office, "plan", "1. Listen\n", &post), FAULT_NONE);
	assert_string_equal(post.message.file_name, "plan.txt");
	assert_string_equal(post.message.file_type, "text/plain");
	assert_int_equal(enter(office, &office->bo, office->with_mei, &room), FAULT_NONE);
	assert_int_equal(
	    room_file_read(db, &room, post.message.file, office->world->arena, &file, &fault),
	    LOOKUP_FOUND);
	assert_int_equal(file.length, 10);
	assert_memory_equal(file.bytes, "1. Listen\n", 10);
	assert_int_equal(enter(office, &office->cy, office->with_mei, &room), FAULT_NONE);
	assert_int_equal(
	    room_file_read(db, &room, post.message.file, office->world->arena, &file, &fault),
	    LOOKUP_ABSENT);
}

static void files_are_what_their_bytes_say(void **state)
{
	struct office *office = *state;
	struct room_post post;
	assert_int_equal(give(office, "picture.png", "no picture at all", &post), FAULT_FILE_LIES);
	assert_int_equal(give(office, "drawing.svg", "<svg onload='x()'/>", &post),
			 FAULT_FILE_KIND);
	assert_int_equal(give(office, "empty.txt", "", &post), FAULT_EMPTY);
	char *large = calloc(1, ROOM_FILE_BYTES_MOST + 2);
	memset(large, 'a', ROOM_FILE_BYTES_MOST + 1);
	assert_int_equal(give(office, "large.txt", large, &post), FAULT_BODY_TOO_LARGE);
	free(large);
	assert_int_equal(unread(office, &office->bo), 0);
}

static void set_room(const char *megabytes)
{
	struct fault fault;
	setenv("FOYER_ROOM_FILES_MB", megabytes, 1);
	must(settings_load(&fault), &fault);
}

static void files_have_so_much_room_and_no_more(void **state)
{
	struct office *office = *state;
	struct room_post post;
	char *half = calloc(1, 600 * 1024 + 1);
	memset(half, 'a', 600 * 1024);
	set_room("1");
	assert_int_equal(give(office, "one.txt", half, &post), FAULT_NONE);
	assert_int_equal(give(office, "two.txt", half, &post), FAULT_FILES_FULL);
	assert_int_equal(give(office, "small.txt", "fits still", &post), FAULT_NONE);
	assert_int_equal(unread(office, &office->bo), 2);
	set_room("2");
	assert_int_equal(give(office, "two.txt", half, &post), FAULT_NONE);
	set_room("1024");
	free(half);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(two_talk_and_a_third_hears_nothing),
	    TEST(who_is_away_finds_it_later),
	    TEST(who_comes_later_has_missed_nothing),
	    TEST(a_group_has_a_room_of_its_own),
	    TEST(there_are_no_other_rooms),
	    TEST(who_is_blocked_is_neither_heard_nor_told),
	    TEST(the_same_key_is_the_same_message),
	    TEST(pages_go_both_ways),
	    TEST(one_points_only_to_what_one_may_see),
	    TEST(a_file_stays_in_its_room),
	    TEST(files_are_what_their_bytes_say),
	    TEST(files_have_so_much_room_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
