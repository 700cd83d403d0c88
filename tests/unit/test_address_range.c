/* Ranges of addresses: which addresses they hold, and how they are written. */
#include "tests/unit/support.h"

#include "data/address_range.h"

static void test_ranges_hold_their_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *ranges;
		const char *address;
		bool holds;
	} cases[] = {
	    {"", "192.0.2.1", true},
	    {"192.0.2.0/24", "192.0.2.255", true},
	    {"192.0.2.0/24", "192.0.3.0", false},
	    {"192.0.2.7", "192.0.2.7", true},
	    {"192.0.2.7", "192.0.2.8", false},
	    {"10.0.0.0/9", "10.127.0.1", true},
	    {"10.0.0.0/9", "10.128.0.1", false},
	    {"10.0.0.0/8", "::ffff:10.1.2.3", true},
	    {"2001:db8::/33", "2001:db8:7fff::1", true},
	    {"2001:db8::/33", "2001:db8:8000::1", false},
	    {"2001:db8::1 192.0.2.1", "192.0.2.1", true},
	    {"0.0.0.0/0", "203.0.113.9", true},
	    {"0.0.0.0/0", "2001:db8::1", false},
	    {"10.0.0.0/8", "", false},
	    {"10.0.0.0/8", "nonsense", false},
	    {"10.0.0.0/8", "10.0.0.1:1234", false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (address_ranges_hold(cases[i].ranges, cases[i].address) != cases[i].holds)
			fail_msg("%s and %s", cases[i].ranges, cases[i].address);
	assert_false(address_ranges_hold("10.0.0.0/8", NULL));
}

static void test_ranges_are_cleaned(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct fault fault;
	const char *clean;
	must(address_ranges_clean(" 10.1.2.3/8,\n192.0.2.1 ; 2001:DB8::5/32 ::ffff:192.0.2.9", "a",
				  arena, &clean, &fault),
	     &fault);
	assert_string_equal(clean, "10.0.0.0/8 192.0.2.1 2001:db8::/32 192.0.2.9");
	must(address_ranges_clean("  ", "a", arena, &clean, &fault), &fault);
	assert_string_equal(clean, "");
	static const char *const wrong[] = {"10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
					    "2001:db8::/129", "10.0.0.0/8/8", "mei.example",
					    "10.0.0.0/08x", "10.0.0.0/0000008"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(address_ranges_clean(wrong[i], "a", arena, &clean, &fault));
		assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ranges_hold_their_addresses),
	    cmocka_unit_test(test_ranges_are_cleaned),
	};
	return cmocka_run_group_tests_name("address range", tests, NULL, NULL);
}
