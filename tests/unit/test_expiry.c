/* What the workbench sets aside: what nobody asks any more, and what its own site or time answers. */
#include "tests/unit/workbench_support.h"

/* Expiring ------------------------------------------------------------------ */

#define DAY_MS (24LL * 3600 * 1000)
static int64_t days_later; /* of the clock that these tests use */

static int64_t later(void)
{
	return 1800000000000 + days_later * DAY_MS;
}

static void keep_for(const char *days)
{
	struct fault fault;
	setenv("FOYER_UNMATCHED_DAYS", days, 1);
	must(settings_load(&fault), &fault);
}

static int expire_set_up(void **state)
{
	days_later = 0;
	clock_use(later);
	return base_set_up(state);
}

static int expire_tear_down(void **state)
{
	clock_use(NULL);
	keep_for("0");
	return base_tear_down(state);
}

static void nothing_expires_unless_an_admin_says_so(void **state)
{
	struct base *base = *state;
	(void)parrots(base);
	days_later = 4000;
	curate(base);
	assert_int_equal(list(base, "open").count, 2);
}

static void what_nobody_asks_any_more_is_set_aside(void **state)
{
	struct base *base = *state;
	struct workbench_cluster parrot = parrots(base);
	keep_for("30");
	days_later = 20;
	ask(base, "shop", "When does the harbour museum open on Sundays?");
	curate(base);
	assert_int_equal(list(base, "open").count, 2);
	days_later = 31;
	curate(base);
	struct workbench_page ignored = list(base, "ignored");
	assert_int_equal(ignored.count, 1);
	assert_string_equal(ignored.lines[0].id.text, parrot.id.text);
	assert_string_equal(ignored.lines[0].reason, WORKBENCH_EXPIRED);
	assert_string_equal(list(base, "open").lines[0].title,
			    "When does the harbour museum open on Sundays?");
}

static void what_expired_is_put_back_for_another_period(void **state)
{
	struct base *base = *state;
	(void)parrots(base);
	keep_for("30");
	days_later = 31;
	curate(base);
	struct workbench_page ignored = list(base, "ignored");
	assert_int_equal(ignored.count, 2);
	struct doing doing = {0};
	snprintf(doing.by.act.text, sizeof(doing.by.act.text), "%s",
		 ignored.lines[0].ignored_by_act);
	undo(base, &doing);
	days_later = 60;
	curate(base);
	assert_int_equal(list(base, "open").count, 1);
	days_later = 62;
	curate(base);
	assert_int_equal(list(base, "open").count, 0);
}

static void what_expired_and_is_asked_again_opens_anew(void **state)
{
	struct base *base = *state;
	struct doing doing = {.what = DO_IGNORE, .pick.cluster = parrots(base).id};
	static const struct staff_id ed = {"00000000000000000000000000000000ed00"};
	struct fault fault;
	must(write_with(base, hire, NULL, &fault), &fault);
	doing.by.staff = &ed;
	act(base, &doing);
	keep_for("30");
	days_later = 31;
	curate(base);
	assert_int_equal(list(base, "open").count, 0);
	ask(base, "shop", "When does the harbour museum open on Sundays?");
	ask(base, "shop", "Do you sell parrots?"); /* somebody ignored that */
	curate(base);
	struct workbench_page open = list(base, "open");
	assert_int_equal(open.count, 1);
	assert_string_equal(open.lines[0].title, "When does the harbour museum open on Sundays?");
}

#define on_expiry(test) cmocka_unit_test_setup_teardown(test, expire_set_up, expire_tear_down)

/* Sites and times -------------------------------------------------------------- */

static const char *answered_by(struct base *base, const char *text)
{
	struct workbench_page page = list(base, "open");
	for (int at = 0; at < page.count; at++) {
		struct workbench_question *questions;
		int count = questions_of(base, &page.lines[at].id, &questions);
		for (int i = 0; i < count; i++)
			if (strcmp(questions[i].text, text) == 0)
				return questions[i].answered_by;
	}
	fail();
	return NULL;
}

/* What visitors of one site are answered says nothing of another's. */
static void questions_are_checked_for_their_own_site(void **state)
{
	struct base *base = *state;
	ask(base, "shop", "how do I return a teapot");
	ask(base, "hotel", "how do I return a teapot please");
	struct live *live = published(base, OF_TEAPOTS("teapot", ",\"sites\":[\"shop\"]"));
	curate_with(base, live);
	assert_string_equal(answered_by(base, "how do I return a teapot"), "teapot");
	assert_null(answered_by(base, "how do I return a teapot please"));
	live_free(&live);
}

static void what_is_over_answers_nothing(void **state)
{
	struct base *base = *state;
	ask(base, "shop", "how do I return a teapot");
	struct live *live =
	    published(base, OF_TEAPOTS("teapot", ",\"valid_until\":980899200000"));
	curate_with(base, live);
	assert_null(answered_by(base, "how do I return a teapot"));
	live_free(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_expiry(nothing_expires_unless_an_admin_says_so),
	    on_expiry(what_nobody_asks_any_more_is_set_aside),
	    on_expiry(what_expired_is_put_back_for_another_period),
	    on_expiry(what_expired_and_is_asked_again_opens_anew),
	    on_base(questions_are_checked_for_their_own_site),
	    on_base(what_is_over_answers_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
