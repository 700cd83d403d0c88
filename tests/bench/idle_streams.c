/*
 * Idle streams: visitors who only wait, as the widget waits.
 *
 *	idle_streams PORT COUNT
 *
 * Does what standard input says, a line each, and prints one JSON line when
 * it is done:
 *
 *	open              begins COUNT conversations and opens a stream for each
 *	rest SECONDS      only pings, each after 55 s of silence or when the server said,
 *	                  and answers pings
 *	deliver RATE SECONDS
 *	                  so many messages a second, each of another visitor: the
 *	                  time from when it was due to its event on the stream
 *	return SECONDS    all streams end (the server is restarted by somebody
 *	                  else) and come back as the widget does: within a second
 *	                  at first, then after 1 to 2, 2 to 4, ... seconds
 *	vanish            half of them fall silent without a word: they no longer
 *	                  answer pings
 *
 * One thread, one epoll loop.  A process may hold as many descriptors as
 * `ulimit -n` says; one address has about 28,000 ports.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define POSTERS     32   /* connections for requests */
#define OPENING     256  /* streams on their way at a time, when they are opened first */
#define ROOM        65536
#define STEP_MICROS 1000 /* how exactly the clock is kept */
#define ASK_AFTER   55000000
#define LOOK_MICROS 20000 /* between two looks at who is to ask */

enum state { AWAY, CONNECTING, UPGRADING, GREETING, OPEN };

struct visitor {
	int fd;
	enum state state;
	bool is_silent;
	char id[40];
	char token[48];
	int failures;
	int64_t due;     /* when to come back; while open: when to ask whether anybody is there */
	int64_t silence; /* after which to ask */
	int64_t told_at; /* when the message was due that is on its way; 0: none */
};

struct poster {
	int fd;
	size_t length;
	int visitor; /* whose request this is */
	bool is_busy, begins;
	char request[1024]; /* kept until it is answered */
	char answer[ROOM];
};

/* What epoll tells of: a visitor's number, or a poster's after all visitors. */
static struct visitor *visitors;
static struct poster posters[POSTERS];
static int count, port, epoll;
static int open_count, on_the_way, begun, asked;
static long long tries, refused, pings, asks, delivered, failed;
static int64_t *times;
static size_t time_room;
static char room[ROOM];

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t micros(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int dial(uint32_t number)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons((uint16_t)port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
				    .data.u32 = number};
	if (fd < 0)
		die("socket");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 && errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
	return fd;
}

/* --- Streams ----------------------------------------------------------------- */

static void keep_time(int64_t taken)
{
	if ((size_t)delivered == time_room) {
		time_room = time_room ? time_room * 2 : 4096;
		times = realloc(times, time_room * sizeof(*times));
	}
	times[delivered++] = taken;
}

/* Whatever is heard puts the next question off: as far as the server says, if it does. */
static void heard(struct visitor *visitor, const char *text)
{
	static const char next[] = "\"pong\",\"next\":";
	const char *at = strstr(text, next);
	visitor->silence = at == NULL ? ASK_AFTER : 1000000 * atoll(at + sizeof(next) - 1);
	visitor->due = micros() + visitor->silence;
}

/* The widget's patience: see lost() and backoff() in its sources. */
static int64_t patience(struct visitor *visitor, bool was_open)
{
	double chance = (double)random() / RAND_MAX;
	visitor->failures++;
	if (was_open)
		return (int64_t)(1e6 * chance);
	double whole = visitor->failures > 5 ? 30e6 : 500e3 * (double)(1 << visitor->failures);
	return (int64_t)(whole / 2 + whole / 2 * chance);
}

static void lose(struct visitor *visitor)
{
	bool was_open = visitor->state == OPEN;
	if (visitor->state == AWAY)
		return;
	close(visitor->fd);
	refused += !was_open;
	open_count -= was_open;
	on_the_way -= !was_open;
	visitor->state = AWAY;
	visitor->due = micros() + patience(visitor, was_open);
}

static void come(int number)
{
	struct visitor *visitor = &visitors[number];
	tries++;
	on_the_way++;
	visitor->state = CONNECTING;
	visitor->fd = dial((uint32_t)number);
	if (visitor->fd < 0)
		lose(visitor);
}

static void say(struct visitor *visitor, const void *bytes, size_t length)
{
	if (send(visitor->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)length)
		lose(visitor);
}

static void upgrade(struct visitor *visitor)
{
	static const char handshake[] =
	    "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
	    "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
	    "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	visitor->state = UPGRADING;
	say(visitor, handshake, sizeof(handshake) - 1);
}

static void greet(struct visitor *visitor)
{
	unsigned char frame[520] = {0x81, 0x80 | 126};
	int length = snprintf((char *)frame + 8, sizeof(frame) - 8,
			      "{\"type\":\"hello\",\"conversations\":[{\"id\":\"%s\",\"token\":\"%s\","
			      "\"after\":1}]}",
			      visitor->id, visitor->token);
	frame[2] = (unsigned char)(length >> 8);
	frame[3] = (unsigned char)length;
	visitor->state = GREETING;
	say(visitor, frame, (size_t)length + 8); /* masked with zeros */
}

static void take_text(struct visitor *visitor, const char *text)
{
	if (visitor->state == GREETING && strstr(text, "\"type\":\"ready\"") != NULL) {
		visitor->state = OPEN;
		visitor->failures = 0;
		open_count++;
		on_the_way--;
		visitor->silence = ASK_AFTER;
		/* As if they had come at all times, and not all just now. */
		visitor->due = micros() + (int64_t)((double)ASK_AFTER * (double)random() / RAND_MAX);
	} else if (visitor->told_at != 0 && strstr(text, "\"author\":\"visitor\"") != NULL) {
		keep_time(micros() - visitor->told_at);
		visitor->told_at = 0;
	}
}

/* Bytes of the frame at `at`, or 0 when it isn't whole. */
static size_t whole_frame(const unsigned char *at, size_t left, size_t *head)
{
	if (left < 2)
		return 0;
	size_t length = at[1] & 127;
	*head = length == 126 ? 4 : 2;
	if (left < *head || length == 127)
		return 0;
	if (length == 126)
		length = (size_t)at[2] << 8 | at[3];
	return left >= *head + length ? *head + length : 0;
}

/* Frames are far smaller than a socket's buffer and come whole; the next
 * frame's first byte is put back after the text was ended for a look. */
static void take_frames(struct visitor *visitor, size_t length)
{
	static const unsigned char pong[6] = {0x8a, 0x80};
	size_t head;
	size_t size;
	unsigned char *at = (unsigned char *)room;
	for (size_t left = length; visitor->state != AWAY && left > 0; at += size, left -= size) {
		size = whole_frame(at, left, &head);
		if (size == 0)
			die("a frame in pieces");
		unsigned char next = at[size];
		at[size] = '\0';
		switch (at[0] & 15) {
		case 1:
			if (visitor->state == OPEN)
				heard(visitor, (char *)at + head);
			take_text(visitor, (char *)at + head);
			break;
		case 8:
			lose(visitor);
			break;
		case 9:
			pings++;
			say(visitor, pong, sizeof(pong));
			break;
		}
		at[size] = next;
	}
}

static void visitor_ready(struct visitor *visitor, uint32_t events)
{
	if (visitor->state == AWAY || visitor->is_silent)
		return;
	if (visitor->state == CONNECTING && !(events & (EPOLLERR | EPOLLHUP)) && (events & EPOLLOUT))
		upgrade(visitor);
	for (;;) {
		ssize_t got = visitor->state == AWAY
				  ? -1
				  : recv(visitor->fd, room, ROOM - 1, MSG_DONTWAIT);
		if (got < 0 && (errno == EAGAIN || visitor->state == AWAY))
			return;
		if (got <= 0) {
			lose(visitor);
			return;
		}
		room[got] = '\0';
		if (visitor->state == UPGRADING && strncmp(room, "HTTP/1.1 101", 12) == 0)
			greet(visitor);
		else if (visitor->state == UPGRADING)
			lose(visitor);
		else
			take_frames(visitor, (size_t)got);
	}
}

/* --- Requests ------------------------------------------------------------------ */

static void copy_member(const char *text, const char *name, char *out, size_t size)
{
	char wanted[32];
	snprintf(wanted, sizeof(wanted), "\"%s\":\"", name);
	const char *at = strstr(text, wanted);
	if (at == NULL)
		die("no such member in the answer");
	at += strlen(wanted);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

static void send_request(struct poster *poster)
{
	size_t length = strlen(poster->request);
	poster->length = 0;
	if (send(poster->fd, poster->request, length, MSG_NOSIGNAL) != (ssize_t)length)
		die("send");
}

static void post(struct poster *poster, int number, bool begins, const char *path, const char *body)
{
	snprintf(poster->request, sizeof(poster->request),
		 "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
		 "Authorization: Bearer %s\r\nContent-Length: %zu\r\n\r\n%s",
		 path, begins ? "none" : visitors[number].token, strlen(body), body);
	poster->visitor = number;
	poster->begins = begins;
	poster->is_busy = true;
	send_request(poster);
}

/* A connection that nobody used for long is closed by the server.  A request that met with
 * that is sent once more, as browsers do; its key keeps it from being taken twice. */
static void poster_closed(struct poster *poster)
{
	close(poster->fd);
	poster->fd = -1;
	if (!poster->is_busy)
		return;
	poster->fd = dial((uint32_t)(count + (poster - posters)));
	if (poster->fd < 0)
		die("connect");
	send_request(poster);
}

static void ask(struct poster *poster, int64_t due)
{
	char path[96];
	char body[128];
	int number = (int)((int64_t)asked * 7919 % count);
	struct visitor *visitor = &visitors[number];
	asked++;
	if (visitor->state != OPEN || visitor->told_at != 0) {
		failed++;
		return;
	}
	visitor->told_at = due;
	snprintf(path, sizeof(path), "/v1/conversations/%s/messages", visitor->id);
	snprintf(body, sizeof(body), "{\"text\":\"what about %d then\",\"key\":\"idle-streams-%06d\"}",
		 asked, asked);
	post(poster, number, false, path, body);
}

static void poster_ready(struct poster *poster)
{
	ssize_t got;
	while ((got = recv(poster->fd, poster->answer + poster->length,
			   ROOM - 1 - poster->length, MSG_DONTWAIT)) > 0)
		poster->length += (size_t)got;
	if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		poster_closed(poster);
		return;
	}
	poster->answer[poster->length] = '\0';
	const char *end = strstr(poster->answer, "\r\n\r\n");
	const char *header = strcasestr(poster->answer, "\r\ncontent-length:");
	if (!poster->is_busy || end == NULL || header == NULL ||
	    (size_t)(end + 4 - poster->answer) + strtoul(header + 17, NULL, 10) > poster->length)
		return;
	poster->is_busy = false;
	if (strncmp(poster->answer, "HTTP/1.1 201", 12) != 0) {
		failed++;
		fprintf(stderr, "%.400s\n", poster->answer);
		if (poster->begins)
			die("no conversation");
	} else if (poster->begins) {
		struct visitor *visitor = &visitors[poster->visitor];
		copy_member(end, "id", visitor->id, sizeof(visitor->id));
		copy_member(end, "token", visitor->token, sizeof(visitor->token));
	}
}

static struct poster *free_poster(void)
{
	for (int i = 0; i < POSTERS; i++) {
		if (posters[i].fd < 0 || posters[i].is_busy)
			continue;
		return &posters[i];
	}
	return NULL;
}

static void connect_posters(void)
{
	for (int i = 0; i < POSTERS; i++) {
		if (posters[i].fd >= 0)
			close(posters[i].fd);
		posters[i].fd = dial((uint32_t)(count + i));
		posters[i].is_busy = false;
		if (posters[i].fd < 0)
			die("connect");
	}
}

/* The widget's own question after a long silence. */
static void ask_who_is_there(void)
{
	static const unsigned char ping[] = "\x81\x8f\0\0\0\0{\"type\":\"ping\"}";
	static int64_t looked_at;
	int64_t now = micros();
	if (now - looked_at < LOOK_MICROS)
		return;
	looked_at = now;
	for (int i = 0; i < count; i++) {
		if (visitors[i].state != OPEN || visitors[i].is_silent || visitors[i].due > now)
			continue;
		asks++;
		visitors[i].due = now + visitors[i].silence;
		say(&visitors[i], ping, sizeof(ping) - 1);
	}
}

/* --- Commands -------------------------------------------------------------------- */

static void turn(int milliseconds)
{
	struct epoll_event events[512];
	ask_who_is_there();
	int ready = epoll_wait(epoll, events, 512, milliseconds);
	for (int i = 0; i < ready; i++) {
		uint32_t number = events[i].data.u32;
		if (number < (uint32_t)count)
			visitor_ready(&visitors[number], events[i].events);
		else
			poster_ready(&posters[number - (uint32_t)count]);
	}
}

static bool is_asking(void)
{
	for (int i = 0; i < POSTERS; i++)
		if (posters[i].is_busy)
			return true;
	return false;
}

static void begin_all(void)
{
	connect_posters();
	turn(100);
	while (begun < count || is_asking()) {
		struct poster *poster;
		while (begun < count && (poster = free_poster()) != NULL)
			post(poster, begun++, true, "/v1/conversations", "{}");
		turn(10);
	}
}

static void open_all(void)
{
	begin_all();
	printf("{\"begun\":%d}\n", count);
	fflush(stdout);
	int64_t started = micros();
	int next = 0;
	while (open_count < count) {
		while (next < count && on_the_way < OPENING)
			come(next++);
		turn(10);
	}
	printf("{\"streams\":%d,\"opened_per_second\":%.0f,\"refused\":%lld}\n", count,
	       count * 1e6 / (double)(micros() - started), refused);
}

static void rest(double seconds)
{
	int64_t until = micros() + (int64_t)(seconds * 1e6);
	pings = asks = 0;
	while (micros() < until)
		turn(20);
	printf("{\"streams\":%d,\"pings\":%lld,\"asks\":%lld}\n", open_count, pings, asks);
}

static void deliver(double rate, double seconds)
{
	connect_posters();
	turn(50);
	int64_t started = micros();
	int64_t until = started + (int64_t)(seconds * 1e6);
	int64_t sent = 0;
	int64_t wanted = (int64_t)(rate * seconds);
	delivered = failed = 0;
	while (micros() < until + 2000000 && (sent < wanted || is_asking() || delivered + failed < sent)) {
		int64_t now = micros();
		int64_t due;
		struct poster *poster;
		while (sent < wanted && (due = started + (int64_t)((double)sent * 1e6 / rate)) <= now &&
		       (poster = free_poster()) != NULL) {
			ask(poster, due);
			sent++;
		}
		turn(sent < wanted ? STEP_MICROS / 1000 : 10);
	}
	printf("{\"streams\":%d,\"sent\":%lld,\"failed\":%lld,\"times_ms\":[", open_count, (long long)sent, failed);
	for (long long i = 0; i < delivered; i++)
		printf("%s%.2f", i ? "," : "", (double)times[i] / 1e3);
	printf("]}\n");
}

/* From when the first stream was lost until all are back. */
static void return_all(double seconds)
{
	int64_t until = micros() + (int64_t)(seconds * 1e6);
	int64_t lost_at = 0;
	int64_t first_back_at = 0;
	int least = open_count;
	tries = refused = 0;
	while (micros() < until && (lost_at == 0 || open_count < count)) {
		int64_t now = micros();
		for (int i = 0; i < count; i++)
			if (visitors[i].state == AWAY && visitors[i].due <= now)
				come(i);
		turn(5);
		if (lost_at == 0 && open_count < count)
			lost_at = micros();
		if (open_count < least)
			least = open_count;
		if (first_back_at == 0 && least == 0 && open_count > 0)
			first_back_at = micros();
	}
	int64_t end = micros();
	printf("{\"streams\":%d,\"least\":%d,\"seconds\":%.2f,\"since_first_back\":%.2f,\"tries\":%lld,"
	       "\"refused\":%lld}\n",
	       open_count, least, (double)(end - lost_at) / 1e6, (double)(end - first_back_at) / 1e6,
	       tries, refused);
}

static void vanish(void)
{
	int silent = 0;
	for (int i = 0; i < count; i += 2) {
		visitors[i].is_silent = true;
		silent++;
	}
	printf("{\"vanished\":%d}\n", silent);
}

static void obey(const char *line)
{
	double first;
	double second;
	if (strncmp(line, "open", 4) == 0)
		open_all();
	else if (sscanf(line, "rest %lf", &first) == 1)
		rest(first);
	else if (sscanf(line, "deliver %lf %lf", &first, &second) == 2)
		deliver(first, second);
	else if (sscanf(line, "return %lf", &first) == 1)
		return_all(first);
	else if (strncmp(line, "vanish", 6) == 0)
		vanish();
	else
		die(line);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	char line[128];
	if (argc != 3) {
		fprintf(stderr, "idle_streams PORT COUNT\n");
		return 2;
	}
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	port = atoi(argv[1]);
	count = atoi(argv[2]);
	visitors = calloc((size_t)count, sizeof(*visitors));
	epoll = epoll_create1(0);
	srandom((unsigned)port);
	for (int i = 0; i < POSTERS; i++)
		posters[i].fd = -1;
	while (fgets(line, sizeof(line), stdin) != NULL)
		obey(line);
	return 0;
}
