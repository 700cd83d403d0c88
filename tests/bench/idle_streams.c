/*
 * Idle streams: what a visitor who only waits costs the server.
 *
 *	idle_streams PORT COUNT SERVER_PID [HOLD_SECONDS]
 *
 * Begins COUNT conversations, opens a stream for each, and compares the
 * server's memory before and after the streams.  Then posts messages into 500
 * of them, one after the other, and measures how long each takes to arrive on
 * its stream, all others being idle.  Prints one JSON line, and holds the
 * streams for so many seconds more, for measuring beside them.
 *
 * One process may hold as many descriptors as `ulimit -n` says; one address
 * has about 28,000 ports.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH      64
#define DELIVERIES 500
#define ROOM       65536

struct visitor {
	char id[40];
	char token[48];
	int stream;
};

static int port;
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

static int dial(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons((uint16_t)port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct timeval patience = {.tv_sec = 20};
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static void say(int fd, const char *text, size_t length)
{
	if (send(fd, text, length, MSG_NOSIGNAL) != (ssize_t)length)
		die("send");
}

/* Reads until `wanted` is in `room`. */
static void read_until(int fd, const char *wanted)
{
	size_t length = 0;
	do {
		ssize_t got = recv(fd, room + length, ROOM - 1 - length, 0);
		if (got <= 0) {
			fprintf(stderr, "waiting for %s, got %.*s\n", wanted, (int)length, room);
			die("recv");
		}
		length += (size_t)got;
		for (size_t i = 0; i < length; i++)
			if (room[i] == '\0')
				room[i] = ' '; /* lengths of frames */
		room[length] = '\0';
	} while (strstr(room, wanted) == NULL);
}

static void copy_member(const char *name, char *out, size_t size)
{
	char wanted[32];
	snprintf(wanted, sizeof(wanted), "\"%s\":\"", name);
	const char *at = strstr(room, wanted);
	if (at == NULL)
		die("no such member in the answer");
	at += strlen(wanted);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

static void post(int fd, const char *path, const char *token, const char *body)
{
	char text[2048];
	int length = snprintf(text, sizeof(text),
			      "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
			      "application/json\r\nAuthorization: Bearer %s\r\nContent-Length: "
			      "%zu\r\n\r\n%s",
			      path, token, strlen(body), body);
	say(fd, text, (size_t)length);
}

static void begin_conversations(struct visitor *visitors, int count)
{
	int connections[BATCH];
	for (int i = 0; i < BATCH; i++)
		connections[i] = dial();
	for (int done = 0; done < count; done += BATCH) {
		int now = count - done < BATCH ? count - done : BATCH;
		for (int i = 0; i < now; i++)
			post(connections[i], "/v1/conversations", "none", "{}");
		for (int i = 0; i < now; i++) {
			read_until(connections[i], "agents_online");
			copy_member("id", visitors[done + i].id, sizeof(visitors[0].id));
			copy_member("token", visitors[done + i].token, sizeof(visitors[0].token));
		}
	}
	for (int i = 0; i < BATCH; i++)
		close(connections[i]);
}

static void say_hello(const struct visitor *visitor)
{
	static const char handshake[] =
	    "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
	    "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
	    "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	char text[512];
	unsigned char frame[520] = {0x81, 0x80 | 126};
	say(visitor->stream, handshake, sizeof(handshake) - 1);
	read_until(visitor->stream, "\r\n\r\n");
	int length =
	    snprintf(text, sizeof(text),
		     "{\"type\":\"hello\",\"conversations\":[{\"id\":\"%s\",\"token\":\"%s\","
		     "\"after\":1}]}",
		     visitor->id, visitor->token);
	frame[2] = (unsigned char)(length >> 8);
	frame[3] = (unsigned char)length;
	memcpy(frame + 8, text, (size_t)length); /* masked with zeros */
	say(visitor->stream, (char *)frame, (size_t)length + 8);
	read_until(visitor->stream, "agents_online");
}

/* Anonymous memory of the server in bytes. */
static int64_t memory_of(const char *pid)
{
	char path[64];
	char line[256];
	long long kib = 0;
	snprintf(path, sizeof(path), "/proc/%s/status", pid);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		die(path);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "RssAnon:", 8) == 0)
			kib = strtoll(line + 8, NULL, 10);
	fclose(file);
	return kib * 1024;
}

static int by_value(const void *a_, const void *b_)
{
	int64_t a = *(const int64_t *)a_;
	int64_t b = *(const int64_t *)b_;
	return (a > b) - (a < b);
}

static void deliver(const struct visitor *visitors, int count, int64_t *times)
{
	int connection = dial();
	for (int i = 0; i < DELIVERIES; i++) {
		const struct visitor *visitor = &visitors[(int64_t)i * 7919 % count];
		char path[96];
		char body[96];
		snprintf(path, sizeof(path), "/v1/conversations/%s/messages", visitor->id);
		snprintf(body, sizeof(body), "{\"text\":\"hello\",\"key\":\"idle-streams-%06d\"}",
			 i);
		int64_t start = micros();
		post(connection, path, visitor->token, body);
		read_until(visitor->stream, "\"author\":\"visitor\"");
		times[i] = micros() - start;
		read_until(connection, "\"events\":");
	}
	qsort(times, DELIVERIES, sizeof(*times), by_value);
	close(connection);
}

int main(int argc, char **argv)
{
	if (argc != 4 && argc != 5) {
		fprintf(stderr, "idle_streams PORT COUNT SERVER_PID [HOLD_SECONDS]\n");
		return 2;
	}
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	port = atoi(argv[1]);
	int count = atoi(argv[2]);
	struct visitor *visitors = calloc((size_t)count, sizeof(*visitors));
	static int64_t times[DELIVERIES];
	begin_conversations(visitors, count);
	int64_t before = memory_of(argv[3]);
	int64_t start = micros();
	for (int i = 0; i < count; i++) {
		visitors[i].stream = dial();
		say_hello(&visitors[i]);
	}
	int64_t opened = micros() - start;
	int64_t after = memory_of(argv[3]);
	deliver(visitors, count, times);
	printf("{\"streams\":%d,\"bytes_per_stream\":%lld,\"opened_per_second\":%lld,"
	       "\"delivery_p50_ms\":%.2f,\"delivery_p99_ms\":%.2f}\n",
	       count, (long long)(after - before) / count, (long long)count * 1000000 / opened,
	       (double)times[DELIVERIES / 2] / 1000, (double)times[DELIVERIES * 99 / 100] / 1000);
	fflush(stdout);
	sleep(argc == 5 ? (unsigned)atoi(argv[4]) : 0);
	return 0;
}
