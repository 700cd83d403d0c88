/*
 * Fuzz: what somebody shows who isn't known yet: headers, addresses, codes,
 * cursors, forms of plain pages.
 *
 * Input: a byte for which; the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/address_range.h"
#include "data/id.h"
#include "data/one_time_code.h"
#include "data/text.h"
#include "handoff/conversation.h"
#include "http/admit.h"
#include "http/form.h"
#include "http/stream_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void try_ranges(const char *text, struct arena *arena)
{
	const char *ranges, *again;
	struct fault fault = {0};
	if (!address_ranges_clean(text, "ranges", arena, &ranges, &fault)) {
		check(fault.code != FAULT_NONE);
		return;
	}
	check(address_ranges_clean(ranges, "ranges", arena, &again, &fault));
	check(strcmp(ranges, again) == 0);
	(void)address_ranges_hold(ranges, text);
	(void)address_ranges_hold("10.0.0.0/8 2001:db8::/32", text);
}

static void try_codes(const char *text)
{
	struct recovery_code code, again;
	if (recovery_code_read(text, &code))
		check(strlen(code.text) == RECOVERY_LENGTH && recovery_code_read(code.text, &again) &&
		      strcmp(code.text, again.text) == 0);
	int64_t step = code_find("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", text, 1790000000000, 0);
	check(step >= 0);
}

static void try_headers(const char *text, struct arena *arena)
{
	const char *cookie = admit_cookie(text, "foyer_session", arena);
	const char *bearer = admit_bearer(text);
	check(cookie == NULL || strchr(cookie, ';') == NULL);
	check(bearer == NULL || bearer[0] != '\0');
	char address[ADDRESS_SIZE], again[ADDRESS_SIZE];
	(void)admit_forwarded(text, address);
	if (address_read(text, address))
		check(address_read(address, again) && strcmp(address, again) == 0);
	check(!handshake_same_origin(text, "chat.example") ||
	      (strlen(text) > 12 && strcasecmp(text + strlen(text) - 15, "://chat.example") == 0));
	(void)language_from_tag(text);
}

static void try_words(const char *text, struct arena *arena)
{
	struct conversation_cursor cursor;
	struct fault fault = {0};
	const char *lines;
	const char *value = form_value(text, "q", 100, arena);
	if (form_lines(text, "q", 100, arena, &lines, &fault))
		check(text_is_utf8(lines, strlen(lines)) && text_characters(lines) <= 100);
	else
		check(fault.code != FAULT_NONE);
	check(text_is_utf8(value, strlen(value)) && text_characters(value) <= 100);
	check(!id_is_valid(text) || strlen(text) == ID_LENGTH);
	if (conversation_cursor_parse(text, &cursor))
		check(id_is_valid(cursor.id.text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || size > 4000)
		return 0;
	struct arena *arena = arena_new();
	const char *text = arena_copy_text(arena, (const char *)data + 1, size - 1);
	if (data[0] % 4 == 0)
		try_ranges(text, arena);
	else if (data[0] % 4 == 1)
		try_codes(text);
	else if (data[0] % 4 == 2)
		try_headers(text, arena);
	else
		try_words(text, arena);
	arena_free(&arena);
	return 0;
}
