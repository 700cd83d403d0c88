/* A house with one agent, its clock, and ways to come in. */
#ifndef FOYER_TEST_SESSION_SUPPORT_H
#define FOYER_TEST_SESSION_SUPPORT_H

#include "tests/unit/data_folder.h"

#include "data/arena.h"
#include "data/clock.h"
#include "data/store.h"
#include "handoff/staff.h"
#include "http/caller.h"
#include "http/permission.h"
#include "http/session.h"

static int64_t now = 1760000000000;

static inline int64_t test_clock(void)
{
	return now;
}

struct house {
	char *folder;
	struct store *store;
	struct arena *arena;
	struct staff_id mei;
	const char *password; /* the stored hash */
};

static inline struct staff read_staff(struct house *house, const struct staff_id *id)
{
	struct staff staff;
	struct fault fault;
	assert_int_equal(staff_by_id(store_reader(house->store), id, house->arena, &staff, &fault),
			 LOOKUP_FOUND);
	return staff;
}

static inline int set_up(void **state)
{
	struct house *house = calloc(1, sizeof(*house));
	struct fault fault = {0};
	clock_use(test_clock);
	house->folder = test_data_folder();
	house->store = store_open(house->folder, &fault);
	must(house->store != NULL, &fault);
	house->arena = arena_new();
	struct staff_create create = {.arena = house->arena,
				      .name = "mei",
				      .role = ROLE_AGENT,
				      .password = "$argon2id$of-mei",
				      .language = "zh-CN"};
	must(staff_create_prepare(&create, &fault), &fault);
	must(store_write(house->store, &create.change, &fault), &fault);
	house->mei = create.id;
	house->password = read_staff(house, &create.id).password;
	*state = house;
	return 0;
}

static inline int tear_down(void **state)
{
	struct house *house = *state;
	store_close(&house->store);
	arena_free(&house->arena);
	test_folder_remove(house->folder);
	free(house);
	clock_use(NULL);
	return 0;
}

/* A session of Mei's. */
static inline struct session_open sign_in(struct house *house)
{
	struct fault fault = {0};
	struct session_open open = {.staff = house->mei, .password = house->password};
	session_open_prepare(&open);
	must(store_write(house->store, &open.change, &fault), &fault);
	return open;
}

static const char *address = "192.0.2.1"; /* where they come from */

static inline enum fault_code identify(struct house *house, const char *cookie, const char *bearer,
				       const struct conversation_id *conversation,
				       struct caller *caller)
{
	struct fault fault = {0};
	struct credentials shown = {cookie, bearer, conversation, address};
	return caller_identify(store_reader(house->store), &shown, caller, &fault) ? FAULT_NONE
										   : fault.code;
}

static inline bool use_link(struct house *house, const char *link, struct session_open *open,
			    struct fault *fault)
{
	*open = (struct session_open){.link = link};
	session_open_prepare(open);
	return store_write(house->store, &open->change, fault);
}

#define in_house(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
