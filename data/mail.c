/*
 * Mail: see mail.h.  Pure; any thread.
 */
#include "data/mail.h"

#include <glib.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "data/text.h"

#define LINE_BYTES       57 /* 76 characters of base64 */
#define WORD_BYTES       42 /* of text in an encoded word, which may have 75 characters */
#define PLAIN_MOST       60 /* characters of a header that needs no folding */
#define LOCAL_MOST       64
#define BASE64           sodium_base64_VARIANT_ORIGINAL
#define LETTERS_DIGITS   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define BOUNDARY         "=_foyer_" /* "=_" is in no base64 */

/* Addresses ------------------------------------------------------------------------------ */

/* Words between dots; none empty. */
static bool is_dotted(const char *text, size_t length, const char *characters)
{
	char before = '.';
	for (size_t at = 0; at < length; before = text[at++])
		if (text[at] == '.' ? before == '.' : strchr(characters, text[at]) == NULL)
			return false;
	return length > 0 && before != '.';
}

bool mail_address_is_good(const char *address)
{
	const char *at = strchr(address, '@');
	size_t length = strlen(address);
	if (at == NULL || length > MAIL_ADDRESS_MOST || at - address > LOCAL_MOST)
		return false;
	return is_dotted(address, (size_t)(at - address), LETTERS_DIGITS "!#$%&'*+/=?^_`{|}~-") &&
	       is_dotted(at + 1, strlen(at + 1), LETTERS_DIGITS "-") && at[1] != '-';
}

const char *mail_address_in_ascii(const char *address, struct arena *arena)
{
	const char *at = strrchr(address, '@');
	char *host = at == NULL ? NULL : g_hostname_to_ascii(at + 1);
	if (host == NULL)
		return NULL;
	const char *written = arena_format(arena, "%.*s%s", (int)(at + 1 - address), address, host);
	g_free(host);
	return mail_address_is_good(written) ? written : NULL;
}

const char *mail_domain(const char *address)
{
	return strchr(address, '@') + 1;
}

/* Headers --------------------------------------------------------------------------------- */

static const char *without_controls(const char *text, struct arena *arena)
{
	char *clean = arena_text(arena, text);
	for (char *at = clean; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	return clean;
}

static bool is_plain(const char *text, const char *also)
{
	if (strlen(text) > PLAIN_MOST)
		return false;
	for (; *text != '\0'; text++)
		if (strchr(LETTERS_DIGITS " ", *text) == NULL && strchr(also, *text) == NULL)
			return false;
	return true;
}

static void add_base64(struct buffer *out, const char *bytes, size_t length)
{
	char text[LINE_BYTES * 4 / 3 + 4];
	buffer_add_text(out, sodium_bin2base64(text, sizeof(text), (const unsigned char *)bytes, length, BASE64));
}

/* Encoded words, one a line, each cut at a character. */
static void add_encoded(struct buffer *out, const char *text)
{
	while (*text != '\0') {
		const char *end = text;
		for (const char *next = text; *next != '\0' && next - text <= WORD_BYTES; end = next)
			if (text_next(&next) == 0 || next - text > WORD_BYTES)
				break;
		buffer_add_text(out, "=?UTF-8?B?");
		add_base64(out, text, (size_t)(end - text));
		buffer_add_text(out, *end == '\0' ? "?=" : "?=\r\n ");
		text = end;
	}
}

/* also: marks that need no encoding there. */
static void add_words(struct buffer *out, const char *text_, const char *also, struct arena *arena)
{
	const char *text = without_controls(text_, arena);
	if (is_plain(text, also))
		buffer_add_text(out, text);
	else
		add_encoded(out, text);
}

static void add_date(struct buffer *out, int64_t at)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(at / 1000);
	struct tm moment;
	gmtime_r(&seconds, &moment);
	buffer_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[moment.tm_wday],
		      moment.tm_mday, months[moment.tm_mon], moment.tm_year + 1900, moment.tm_hour,
		      moment.tm_min, moment.tm_sec);
}

static void add_headers(struct buffer *out, const struct mail *mail, struct arena *arena)
{
	add_date(out, mail->at);
	buffer_add_text(out, "From: ");
	if (mail->from_name[0] != '\0') {
		add_words(out, mail->from_name, "-", arena);
		buffer_add_char(out, ' ');
	}
	buffer_format(out, "<%s>\r\nTo: <%s>\r\nSubject: ", mail->from, mail->to);
	add_words(out, mail->subject, "-.,:;!'()+/#", arena);
	buffer_format(out, "\r\nMessage-ID: <%s@%s>\r\n", mail->id, mail_domain(mail->from));
	buffer_format(out,
		      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Language: %s\r\n"
		      "Content-Type: multipart/alternative; boundary=\"" BOUNDARY "%s\"\r\n\r\n",
		      mail->language, mail->id);
}

/* Parts ------------------------------------------------------------------------------------ */

/* Lines end in CRLF, as text does in mail. */
static void with_line_ends(struct buffer *out, const char *text)
{
	for (;;) {
		size_t length = strcspn(text, "\r\n");
		buffer_add(out, text, length);
		text += length;
		if (*text == '\0')
			return;
		buffer_add_text(out, "\r\n");
		text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
	}
}

static void add_part(struct buffer *out, const struct mail *mail, const char *type,
		     const char *content)
{
	struct buffer lines = buffer_new(MAIL_BYTES_MOST);
	buffer_add_text(&lines, "");
	with_line_ends(&lines, content);
	buffer_format(out,
		      "--" BOUNDARY "%s\r\nContent-Type: %s; charset=utf-8\r\n"
		      "Content-Transfer-Encoding: base64\r\n\r\n",
		      mail->id, type);
	for (size_t at = 0; at < lines.length; at += LINE_BYTES) {
		size_t left = lines.length - at;
		add_base64(out, lines.bytes + at, left < LINE_BYTES ? left : LINE_BYTES);
		buffer_add_text(out, "\r\n");
	}
	buffer_add_text(out, "\r\n");
	buffer_free(&lines);
}

void mail_write(const struct mail *mail, struct arena *arena, struct buffer *out)
{
	add_headers(out, mail, arena);
	add_part(out, mail, "text/plain", mail->text);
	add_part(out, mail, "text/html", mail->html);
	buffer_format(out, "--" BOUNDARY "%s--\r\n", mail->id);
}
