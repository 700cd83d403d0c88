/* Messages as mail servers take them; tests/http/outgoing.py reads real ones
 * back with a parser of other people's. */
#include "tests/unit/support.h"

#include "data/mail.h"

static struct mail sample(void)
{
	return (struct mail){.id = "abc123", .from = "help@example.com", .from_name = "Help desk",
			     .to = "ann@example.net", .subject = "Your conversation", .text = "Hello\nthere\n",
			     .html = "<p>Hello</p>", .language = "en", .at = 1700000000000};
}

static const char *write_it(const struct mail *mail, struct arena *arena)
{
	struct buffer out = buffer_new(MAIL_BYTES_MOST);
	mail_write(mail, arena, &out);
	const char *text = arena_copy_text(arena, out.bytes, out.length);
	buffer_free(&out);
	return text;
}

static void a_plain_one_reads_as_expected(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct mail mail = sample();
	assert_string_equal(write_it(&mail, arena),
			    "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
			    "From: Help desk <help@example.com>\r\n"
			    "To: <ann@example.net>\r\n"
			    "Subject: Your conversation\r\n"
			    "Message-ID: <abc123@example.com>\r\n"
			    "Auto-Submitted: auto-generated\r\n"
			    "MIME-Version: 1.0\r\n"
			    "Content-Language: en\r\n"
			    "Content-Type: multipart/alternative; boundary=\"=_foyer_abc123\"\r\n"
			    "\r\n"
			    "--=_foyer_abc123\r\n"
			    "Content-Type: text/plain; charset=utf-8\r\n"
			    "Content-Transfer-Encoding: base64\r\n"
			    "\r\n"
			    "SGVsbG8NCnRoZXJlDQo=\r\n"
			    "\r\n"
			    "--=_foyer_abc123\r\n"
			    "Content-Type: text/html; charset=utf-8\r\n"
			    "Content-Transfer-Encoding: base64\r\n"
			    "\r\n"
			    "PHA+SGVsbG88L3A+\r\n"
			    "\r\n"
			    "--=_foyer_abc123--\r\n");
	arena_free(&arena);
}

static void other_scripts_are_encoded_words_cut_at_characters(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct mail mail = sample();
	mail.subject = "您与客服的对话记录，一共二十条消息，请妥善保存";
	mail.from_name = "在线客服";
	const char *text = write_it(&mail, arena);
	assert_non_null(strstr(text, "From: =?UTF-8?B?5Zyo57q/5a6i5pyN?= <help@example.com>\r\n"));
	assert_non_null(strstr(text, "Subject: =?UTF-8?B?5oKo5LiO5a6i5pyN55qE5a+56K+d6K6w5b2V77yM5LiA5YWx5LqM5Y2B?=\r\n "
				     "=?UTF-8?B?"));
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\r") <= 78);
	arena_free(&arena);
}

static void no_header_can_be_ended_from_within(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "Hi\r\nBcc: all@example.org", "Hi\nBcc: all@example.org", "Hi\r\n\r\n<script>", "Hi\x0b\x0c\x01 there",
	    "=?UTF-8?B?DQpCY2M6IGFsbEBleGFtcGxlLm9yZw==?=", "a <b@c>, \"x\" <y@z>",
	};
	struct arena *arena = arena_new();
	for (size_t at = 0; at < sizeof(bad) / sizeof(*bad); at++) {
		struct mail mail = sample();
		mail.subject = bad[at];
		mail.from_name = bad[at];
		const char *text = write_it(&mail, arena);
		assert_null(strstr(text, "\nBcc:"));
		assert_null(strstr(text, "<script>"));
		assert_null(strstr(text, "y@z"));
		assert_null(strstr(text, "DQpCY2M6"));
		/* the nine headers and nothing else before the body */
		int lines = 0;
		for (const char *line = text; *line != '\r'; line = strchr(line, '\n') + 1)
			lines += *line != ' ';
		assert_int_equal(lines, 9);
	}
	arena_free(&arena);
}

static void good_addresses_are_told_from_bad_ones(void **state)
{
	(void)state;
	static const char *const good[] = {"a@b", "ann@example.com", "ann.lee+foyer@mail.example.co.uk",
					   "o'neil@example.com", "foyer@localhost"};
	static const char *const bad[] = {"", "ann", "@example.com", "ann@", "ann@@example.com", "ann@a@b",
					  "ann lee@example.com", "ann@example.com\r\nRCPT TO:<x@y>",
					  "ann@example.com ", "<ann@example.com>", "ann@example.com,bob@example.com",
					  "ann.@example.com", ".ann@example.com", "a..b@example.com", "ann@.com",
					  "ann@example.", "ann@-x.com", "\"ann\"@example.com", "安@example.com",
					  "ann@[127.0.0.1]", "ann@exa_mple.com", "-f/x;y@example.com"};
	char long_one[400];
	memset(long_one, 'a', sizeof(long_one));
	memcpy(long_one + 300, "@b.c", 5);
	assert_false(mail_address_is_good(long_one));
	for (size_t at = 0; at < sizeof(good) / sizeof(*good); at++)
		if (!mail_address_is_good(good[at]))
			fail_msg("%s", good[at]);
	for (size_t at = 0; at < sizeof(bad) / sizeof(*bad); at++)
		if (mail_address_is_good(bad[at]))
			fail_msg("%s", bad[at]);
}

static void hosts_of_other_scripts_are_written_in_ascii(void **state)
{
	(void)state;
	static const char *const cases[][2] = {{"kim@b\u00fccher.example", "kim@xn--bcher-kva.example"},
					       {"kim@\u4f8b\u5b50.\u4e2d\u56fd", "kim@xn--fsqu00a.xn--fiqs8s"},
					       {"kim@example.com", "kim@example.com"}};
	static const char *const bad[] = {"kim", "\u5b89@example.com", "kim@b\u00fccher..example", "a@b@c\u00fc.example",
					  "kim@\u00fc ber.example"};
	struct arena *arena = arena_new();
	for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++)
		assert_string_equal(mail_address_in_ascii(cases[at][0], arena), cases[at][1]);
	for (size_t at = 0; at < sizeof(bad) / sizeof(*bad); at++)
		if (mail_address_in_ascii(bad[at], arena) != NULL)
			fail_msg("%s", bad[at]);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_plain_one_reads_as_expected),
	    cmocka_unit_test(other_scripts_are_encoded_words_cut_at_characters),
	    cmocka_unit_test(no_header_can_be_ended_from_within),
	    cmocka_unit_test(good_addresses_are_told_from_bad_ones),
	    cmocka_unit_test(hosts_of_other_scripts_are_written_in_ascii),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
