/*
 * Stream frames: bytes to messages and back.
 *
 * Reading is libwslay's.  Its context weighs 9 KB, so one is made at the first
 * byte of a message and freed when a message has ended and nothing more has
 * been read; an idle stream has none.  It is given what one call has read, so
 * that a ping, which is most of what 100,000 visitors who wait do, costs one.  Frames to clients are unmasked and
 * whole, so their headers are written here.
 *
 * Not here: what messages mean (stream_messages.c).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <wslay/wslay.h>

#include "data/log.h"
#include "http/stream_state.h"

#define FRAMES_AT_ONCE  100 /* of one stream, and 20 a second */
#define FRAME_REFILL_MS 50

struct stream_input {
	wslay_event_context_ptr context;
	size_t received; /* bytes given to the library */
	size_t ended;    /* bytes of frames that have ended */
	size_t frame;    /* bytes of the frame that goes on */
	bool is_last;    /* of its message */
	bool in_message;
};

/* --- Writing ---------------------------------------------------------------------- */

bool frames_pending(const struct stream *stream)
{
	return stream->output != NULL;
}

size_t frames_header(unsigned opcode, size_t length, unsigned char out[10])
{
	out[0] = (unsigned char)(0x80u | opcode);
	if (length < 126) {
		out[1] = (unsigned char)length;
		return 2;
	}
	size_t bytes = length < 65536 ? 2 : 8;
	out[1] = bytes == 2 ? 126 : 127;
	for (size_t i = 0; i < bytes; i++)
		out[2 + i] = (unsigned char)((uint64_t)length >> (8 * (bytes - 1 - i)));
	return 2 + bytes;
}

static void keep(struct stream *stream, const void *bytes, size_t length)
{
	if (stream->output == NULL) {
		stream->output = memory_new(sizeof(*stream->output));
		*stream->output = buffer_new(STREAM_OUTPUT_BYTES);
		atomic_fetch_add_explicit(&stream->loop->figures.streams_behind, 1,
					  memory_order_relaxed);
	}
	buffer_add(stream->output, bytes, length);
	if (stream->output->overflowed)
		stream_end(stream);
}

/* A peer that is gone is nothing to tell; a machine without memory is. */
void frames_socket_failed(struct stream *stream, const char *call)
{
	if (errno == ENOMEM || errno == ENOBUFS)
		log_line(LOG_WARNING, "stream", "%s: %m; a stream is closed", call);
	stream_end(stream);
}

/* Sends what the socket takes and keeps the rest. */
static void write_parts(struct stream *stream, struct iovec *parts, int count)
{
	if (stream->phase == STREAM_DEAD)
		return;
	size_t sent = 0;
	if (stream->output == NULL) {
		struct msghdr message = {.msg_iov = parts, .msg_iovlen = (size_t)count};
		ssize_t result =
		    sendmsg(stream->descriptor.fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (result < 0 && errno != EAGAIN && errno != EINTR) {
			frames_socket_failed(stream, "sendmsg");
			return;
		}
		sent = result < 0 ? 0 : (size_t)result;
	}
	for (int i = 0; i < count && stream->phase != STREAM_DEAD; i++) {
		size_t skip = sent < parts[i].iov_len ? sent : parts[i].iov_len;
		sent -= skip;
		if (skip < parts[i].iov_len)
			keep(stream, (char *)parts[i].iov_base + skip, parts[i].iov_len - skip);
	}
}

static void write_frame(struct stream *stream, unsigned opcode, const void *bytes, size_t length)
{
	unsigned char header[10];
	struct iovec parts[2] = {
	    {header, frames_header(opcode, length, header)},
	    {(void *)(uintptr_t)bytes, length},
	};
	write_parts(stream, parts, length > 0 ? 2 : 1);
}

void frames_send_text(struct stream *stream, const struct buffer *text)
{
	if (stream->phase != STREAM_HELLO && stream->phase != STREAM_OPEN)
		return;
	atomic_fetch_add_explicit(&stream->loop->figures.frames_out, 1, memory_order_relaxed);
	write_frame(stream, WSLAY_TEXT_FRAME, text->bytes, text->length);
}

void frames_send_fleeting(struct stream *stream, const struct buffer *text)
{
	if (!frames_pending(stream))
		frames_send_text(stream, text);
}

void frames_send_ping(struct stream *stream)
{
	if (!frames_pending(stream))
		write_frame(stream, WSLAY_PING, "", 0);
}

void frames_send_close(struct stream *stream, enum close_code code)
{
	unsigned char bytes[2] = {(unsigned char)(code >> 8), (unsigned char)(code & 255)};
	write_frame(stream, WSLAY_CONNECTION_CLOSE, bytes, sizeof(bytes));
}

static void free_output(struct stream *stream)
{
	if (stream->output == NULL)
		return;
	buffer_free(stream->output);
	free(stream->output);
	stream->output = NULL;
}

void frames_flush(struct stream *stream)
{
	struct buffer *output = stream->output;
	if (output == NULL)
		return;
	ssize_t sent =
	    send(stream->descriptor.fd, output->bytes, output->length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent < 0) {
		if (errno != EAGAIN && errno != EINTR)
			frames_socket_failed(stream, "send");
		return;
	}
	if ((size_t)sent < output->length) {
		memmove(output->bytes, output->bytes + sent, output->length - (size_t)sent);
		output->length -= (size_t)sent;
		return;
	}
	free_output(stream);
	if (stream->phase == STREAM_CLOSING)
		shutdown(stream->descriptor.fd, SHUT_WR);
	else
		push_caught_up(stream);
}

/* --- Reading ---------------------------------------------------------------------- */

/* Clients show tokens. */
static void forget_received(struct received *received)
{
	explicit_bzero(received->bytes, received->length);
	received->at = 0;
	received->length = 0;
}

/* Reads what is there; false when there is nothing, or the stream has ended by it. */
static bool receive(struct stream *stream)
{
	struct received *received = &stream->loop->received;
	forget_received(received);
	ssize_t got = recv(stream->descriptor.fd, received->bytes, READ_BYTES, MSG_DONTWAIT);
	if (got > 0) {
		received->length = (size_t)got;
		stream->is_heard = true;
		/* Less than there was room for: what comes later is reported anew. */
		received->more_may_be |= got == READ_BYTES;
		return true;
	}
	received->more_may_be = false;
	if (got == 0)
		stream_end(stream);
	else if (errno != EAGAIN && errno != EINTR)
		frames_socket_failed(stream, "recv");
	return false;
}

static ssize_t library_receives(wslay_event_context_ptr context, uint8_t *bytes, size_t length,
				int flags, void *stream_)
{
	(void)flags;
	struct stream *stream = stream_;
	struct received *received = &stream->loop->received;
	if (stream->phase > STREAM_OPEN) { /* ended by the message before */
		wslay_event_set_error(context, WSLAY_ERR_CALLBACK_FAILURE);
		return -1;
	}
	if (received->at == received->length && !(received->more_may_be && receive(stream))) {
		wslay_event_set_error(context, stream->phase == STREAM_DEAD
						   ? WSLAY_ERR_CALLBACK_FAILURE
						   : WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	size_t rest = received->length - received->at;
	size_t given = rest < length ? rest : length;
	memcpy(bytes, received->bytes + received->at, given);
	received->at += given;
	stream->input->received += given;
	return (ssize_t)given;
}

/* The library's own frames: pongs, and the answer to a close. */
static ssize_t library_sends(wslay_event_context_ptr context, const uint8_t *bytes, size_t length,
			     int flags, void *stream_)
{
	(void)context;
	(void)flags;
	struct iovec part = {(void *)(uintptr_t)bytes, length};
	write_parts(stream_, &part, 1);
	return (ssize_t)length;
}

/* False when the stream talks too much.  Frames are counted, not messages: one
 * message in endless fragments would keep the loop from everybody else. */
static bool take_allowance(struct stream *stream)
{
	uint32_t now = (uint32_t)stream->loop->now;
	uint32_t gained = (now - stream->allowance_at) / FRAME_REFILL_MS;
	if (stream->allowance_at == 0 || gained + stream->allowance >= FRAMES_AT_ONCE) {
		stream->allowance = FRAMES_AT_ONCE;
		stream->allowance_at = now;
	} else {
		stream->allowance = (uint16_t)(stream->allowance + gained);
		stream->allowance_at += gained * FRAME_REFILL_MS;
	}
	if (stream->allowance == 0)
		return false;
	stream->allowance--;
	return true;
}

static void frame_begins(wslay_event_context_ptr context,
			 const struct wslay_event_on_frame_recv_start_arg *frame, void *stream_)
{
	(void)context;
	struct stream *stream = stream_;
	struct stream_input *input = stream->input;
	struct fault fault;
	size_t length = (size_t)frame->payload_length;
	size_t header = 2 + 4 + (length < 126 ? 0 : length < 65536 ? 2 : 8);
	input->frame = header + length;
	if (!wslay_is_ctrl_frame(frame->opcode)) {
		input->in_message = true;
		input->is_last = frame->fin;
	}
	if (frame->opcode == WSLAY_CONNECTION_CLOSE || stream->phase > STREAM_OPEN ||
	    take_allowance(stream))
		return;
	fault_set(&fault, FAULT_TOO_MANY_REQUESTS, "");
	stream_fail(stream, &fault);
}

static void frame_ends(wslay_event_context_ptr context, void *stream_)
{
	(void)context;
	struct stream_input *input = ((struct stream *)stream_)->input;
	input->ended += input->frame;
}

static void message_came(wslay_event_context_ptr context,
			 const struct wslay_event_on_msg_recv_arg *message, void *stream_)
{
	(void)context;
	struct stream *stream = stream_;
	if (wslay_is_ctrl_frame(message->opcode) || stream->phase > STREAM_OPEN)
		return;
	stream->input->in_message = false;
	atomic_fetch_add_explicit(&stream->loop->figures.frames_in, 1, memory_order_relaxed);
	const char *text = message->msg_length > 0 ? (const char *)message->msg : "";
	if (message->opcode == WSLAY_TEXT_FRAME)
		messages_take(stream, text, message->msg_length);
	else
		stream_close(stream, CLOSE_UNSUPPORTED);
}

static bool begin_input(struct stream *stream)
{
	static const struct wslay_event_callbacks callbacks = {
	    .recv_callback = library_receives,
	    .send_callback = library_sends,
	    .on_frame_recv_start_callback = frame_begins,
	    .on_frame_recv_end_callback = frame_ends,
	    .on_msg_recv_callback = message_came,
	};
	stream->input = memory_new(sizeof(*stream->input));
	if (wslay_event_context_server_init(&stream->input->context, &callbacks, stream) != 0) {
		free(stream->input);
		stream->input = NULL;
		return false;
	}
	wslay_event_config_set_max_recv_msg_length(stream->input->context, STREAM_MESSAGE_BYTES);
	return true;
}

static void end_input(struct stream *stream)
{
	if (stream->input == NULL)
		return;
	wslay_event_context_free(stream->input->context);
	free(stream->input);
	stream->input = NULL;
}

void frames_free(struct stream *stream)
{
	end_input(stream);
	free_output(stream);
}

void frames_read(struct stream *stream, bool is_ending)
{
	stream->loop->received.more_may_be = is_ending;
	if (!receive(stream))
		return;
	if (stream->input == NULL && !begin_input(stream)) {
		forget_received(&stream->loop->received);
		errno = ENOMEM;
		frames_socket_failed(stream, "wslay");
		return;
	}
	wslay_event_context_ptr context = stream->input->context;
	int received = wslay_event_recv(context);
	forget_received(&stream->loop->received);
	if (stream->phase > STREAM_OPEN)
		return; /* its memory goes when the round is over */
	if (wslay_event_want_write(context))
		wslay_event_send(context);
	if (received != 0 || !wslay_event_want_read(context)) {
		stream_end(stream);
		return;
	}
	if (stream->phase > STREAM_OPEN)
		return;
	if (!stream->input->in_message && stream->input->received == stream->input->ended)
		end_input(stream);
}
