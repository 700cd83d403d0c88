/*
 * Stream: life and death of one; see stream.h.
 *
 * A stream that ends stays in memory until its round of events is over, since
 * the same round may hold another event for it.
 */
#include "http/stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "data/json.h"
#include "data/log.h"
#include "data/settings.h"
#include "http/problem.h"
#include "http/stream_state.h"

#define SEND_BYTES    (16 * 1024) /* what a slow reader may hold in the kernel */
#define ERROR_BYTES   4096
#define DEAD_PEER_MS  60000
#define BITES_A_ROUND 32
#define QUIET_ASKS    3 /* in a row, with nothing said between: it has long been quiet */

/* What comes after our goodbye is thrown away, until the peer has gone too; no
 * more than a bite at a time, for a peer that never stops would keep the loop. */
static void read_away(struct stream *stream)
{
	char bytes[4096];
	ssize_t length = 1;
	for (int i = 0; i < BITES_A_ROUND && length > 0; i++)
		length = recv(stream->descriptor.fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (length == 0)
		stream_end(stream);
}

static void ready(struct descriptor *descriptor, uint32_t events)
{
	struct stream *stream = (struct stream *)descriptor;
	if (stream->phase == STREAM_DEAD)
		return;
	if (events & (EPOLLERR | EPOLLHUP)) {
		stream_end(stream);
		return;
	}
	if (events & EPOLLOUT)
		frames_flush(stream);
	if (stream->phase == STREAM_HANDSHAKE && !stream_handshake(stream))
		return;
	if (stream->phase == STREAM_HELLO || stream->phase == STREAM_OPEN)
		frames_read(stream, events & EPOLLRDHUP);
	if (stream->phase == STREAM_CLOSING)
		read_away(stream);
}

/* Of 100,000 visitors most have nothing to say for hours.  Where no proxy
 * hangs up on silence, they are left alone for twice as long. */
static bool is_quiet(const struct stream *stream)
{
	return stream->quiet_asks >= QUIET_ASKS && !setting_value(SETTING_BEHIND_PROXY);
}

static int64_t ping_seconds(const struct stream *stream)
{
	return setting_value(SETTING_STREAM_PING_SECONDS) * (is_quiet(stream) ? 2 : 1);
}

void stream_ping_later(struct stream *stream)
{
	timer_set(&stream->loop->wheel, &stream->timer, stream->loop->now,
		  1000 * ping_seconds(stream));
}

int64_t stream_asked(struct stream *stream)
{
	if (stream->quiet_asks < QUIET_ASKS)
		stream->quiet_asks++;
	stream_ping_later(stream);
	/* Before it would be pinged, however long the way. */
	return is_quiet(stream) ? ping_seconds(stream) * 15 / 16 : 0;
}

/* Nothing heard since the last ping: nobody is there any more.  Sessions that
 * have run out in the meantime end here. */
static void keep_alive(struct stream *stream)
{
	struct fault fault;
	if (!stream->is_heard) {
		stream_end(stream);
		return;
	}
	if (stream->desk != NULL && !desk_is_signed_in(stream->desk, &fault)) {
		stream_fail(stream, &fault);
		return;
	}
	stream->is_heard = false;
	stream->quiet_asks = 0;
	frames_send_ping(stream);
	if (stream->phase == STREAM_OPEN)
		stream_ping_later(stream);
}

static void time_is_over(struct timer *timer)
{
	struct stream *stream = (struct stream *)((char *)timer - offsetof(struct stream, timer));
	struct fault fault;
	switch ((enum stream_phase)stream->phase) {
	case STREAM_HELLO:
		fault_set(&fault, FAULT_SIGN_IN_NEEDED, "");
		stream_fail(stream, &fault);
		break;
	case STREAM_OPEN:
		keep_alive(stream);
		break;
	case STREAM_HANDSHAKE:
	case STREAM_CLOSING:
		stream_end(stream);
		break;
	case STREAM_DEAD:
		break;
	}
}

static void set_options(int fd)
{
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &(int){SEND_BYTES}, sizeof(int));
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &(int){DEAD_PEER_MS}, sizeof(int));
}

void stream_open(struct loop *loop, int fd, uint64_t address)
{
	struct stream *stream = memory_new(sizeof(*stream));
	set_options(fd);
	stream->descriptor.fd = fd;
	stream->descriptor.ready = ready;
	stream->timer.fire = time_is_over;
	stream->loop = loop;
	stream->address = address;
	stream->is_heard = true;
	stream->next = loop->streams;
	stream->link = &loop->streams;
	if (loop->streams != NULL)
		loop->streams->link = &stream->next;
	loop->streams = stream;
	atomic_fetch_add_explicit(&loop->figures.streams, 1, memory_order_relaxed);
	timer_set(&loop->wheel, &stream->timer, loop->now, STREAM_FIRST_MS);
	/* Edge-triggered: what came before is reported at once. */
	if (loop->is_stopping) {
		stream_end(stream);
	} else if (!loop_watch(loop, &stream->descriptor)) {
		log_line(LOG_WARNING, "stream", "epoll_ctl: %m; a stream is closed");
		stream_end(stream);
	}
}

void stream_end(struct stream *stream)
{
	struct loop *loop = stream->loop;
	if (stream->phase == STREAM_DEAD)
		return;
	stream->phase = STREAM_DEAD;
	while (stream->watches != NULL)
		watch_remove(stream, stream->watches);
	desk_close(stream);
	timer_cancel(&loop->wheel, &stream->timer);
	close(stream->descriptor.fd);
	accept_closed(loop, stream->address);
	atomic_fetch_sub_explicit(&loop->figures.streams, 1, memory_order_relaxed);
	*stream->link = stream->next;
	if (stream->next != NULL)
		stream->next->link = stream->link;
	stream->next = loop->dead_streams;
	loop->dead_streams = stream;
}

void stream_close(struct stream *stream, enum close_code code)
{
	if (stream->phase == STREAM_DEAD || stream->phase == STREAM_CLOSING)
		return;
	if (stream->phase == STREAM_HANDSHAKE) {
		stream_end(stream);
		return;
	}
	while (stream->watches != NULL)
		watch_remove(stream, stream->watches);
	desk_close(stream);
	frames_send_close(stream, code);
	if (stream->phase == STREAM_DEAD)
		return;
	stream->phase = STREAM_CLOSING;
	timer_set(&stream->loop->wheel, &stream->timer, stream->loop->now, STREAM_CLOSING_MS);
	if (!frames_pending(stream))
		shutdown(stream->descriptor.fd, SHUT_WR);
}

void stream_fail(struct stream *stream, const struct fault *fault)
{
	struct buffer text = buffer_new(ERROR_BYTES);
	struct json_writer json = json_writer(&text);
	json_open_object(&json, NULL);
	json_add_text(&json, "type", "error");
	problem_write(&json, "problem", fault, (enum language)stream->language, "");
	json_close_object(&json);
	frames_send_text(stream, &text);
	buffer_free(&text);
	stream_close(stream, fault_status(fault->code) >= 500 ? CLOSE_INTERNAL : CLOSE_POLICY);
}

void stream_start(struct loop *loop)
{
	places_start(loop);
}

void stream_end_all(struct loop *loop)
{
	while (loop->streams != NULL) {
		struct stream *stream = loop->streams;
		stream_close(stream, CLOSE_GOING_AWAY);
		stream_end(stream);
	}
}

void stream_forget_shown(struct stream *stream)
{
	if (stream->shown != NULL)
		explicit_bzero(stream->shown, sizeof(*stream->shown));
	free(stream->shown);
	stream->shown = NULL;
}

void stream_free_dead(struct loop *loop)
{
	while (loop->dead_streams != NULL) {
		struct stream *stream = loop->dead_streams;
		loop->dead_streams = stream->next;
		frames_free(stream);
		stream_forget_shown(stream);
		free(stream);
	}
}
