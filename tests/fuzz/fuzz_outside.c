/*
 * Fuzz: what says where something goes to, or whom it is for: addresses of the
 * web and of mail, hosts that are allowed, browsers' keys, contacts, time
 * zones; and what people wrote as the headers of a mail.
 *
 * Input: a byte for which; the text.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/mail.h"
#include "data/outside.h"
#include "data/push_seal.h"
#include "data/text.h"
#include "data/time_zone.h"
#include "handoff/left_message.h"
#include "http/outgoing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct outside_allowed none = {.hosts = " ", .ranges = ""};

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void try_address(const char *text, struct arena *arena)
{
	struct fault fault = {0};
	struct outside_allowed allowed;
	if (outgoing_check_url(&none, text, "url", &fault))
		check(strncasecmp(text, "https:/", 7) == 0 && strpbrk(text, " \r\n") == NULL);
	else
		check(fault.code != FAULT_NONE);
	if (outside_read(text, arena, &allowed, &fault))
		(void)outside_allows_host(&allowed, text);
	check(!outside_allows_host(&none, text));
}

/* A header's lines: what it is called, or a space where the one before goes on. */
static void check_headers(const char *text, const char *end)
{
	static const char *const known[] = {"From:", "To:", "Subject:", "Date:", "Message-ID:",
					    "Auto-Submitted:", "MIME-Version:", "Content-Language:",
					    "Content-Type:", " "};
	while (text < end) {
		bool is_known = false;
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			is_known = is_known || strncmp(text, known[i], strlen(known[i])) == 0;
		check(is_known);
		const char *line_end = strstr(text, "\r\n");
		check(line_end != NULL && memchr(text, '\n', (size_t)(line_end - text)) == NULL);
		text = line_end + 2;
	}
}

/* Names and subjects are cleaned texts, of one line or of several. */
static void try_mail(const char *text, struct arena *arena)
{
	char *cleaned;
	struct fault fault;
	struct text_limit limit = {.most = 2000};
	if (mail_address_is_good(text))
		check(strpbrk(text, " \t\r\n<>,;:\"\\") == NULL && mail_domain(text)[0] != '\0');
	if (!text_clean(text, "text", limit, arena, &cleaned, &fault))
		return;
	struct mail mail = {.id = "fuzz",
			    .from = "desk@example.com",
			    .from_name = cleaned,
			    .to = "ann@example.net",
			    .subject = cleaned,
			    .text = cleaned,
			    .html = cleaned,
			    .language = "en",
			    .at = 1790000000000};
	struct buffer out = buffer_new(MAIL_BYTES_MOST);
	mail_write(&mail, arena, &out);
	check(!out.overflowed);
	buffer_add_char(&out, '\0');
	const char *end = strstr(out.bytes, "\r\n\r\n");
	check(end != NULL);
	check_headers(out.bytes, end + 2);
	buffer_free(&out);
}

static void try_people(const char *text)
{
	check(!contact_is_email(text) || strchr(text, '@') != NULL);
	check(!contact_is_phone(text) || strspn(text, "+0123456789 -().") == strlen(text));
	const struct time_zone *zone = time_zone_find(text);
	if (zone != NULL) {
		check(text[0] != '/' && strstr(text, "..") == NULL);
		(void)time_zone_local(zone, 1790000000000);
	}
}

static void try_browser(char *text)
{
	char *space = strchr(text, ' ');
	if (space == NULL)
		return;
	*space = '\0';
	struct push_browser browser = {.key = text, .auth = space + 1};
	struct buffer out = buffer_new(PUSH_BYTES_MOST * 2);
	if (push_browser_is_good(&browser))
		check(push_seal(&browser, "{}", 2, &out) && out.length > 2);
	buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || size > 3000)
		return 0;
	struct arena *arena = arena_new();
	char *text = arena_copy_text(arena, (const char *)data + 1, size - 1);
	if (data[0] % 4 == 0)
		try_address(text, arena);
	else if (data[0] % 4 == 1)
		try_mail(text, arena);
	else if (data[0] % 4 == 2)
		try_people(text);
	else
		try_browser(text);
	arena_free(&arena);
	return 0;
}
