/* Which addresses Foyer may connect to: every disguise of an inner one is
 * refused, whatever it was called before it was resolved; and whose
 * certificates it trusts. */
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "data/outside.h"
#include "http/trusted.h"

static const struct outside_allowed none = {.hosts = " ", .ranges = ""};

/* As the system's resolver reads what was typed: decimal, octal and short
 * forms too.  Numbers alone, so no name server is asked. */
static bool passes(const struct outside_allowed *allowed, const char *typed)
{
	struct addrinfo *found = NULL;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
	if (getaddrinfo(typed, NULL, &hints, &found) != 0)
		fail_msg("%s isn't an address", typed);
	bool good = outside_allows(allowed, found->ai_addr);
	freeaddrinfo(found);
	return good;
}

static const char *const inner[] = {
    /* this machine, in all dresses */
    "127.0.0.1", "127.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1",
    "017700000001", "0", "0.0.0.0", "0.1.2.3", "::1", "::", "::ffff:127.0.0.1", "::ffff:7f00:1",
    "::ffff:0.0.0.0", "::127.0.0.1", "0:0:0:0:0:0:0:1", "64:ff9b::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "::ffff:0:127.0.0.1",
    /* the network around it */
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
    "100.64.0.1", "100.127.255.255", "167772161", "3232235521", "::ffff:10.0.0.1",
    "::ffff:192.168.1.1", "64:ff9b::10.0.0.1", "fc00::1", "fd12:3456:789a::1", "fec0::1",
    "2002:c0a8:101::1", "2002:a00:1::1",
    /* link-local, and so the cloud's metadata */
    "169.254.0.1", "169.254.169.254", "2852039166", "0xa9fea9fe", "::ffff:169.254.169.254",
    "fe80::1", "febf::1", "fd00:ec2::254", "64:ff9b::a9fe:a9fe",
    /* many at once, nobody, and what is kept for later or for examples */
    "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "ff02::1", "ff0e::1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1",
    "2001:db8::1", "2001::1", "2001:10::1", "2001:20::1", "3fff::1", "100::1", "4000::1",
};

static const char *const outer[] = {
    "1.1.1.1", "8.8.8.8", "134744072", "93.184.216.34", "9.255.255.255", "11.0.0.1", "126.255.255.255",
    "128.0.0.1", "172.15.255.255", "172.32.0.1", "192.167.255.255", "192.169.0.1", "169.253.255.255",
    "100.63.255.255", "100.128.0.1", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
    "2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "2001:200::1", "2400:cb00::1",
};

static void every_disguise_of_an_inner_address_is_refused(void **state)
{
	(void)state;
	for (size_t at = 0; at < sizeof(inner) / sizeof(*inner); at++)
		if (passes(&none, inner[at]))
			fail_msg("%s passes", inner[at]);
}

static void the_public_internet_passes(void **state)
{
	(void)state;
	for (size_t at = 0; at < sizeof(outer) / sizeof(*outer); at++)
		if (!passes(&none, outer[at]))
			fail_msg("%s doesn't pass", outer[at]);
}

static void other_kinds_of_address_are_refused(void **state)
{
	(void)state;
	struct sockaddr_storage address = {.ss_family = AF_UNIX};
	assert_false(outside_allows(&none, (struct sockaddr *)&address));
}

static void what_the_operator_allows_passes(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct outside_allowed allowed;
	struct fault fault = {0};
	must(outside_read("Mail.LAN, 10.1.0.0/16 fd00:1::/32;127.0.0.1", arena, &allowed, &fault), &fault);
	assert_true(passes(&allowed, "10.1.2.3"));
	assert_true(passes(&allowed, "::ffff:10.1.2.3"));
	assert_false(passes(&allowed, "10.2.0.1"));
	assert_true(passes(&allowed, "fd00:1::7"));
	assert_false(passes(&allowed, "fd00:2::7"));
	assert_true(passes(&allowed, "127.0.0.1"));
	assert_false(passes(&allowed, "127.0.0.2"));
	assert_true(outside_allows_host(&allowed, "mail.lan"));
	assert_true(outside_allows_host(&allowed, "MAIL.lan"));
	assert_false(outside_allows_host(&allowed, "mail"));
	assert_false(outside_allows_host(&allowed, "lan"));
	assert_false(outside_allows_host(&allowed, "mail.lan.example.com"));
	assert_false(outside_allows_host(&allowed, "mail.lan 10"));
	assert_false(outside_allows_host(&allowed, ""));
	arena_free(&arena);
}

static void nothing_allowed_is_nothing(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct outside_allowed allowed;
	struct fault fault = {0};
	must(outside_read(NULL, arena, &allowed, &fault), &fault);
	assert_false(passes(&allowed, "127.0.0.1"));
	assert_true(passes(&allowed, "1.1.1.1"));
	assert_false(outside_allows_host(&allowed, "localhost"));
	assert_false(outside_read("localhost http://x", arena, &allowed, &fault));
	assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
	assert_false(outside_read("10.0.0.0/64", arena, &allowed, &fault));
	arena_free(&arena);
}

static const char *write_file(struct arena *arena, const char *text, size_t length)
{
	const char *folder = getenv("TMPDIR");
	char *path = arena_format(arena, "%s/foyer-trusted-XXXXXX", folder == NULL ? "/tmp" : folder);
	int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, length), (ssize_t)length);
	close(file);
	return path;
}

static void only_certificates_are_trusted(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct fault fault = {0};
	const char *text = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", *read = NULL;
	const char *good = write_file(arena, text, strlen(text)), *bad = write_file(arena, "MIIB", 4);
	char *large = arena_alloc(arena, TRUSTED_BYTES_MOST + 1);
	memset(large, '\n', TRUSTED_BYTES_MOST + 1);
	memcpy(large, text, strlen(text));
	const char *long_one = write_file(arena, large, TRUSTED_BYTES_MOST + 1);
	must(trusted_read(good, arena, &read, &fault), &fault);
	assert_string_equal(read, text);
	const char *wrong[] = {bad, long_one, "/tmp", "/tmp/foyer-nothing-is-here"};
	for (size_t at = 0; at < sizeof(wrong) / sizeof(*wrong); at++) {
		assert_false(trusted_read(wrong[at], arena, &read, &fault));
		assert_int_equal(fault.code, FAULT_FILE);
		assert_string_equal(fault.field, wrong[at]);
	}
	unlink(good);
	unlink(bad);
	unlink(long_one);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_disguise_of_an_inner_address_is_refused),
	    cmocka_unit_test(the_public_internet_passes),
	    cmocka_unit_test(other_kinds_of_address_are_refused),
	    cmocka_unit_test(what_the_operator_allows_passes),
	    cmocka_unit_test(nothing_allowed_is_nothing),
	    cmocka_unit_test(only_certificates_are_trusted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
