/*
 * Load: visitors who ask, over keep-alive HTTP, as fast as they are answered.
 *
 * Each client begins a conversation, posts distinct questions to it, and
 * begins another after some, or when the bot has handed this one over; a post counts when it came back as 201 with the
 * bot's reply in it, so what is counted is durable.  One thread, one epoll
 * loop.  Prints one JSON line: answers a second, and p50/p99 in milliseconds.
 *
 *	load PORT CLIENTS SECONDS QUESTIONS [PATH]
 *
 * With PATH it only gets that path (the raw rate to compare with).
 *
 * No question is asked twice, not by a later run either: how many of the file
 * were asked stands in QUESTIONS.asked, and when all were, that is an error.
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
#include <time.h>
#include <unistd.h>

#define MESSAGES_PER_CONVERSATION 20
#define ROOM                      65536

struct client {
	int socket;
	bool begins; /* the request under way begins a conversation */
	int messages;
	int64_t sent_at;
	size_t length;
	char id[64], token[64];
	char answer[ROOM];
};

static char **questions;
static size_t question_count, next_question;
static const char *raw_path;
static uint64_t next_key;
static int64_t *times;
static size_t time_count, time_room, failures;

static int64_t micros(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void read_questions(const char *path)
{
	char line[8192];
	FILE *file = fopen(path, "r");
	if (file == NULL)
		die(path);
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '\0' || strpbrk(line, "\"\\") != NULL)
			continue;
		questions = realloc(questions, (question_count + 1) * sizeof(*questions));
		questions[question_count++] = strdup(line);
	}
	fclose(file);
	if (question_count == 0)
		die("no questions");
}

/* Where the last run stopped; 0 for the first. */
static size_t asked_before(const char *path)
{
	char name[4200], line[32] = "0";
	snprintf(name, sizeof(name), "%s.asked", path);
	FILE *file = fopen(name, "r");
	if (file == NULL)
		return 0;
	if (fgets(line, sizeof(line), file) == NULL)
		line[0] = '\0';
	fclose(file);
	return strtoul(line, NULL, 10);
}

static void keep_asked(const char *path)
{
	char name[4200];
	snprintf(name, sizeof(name), "%s.asked", path);
	FILE *file = fopen(name, "w");
	if (file == NULL || fprintf(file, "%zu\n", next_question) < 0 || fclose(file) != 0)
		die(name);
}

static const char *next_new_question(void)
{
	if (next_question < question_count)
		return questions[next_question++];
	fprintf(stderr, "All %zu questions have been asked: make more (make_base.py).\n", question_count);
	exit(1);
}

static void send_all(struct client *client, const char *text, size_t length)
{
	/* Requests are small: a loopback socket takes them whole. */
	if (write(client->socket, text, length) != (ssize_t)length)
		die("write");
	client->sent_at = micros();
	client->length = 0;
}

static void send_request(struct client *client)
{
	char body[8400] = "{}", request[9600], authorization[128] = "", path[160];
	client->begins = client->messages % MESSAGES_PER_CONVERSATION == 0;
	if (raw_path != NULL) {
		int length = snprintf(request, sizeof(request),
				      "GET %s HTTP/1.1\r\nHost: bench\r\n\r\n", raw_path);
		send_all(client, request, (size_t)length);
		return;
	}
	if (client->begins) {
		snprintf(path, sizeof(path), "/v1/conversations");
	} else {
		const char *question = next_new_question();
		snprintf(path, sizeof(path), "/v1/conversations/%s/messages", client->id);
		snprintf(authorization, sizeof(authorization), "Authorization: Bearer %s\r\n",
			 client->token);
		snprintf(body, sizeof(body), "{\"text\":\"%s\",\"key\":\"bench-key-%016llx\"}",
			 question, (unsigned long long)next_key++);
	}
	int length = snprintf(request, sizeof(request),
			      "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
			      "%sContent-Length: %zu\r\n\r\n%s",
			      path, authorization, strlen(body), body);
	send_all(client, request, (size_t)length);
}

/* Copies the text value of "name" out of a JSON answer. */
static void pick(const char *json, const char *name, char *out, size_t size)
{
	char wanted[40];
	snprintf(wanted, sizeof(wanted), "\"%s\":\"", name);
	const char *at = strstr(json, wanted);
	if (at == NULL)
		die(json);
	at += strlen(wanted);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

static void keep_time(int64_t taken)
{
	if (time_count == time_room) {
		time_room = time_room ? time_room * 2 : 65536;
		times = realloc(times, time_room * sizeof(*times));
	}
	times[time_count++] = taken;
}

/* Length of a whole answer in the buffer, or 0. */
static size_t whole_answer(const struct client *client)
{
	const char *end = strstr(client->answer, "\r\n\r\n");
	if (end == NULL)
		return 0;
	const char *header = strcasestr(client->answer, "\r\ncontent-length:");
	size_t body = header != NULL && header < end ? strtoul(header + 17, NULL, 10) : 0;
	size_t total = (size_t)(end + 4 - client->answer) + body;
	return client->length >= total ? total : 0;
}

static void take_answer(struct client *client)
{
	int status = atoi(client->answer + 9);
	bool good = raw_path != NULL ? status == 200 : status == 201;
	if (!good && failures++ < 3)
		fprintf(stderr, "%.600s\n", client->answer);
	if (raw_path == NULL && client->begins) {
		pick(client->answer, "id", client->id, sizeof(client->id));
		pick(client->answer, "token", client->token, sizeof(client->token));
	} else if (good && (raw_path != NULL || strstr(client->answer, "\"author\":\"bot\"") != NULL)) {
		keep_time(micros() - client->sent_at);
	}
	client->messages++;
	if (!client->begins && strstr(client->answer, "\"type\":\"handoff\"") != NULL)
		client->messages = 0;
	send_request(client);
}

static void read_answer(struct client *client)
{
	ssize_t got = read(client->socket, client->answer + client->length,
			   ROOM - 1 - client->length);
	if (got <= 0)
		die("the server closed a connection");
	client->length += (size_t)got;
	client->answer[client->length] = '\0';
	if (whole_answer(client) != 0)
		take_answer(client);
}

static void connect_client(struct client *client, int port, int epoll)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int yes = 1;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	client->socket = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(client->socket, (struct sockaddr *)&address, sizeof(address)) != 0)
		die("connect");
	setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
	epoll_ctl(epoll, EPOLL_CTL_ADD, client->socket, &event);
	send_request(client);
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
	if (argc < 5) {
		fprintf(stderr, "usage: load PORT CLIENTS SECONDS QUESTIONS [PATH]\n");
		return 2;
	}
	int clients = atoi(argv[2]);
	double seconds = atof(argv[3]);
	read_questions(argv[4]);
	raw_path = argc > 5 ? argv[5] : NULL;
	next_question = asked_before(argv[4]);
	next_key = (uint64_t)micros() << 8;

	int epoll = epoll_create1(0);
	struct client *all = calloc((size_t)clients, sizeof(*all));
	for (int i = 0; i < clients; i++)
		connect_client(&all[i], atoi(argv[1]), epoll);
	int64_t started = micros(), end = started + (int64_t)(seconds * 1e6);
	while (micros() < end) {
		struct epoll_event ready[256];
		int count = epoll_wait(epoll, ready, 256, 100);
		for (int i = 0; i < count; i++)
			read_answer(ready[i].data.ptr);
	}
	double took = (double)(micros() - started) / 1e6;
	keep_asked(argv[4]);
	qsort(times, time_count, sizeof(*times), compare);
	printf("{\"clients\":%d,\"answers\":%zu,\"per_second\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"failures\":%zu}\n",
	       clients, time_count, (double)time_count / took,
	       time_count ? (double)times[time_count / 2] / 1e3 : 0,
	       time_count ? (double)times[time_count * 99 / 100] / 1e3 : 0, failures);
	return failures != 0;
}
