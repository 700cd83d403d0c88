/*
 * Stream handshake: RFC 6455 section 4.2, on the bare socket.
 *
 * The bytes are peeked at until the whole head is there, then taken, so that
 * nothing of the first frame is swallowed.  A head that is no proper handshake
 * is answered with a problem.  A cookie counts only when the page that opened
 * the stream is ours (its Origin is our Host), or another site could read a
 * signed-in person's conversations.
 */
#include <errno.h>
#include <nettle/base64.h>
#include <nettle/sha1.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "http/admit.h"
#include "http/problem.h"
#include "http/stream_state.h"

#define HEAD_BYTES_MOST 8192

void handshake_accept(const char *key, char out[ACCEPT_SIZE])
{
	static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	struct sha1_ctx sha1;
	uint8_t digest[SHA1_DIGEST_SIZE];
	sha1_init(&sha1);
	sha1_update(&sha1, strlen(key), (const uint8_t *)key);
	sha1_update(&sha1, sizeof(magic) - 1, (const uint8_t *)magic);
	sha1_digest(&sha1, sizeof(digest), digest);
	base64_encode_raw(out, sizeof(digest), digest);
	out[ACCEPT_SIZE - 1] = '\0';
}

bool handshake_same_origin(const char *origin, const char *host)
{
	const char *scheme_end = origin == NULL ? NULL : strstr(origin, "://");
	return scheme_end != NULL && host != NULL && strcasecmp(scheme_end + 3, host) == 0;
}

/* The head, split in place: lines ended by NUL, the empty line ends it. */
struct head {
	char *lines;
	char *end;
};

/* The value of a header, or NULL.  The last one: what a proxy adds is behind
 * what was sent. */
static const char *header(const struct head *head, const char *name)
{
	size_t length = strlen(name);
	const char *value = NULL;
	for (char *line = head->lines; line < head->end; line += strlen(line) + 2)
		if (strncasecmp(line, name, length) == 0 && line[length] == ':')
			value = line + length + 1 + strspn(line + length + 1, " \t");
	return value;
}

/* True when a comma-separated header holds the word. */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);
	while (list != NULL && *list != '\0') {
		list += strspn(list, ", \t");
		size_t item = strcspn(list, ", \t");
		if (item == length && strncasecmp(list, word, length) == 0)
			return true;
		list += item;
	}
	return false;
}

static void keep(char *out, size_t size, const char *value)
{
	/* What is longer than a secret can't be one; cut, it matches nothing. */
	if (value != NULL && strlen(value) < size)
		memcpy(out, value, strlen(value) + 1);
}

/* The proxy's word, or the peer. */
static void keep_address(struct stream *stream, const char *forwarded)
{
	struct sockaddr_storage peer = {0};
	socklen_t length = sizeof(peer);
	if (admit_forwarded(forwarded, stream->shown->address))
		return;
	if (getpeername(stream->descriptor.fd, (struct sockaddr *)&peer, &length) == 0)
		address_of_peer((struct sockaddr *)&peer, stream->shown->address);
}

static void keep_shown(struct stream *stream, const struct head *head)
{
	const char *cookie =
	    admit_cookie(header(head, "Cookie"), SESSION_COOKIE, stream->loop->scratch);
	const char *bearer = admit_bearer(header(head, "Authorization"));
	if (cookie != NULL && !handshake_same_origin(header(head, "Origin"), header(head, "Host")))
		cookie = NULL;
	stream->shown = memory_new(sizeof(*stream->shown));
	keep_address(stream, header(head, "X-Forwarded-For"));
	keep(stream->shown->cookie, sizeof(stream->shown->cookie), cookie);
	keep(stream->shown->bearer, sizeof(stream->shown->bearer), bearer);
}

static bool check(const struct head *head, struct fault *fault)
{
	const char *key = header(head, "Sec-WebSocket-Key");
	const char *version = header(head, "Sec-WebSocket-Version");
	if (!has_word(header(head, "Upgrade"), "websocket") ||
	    !has_word(header(head, "Connection"), "upgrade"))
		return fault_set(fault, FAULT_UPGRADE_NEEDED, "");
	if (key == NULL || strlen(key) != 24)
		return fault_detail(fault, FAULT_MALFORMED, "Sec-WebSocket-Key",
				    "Sec-WebSocket-Key is missing or wrong");
	if (version == NULL || strcmp(version, "13") != 0)
		return fault_detail(fault, FAULT_UPGRADE_NEEDED, "", "Sec-WebSocket-Version 13");
	return true;
}

static void answer(struct stream *stream, const char *text, size_t length)
{
	ssize_t sent = send(stream->descriptor.fd, text, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent < 0)
		frames_socket_failed(stream, "send");
	else if (sent != (ssize_t)length)
		stream_end(stream);
}

static void refuse(struct stream *stream, const struct fault *fault)
{
	struct buffer text = buffer_new(4096);
	problem_raw(&text, fault, (enum language)stream->language, "");
	answer(stream, text.bytes, text.length);
	buffer_free(&text);
	if (stream->phase == STREAM_DEAD)
		return;
	shutdown(stream->descriptor.fd, SHUT_WR);
	stream->phase = STREAM_CLOSING;
	timer_set(&stream->loop->wheel, &stream->timer, stream->loop->now, STREAM_CLOSING_MS);
}

static void accept_head(struct stream *stream, const struct head *head)
{
	char accept[ACCEPT_SIZE];
	struct buffer text = buffer_new(512);
	handshake_accept(header(head, "Sec-WebSocket-Key"), accept);
	keep_shown(stream, head);
	buffer_format(&text,
		      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		      "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		      accept);
	stream->phase = STREAM_HELLO;
	answer(stream, text.bytes, text.length);
	buffer_free(&text);
}

/* Takes the head's bytes off the socket and splits it into lines. */
static void take(struct stream *stream, char *bytes, size_t length)
{
	struct fault fault;
	ssize_t taken = recv(stream->descriptor.fd, bytes, length, MSG_DONTWAIT);
	if (taken < 0) {
		frames_socket_failed(stream, "recv");
		return;
	}
	if (taken != (ssize_t)length || memchr(bytes, '\0', length) != NULL) {
		stream_end(stream);
		return;
	}
	bytes[length] = '\0';
	for (char *at = bytes; (at = strstr(at, "\r\n")) != NULL; at += 2)
		at[0] = at[1] = '\0';
	struct head head = {bytes + strlen(bytes) + 2, bytes + length - 2};
	stream->language = language_from_tag(header(&head, "Accept-Language"));
	if (!check(&head, &fault))
		refuse(stream, &fault);
	else
		accept_head(stream, &head);
	arena_reset(stream->loop->scratch);
}

bool stream_handshake(struct stream *stream)
{
	char bytes[HEAD_BYTES_MOST + 1];
	ssize_t length =
	    recv(stream->descriptor.fd, bytes, HEAD_BYTES_MOST, MSG_PEEK | MSG_DONTWAIT);
	if (length < 0 && errno != EAGAIN && errno != EINTR)
		frames_socket_failed(stream, "recv");
	if (length == 0)
		stream_end(stream);
	if (length <= 0)
		return false;
	const char *end = memmem(bytes, (size_t)length, "\r\n\r\n", 4);
	if (end != NULL)
		take(stream, bytes, (size_t)(end - bytes) + 4);
	else if (length == HEAD_BYTES_MOST)
		stream_end(stream);
	return stream->phase == STREAM_HELLO;
}
