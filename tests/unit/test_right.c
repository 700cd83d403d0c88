/* Rights: what an editor may do with which entries. */
#include "tests/unit/support.h"

#include "kb/right.h"

static enum power over(const struct right *rights, int count, const char *category,
		       const char *const *sites, int site_count)
{
	struct entry_draft draft = {.category = category, .sites = sites, .site_count = site_count};
	return right_over(rights, count, &draft);
}

static void without_rights_everything_is_allowed(void **state)
{
	(void)state;
	assert_int_equal(over(NULL, 0, "shop", NULL, 0), POWER_APPROVE);
	assert_int_equal(right_over_all(NULL, 0), POWER_APPROVE);
}

static void a_category_covers_those_below_it(void **state)
{
	(void)state;
	const struct right rights[] = {{"shop/returns", "", POWER_APPROVE}, {"shop", "", POWER_EDIT}};
	assert_int_equal(over(rights, 2, "shop/returns", NULL, 0), POWER_APPROVE);
	assert_int_equal(over(rights, 2, "shop/returns/late", NULL, 0), POWER_APPROVE);
	assert_int_equal(over(rights, 2, "shop/returnsmore", NULL, 0), POWER_EDIT);
	assert_int_equal(over(rights, 2, "shopping", NULL, 0), POWER_NONE);
	assert_int_equal(over(rights, 2, "", NULL, 0), POWER_NONE);
	assert_int_equal(right_over_all(rights, 2), POWER_NONE);
}

static void an_entry_of_several_sites_needs_all_of_them(void **state)
{
	(void)state;
	static const char *const both[] = {"de", "fr"};
	const struct right rights[] = {{"", "de", POWER_APPROVE}, {"", "fr", POWER_EDIT}};
	assert_int_equal(over(rights, 1, "x", both, 1), POWER_APPROVE);
	assert_int_equal(over(rights, 1, "x", both, 2), POWER_NONE);
	assert_int_equal(over(rights, 2, "x", both, 2), POWER_EDIT);
	/* One that is shown everywhere isn't one site's. */
	assert_int_equal(over(rights, 2, "x", NULL, 0), POWER_NONE);
}

static void words_of_power(void **state)
{
	enum power power = POWER_NONE;
	(void)state;
	assert_true(right_power_from_name("approve", &power));
	assert_string_equal(right_power_name(power), "approve");
	assert_false(right_power_from_name("admin", &power));
	assert_int_equal(power, POWER_APPROVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_rights_everything_is_allowed),
	    cmocka_unit_test(a_category_covers_those_below_it),
	    cmocka_unit_test(an_entry_of_several_sites_needs_all_of_them),
	    cmocka_unit_test(words_of_power),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
