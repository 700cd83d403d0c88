/* Addresses: how they are read, and what they are counted by. */
#include "tests/unit/support.h"

#include "data/address.h"

static void test_addresses_are_read_as_proxies_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *written, *read;
	} cases[] = {
	    {"192.0.2.7", "192.0.2.7"},
	    {"192.0.2.7:40123", "192.0.2.7"},
	    {"192.0.2.7 ", "192.0.2.7"},
	    {"::ffff:192.0.2.7", "192.0.2.7"},
	    {"[::ffff:192.0.2.7]:443", "192.0.2.7"},
	    {"2001:DB8:0:0::1", "2001:db8::1"},
	    {"[2001:db8::1]", "2001:db8::1"},
	    {"[2001:db8::1]:8080", "2001:db8::1"},
	    {"fe80::1%eth0", "fe80::1"},
	    {"", ""},
	    {"[", ""},
	    {":", ""},
	    {"unknown", ""},
	    {"192.0.2", ""},
	    {"192.0.2.7.8", ""},
	    {"2001:db8::1::2", ""},
	    {"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", ""},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char address[ADDRESS_SIZE];
		bool is_one = address_read(cases[i].written, address);
		if (is_one != (*cases[i].read != '\0') || strcmp(address, cases[i].read) != 0)
			fail_msg("%s was read as %s", cases[i].written, address);
	}
}

static void test_networks_of_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *address, *network;
	} cases[] = {
	    {"192.0.2.7", "192.0.2.7"},
	    {"::ffff:192.0.2.7", "192.0.2.7"},
	    {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
	    {"2001:db8:1:2::9", "2001:db8:1:2::"},
	    {"2001:db8:1:3::9", "2001:db8:1:3::"},
	    {"code", "code"},
	    {"", ""},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char network[ADDRESS_SIZE];
		address_network(cases[i].address, network);
		assert_string_equal(network, cases[i].network);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_addresses_are_read_as_proxies_write_them),
	    cmocka_unit_test(test_networks_of_addresses),
	};
	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
