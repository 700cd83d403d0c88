/*
 * Mail: one message as mail servers take it (RFC 5322, MIME).
 *
 * Text and HTML side by side, both UTF-8 in base64; what isn't plain ASCII in
 * a header is an encoded word (RFC 2047).  Nothing in a name or a subject can
 * end its header: line breaks and control characters become spaces.  What is
 * in the HTML is its writer's to escape (data/html.h).  Pure; any thread.
 */
#ifndef FOYER_DATA_MAIL_H
#define FOYER_DATA_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/buffer.h"

#define MAIL_ADDRESS_MOST 254
#define MAIL_BYTES_MOST   ((size_t)16 * 1024 * 1024)

struct mail {
	const char *id; /* makes the Message-ID, the same at every attempt */
	const char *from;
	const char *from_name; /* "": none */
	const char *to;
	const char *subject;
	const char *text;
	const char *html;
	const char *language; /* BCP 47 */
	int64_t at;           /* milliseconds */
};

/* True for an address in ASCII that needs no quoting: "name@example.com". */
bool mail_address_is_good(const char *address);
/* The same in ASCII, its host as IDNA writes names of other scripts: "kim@xn--bcher-kva.example";
 * NULL for one that mail can't be sent to. */
const char *mail_address_in_ascii(const char *address, struct arena *arena);
/* What follows the @ of a good one. */
const char *mail_domain(const char *address);

/* Writes the message with CRLF; out must have room (MAIL_BYTES_MOST). */
void mail_write(const struct mail *mail, struct arena *arena, struct buffer *out);

#endif
