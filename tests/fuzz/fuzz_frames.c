/*
 * Fuzz: any bytes on a stream, as a socket brings them: the handshake's head,
 * WebSocket frames, and what they say.  The stream goes on or ends; nothing
 * else happens, and nothing is leaked.
 *
 * Input: a byte for the way, then
 *	0  bytes of a connection from its beginning
 *	1  bytes after a good handshake
 *	2  lines, each sent as a whole text frame after a good handshake; "@i" and
 *	   "@t" in them stand for a conversation that there is and its token, "@s"
 *	   for a token of a member of staff
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "data/log.h"
#include "data/settings.h"
#include "handoff/conversation.h"
#include "handoff/first_run.h"
#include "handoff/site_book.h"
#include "handoff/staff.h"
#include "http/api_token.h"
#include "http/caller.h"
#include "http/server_internal.h"
#include "http/stream.h"
#include "http/stream_state.h"
#include "kb/live.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define BYTES_MOST 60000
#define ROUNDS     50

static const char head[] = "GET /v1/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
			   "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static struct server server;
static struct loop loop;
static struct conversation_id conversation;
static struct secret token, staff_token;

static void must(bool good)
{
	if (!good)
		abort();
}

/* --- A server without threads, with one conversation ------------------------------- */

static void begin_conversation(struct fault *fault)
{
	struct arena *arena = arena_new();
	struct conversation_open open = {.arena = arena, .language = "en"};
	must(conversation_open_prepare(&open, fault));
	must(store_write(server.store, &open.change, fault));
	conversation = open.id;
	token = open.token;
	arena_free(&arena);
}

static void begin_staff(struct fault *fault)
{
	struct arena *arena = arena_new();
	struct staff admin;
	struct api_token_create create = {.name = "fuzz", .scopes = SCOPE_READ | SCOPE_WRITE};
	must(staff_by_name(store_reader(server.store), "admin", arena, &admin, fault) ==
	     LOOKUP_FOUND);
	create.staff = admin.id;
	api_token_create_prepare(&create);
	must(store_write(server.store, &create.change, fault));
	staff_token = create.secret;
	arena_free(&arena);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	struct fault fault;
	struct first_run first;
	fuzz_make_folder();
	log_set_level(LOG_ERROR);
	must(settings_load(&fault));
	server.store = store_open(fuzz_folder, &fault);
	must(server.store != NULL && first_run(server.store, &first, &fault));
	server.live = live_new();
	server.sites = site_shelf_new(server.store);
	server.limits = limits_new();
	server.loops[0] = &loop;
	server.loop_count = 1;
	must(loop_prepare(&loop, &server, 0, socket(AF_INET, SOCK_STREAM, 0), &fault));
	begin_conversation(&fault);
	begin_staff(&fault);
	return 0;
}

/* --- What the client sends ----------------------------------------------------------- */

static void add_frame(struct buffer *out, const char *text, size_t length)
{
	char header[4] = {(char)0x81, (char)(0x80 | 126), (char)(length >> 8), (char)length};
	if (length < 126) /* a longer form than needed is refused */
		header[1] = (char)(0x80 | length);
	buffer_add(out, header, length < 126 ? 2 : 4);
	buffer_add(out, "\0\0\0\0", 4); /* the mask */
	buffer_add(out, text, length);
}

/* What a mark stands for, or NULL. */
static const char *marked(const char *at, size_t length)
{
	if (length < 2 || at[0] != '@')
		return NULL;
	switch (at[1]) {
	case 'i':
		return conversation.text;
	case 't':
		return token.text;
	case 's':
		return staff_token.text;
	default:
		return NULL;
	}
}

static void add_line(struct buffer *out, const char *line, size_t length)
{
	struct buffer text = buffer_new(BYTES_MOST);
	for (size_t i = 0; i < length; i++) {
		const char *meant = marked(line + i, length - i);
		if (meant == NULL)
			buffer_add_char(&text, line[i]);
		else
			buffer_add_text(&text, meant);
		i += meant != NULL;
	}
	add_frame(out, text.bytes, text.length);
	buffer_free(&text);
}

static void add_lines(struct buffer *out, const char *text, size_t length)
{
	for (const char *end = text + length; text < end;) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		line_end = line_end == NULL ? end : line_end;
		add_line(out, text, (size_t)(line_end - text));
		text = line_end + 1;
	}
}

static void talk(int peer)
{
	char bytes[16384];
	struct stream *stream = loop.streams;
	for (int i = 0; i < ROUNDS && loop.streams != NULL; i++) {
		stream->descriptor.ready(&stream->descriptor, EPOLLIN | EPOLLOUT);
		while (recv(peer, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
			continue;
	}
	must(stream->phase == STREAM_DEAD || loop.streams == stream);
	stream_end(stream);
	stream_free_dead(&loop);
	must(loop.streams == NULL);
	arena_reset(loop.scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int pair[2];
	if (size < 1 || size > 8000)
		return 0;
	struct buffer out = buffer_new(BYTES_MOST);
	if (data[0] % 3 != 0)
		buffer_add(&out, head, sizeof(head) - 1);
	if (data[0] % 3 == 2)
		add_lines(&out, (const char *)data + 1, size - 1);
	else
		buffer_add(&out, (const char *)data + 1, size - 1);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0);
	if (!out.overflowed && out.length > 0 &&
	    send(pair[1], out.bytes, out.length, MSG_DONTWAIT) == (ssize_t)out.length) {
		shutdown(pair[1], SHUT_WR);
		stream_open(&loop, pair[0], 0);
		talk(pair[1]);
	} else {
		close(pair[0]);
	}
	close(pair[1]);
	buffer_free(&out);
	return 0;
}
