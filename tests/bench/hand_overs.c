/*
 * Hand-overs: from a visitor's request for a person to the alert on an
 * agent's desk, and from an agent's reply to the visitor, under load.
 *
 *	hand_overs PORT AGENTS PER_MINUTE SECONDS HOLD_MS REPLIES_PER_SECOND
 *
 * AGENTS is a file with a line for each signed-in agent: cookie, CSRF token,
 * and a shown name that is the line's number.  Each has a desk that behaves
 * as the real one: a stream, and a reading of /v1/queue 30 ms after it was told
 * to look for its own sake, up to 280 ms after it was for everybody's.  Visitors ask for a person at an even pace; whoever gets one
 * opens it and closes it after HOLD_MS.  Then each agent keeps a conversation
 * and writes in it at an even pace, as many replies as were asked for in all;
 * one whose turn comes before the last was answered is left out, and counted.
 *
 * Prints one JSON line.  hand_overs.py sets the stage and looks at the log.
 * One thread; it shares the machine with the server.
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

#define AGENTS_MOST   500
#define VISITORS      64 /* connections of visitors */
#define LOOK_PAUSE_US  30000
#define LOOK_SPREAD_US 250000
#define ROOM          (1 << 20)
#define TIMES_MOST    2000000
#define DUE_MOST      20000

struct times {
	int64_t *all;
	size_t count;
};

/* A connection, plain HTTP or a stream. */
struct link {
	int fd;
	bool is_stream, is_busy, is_lost;
	char *in;
	size_t have;
	int agent; /* -1: a visitor's */
};

struct agent {
	char cookie[128], csrf[80];
	struct link desk, reads, acts;
	int64_t looked_at;  /* told to look, and not yet read; 0: not */
	int64_t read_at;    /* when it will */
	int64_t reading_of; /* when the look came that is being read for */
	int conversation;   /* in the second part */
};

enum stage { ASKED_FOR_NOTHING, ASKED, ALERTED };
struct conversation {
	char id[48], token[64];
	int64_t sent_at;
	enum stage stage;
	struct link stream;
};

/* What an agent does later: 's' opens it, 'c' closes it. */
struct due {
	int64_t at;
	int agent, conversation;
	char what;
};

static int port, epoll, agent_count, conversation_count;
static struct agent agents[AGENTS_MOST];
static struct link visitors[VISITORS];
static struct conversation *conversations;
static struct due dues[DUE_MOST];
static int due_count, asked, alerted, answered, failures, late;
static int64_t hold_us;
static struct times looks, shows, replies;

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

static void keep(struct times *times, int64_t taken)
{
	if (times->all == NULL)
		times->all = malloc(TIMES_MOST * sizeof(*times->all));
	if (times->count < TIMES_MOST)
		times->all[times->count++] = taken;
}

/* --- Connections ------------------------------------------------------------------------ */

static void dial(struct link *link, int agent)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons((uint16_t)port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char *in = link->in == NULL ? malloc(ROOM) : link->in;
	*link = (struct link){.fd = socket(AF_INET, SOCK_STREAM, 0), .in = in, .agent = agent};
	if (connect(link->fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die("connect");
	setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

static void listen_to(struct link *link)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = link};
	epoll_ctl(epoll, EPOLL_CTL_ADD, link->fd, &event);
}

static void say(struct link *link, const char *text, size_t length)
{
	/* Requests are small: a loopback socket takes them whole. */
	if (write(link->fd, text, length) != (ssize_t)length)
		die("write");
}

static void request(struct link *link, const char *method, const char *path, const char *token,
		    const char *body)
{
	char head[512], text[2048];
	const struct agent *agent = link->agent < 0 ? NULL : &agents[link->agent];
	if (agent != NULL)
		snprintf(head, sizeof(head), "Cookie: %s\r\nX-CSRF-Token: %s\r\n", agent->cookie,
			 agent->csrf);
	else
		snprintf(head, sizeof(head), "Authorization: Bearer %s\r\n", token);
	int length = snprintf(text, sizeof(text),
			      "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sContent-Type: "
			      "application/json\r\nContent-Length: %zu\r\n\r\n%s",
			      method, path, port, head, strlen(body), body);
	if (link->is_lost) {
		dial(link, link->agent);
		listen_to(link);
	}
	link->is_busy = true;
	say(link, text, (size_t)length);
}

/* The whole answer once it is there, NUL-terminated, else NULL. */
static char *take_answer(struct link *link)
{
	link->in[link->have] = '\0';
	char *end = strstr(link->in, "\r\n\r\n");
	if (end == NULL)
		return NULL;
	char *header = strcasestr(link->in, "\r\ncontent-length:");
	size_t body = header != NULL && header < end ? strtoul(header + 17, NULL, 10) : 0;
	if (link->have < (size_t)(end + 4 - link->in) + body)
		return NULL;
	link->have = 0;
	link->is_busy = false;
	return link->in;
}

static void receive(struct link *link)
{
	ssize_t got = read(link->fd, link->in + link->have, ROOM - 1 - link->have);
	if (got <= 0 && (link->is_stream || link->is_busy))
		die("the server closed a connection");
	/* One that nobody used for a while. */
	if (got <= 0) {
		close(link->fd);
		link->is_lost = true;
		return;
	}
	link->have += (size_t)got;
}

static char *ask(struct link *link, const char *method, const char *path, const char *token,
		 const char *body)
{
	char *answer;
	request(link, method, path, token, body);
	do
		receive(link);
	while ((answer = take_answer(link)) == NULL);
	return answer;
}

static void copy_member(const char *json, const char *name, char *out, size_t size)
{
	char wanted[40];
	snprintf(wanted, sizeof(wanted), "\"%s\":\"", name);
	const char *at = strstr(json, wanted);
	if (at == NULL) {
		fprintf(stderr, "%.400s\n", json);
		exit(1);
	}
	at += strlen(wanted);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

static void open_stream(struct link *link, const char *headers, const char *hello)
{
	char text[1024];
	unsigned char frame[600] = {0x81};
	size_t length = strlen(hello);
	size_t head = length < 126 ? 6 : 8; /* a mask of zeros included */
	int size = snprintf(text, sizeof(text),
			    "GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
			    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n%s"
			    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", port, headers);
	link->is_stream = true;
	say(link, text, (size_t)size);
	frame[1] = 0x80 | (unsigned char)(length < 126 ? length : 126);
	if (length >= 126) {
		frame[2] = (unsigned char)(length >> 8);
		frame[3] = (unsigned char)length;
	}
	memcpy(frame + head, hello, length);
	say(link, (const char *)frame, length + head);
	/* What follows "ready" in the same reading is old news. */
	while (link->have < 5 || memmem(link->in, link->have, "ready", 5) == NULL)
		receive(link);
	link->have = 0;
}

/* --- The stage --------------------------------------------------------------------------- */

static void read_agents(const char *path)
{
	FILE *file = fopen(path, "r");
	if (file == NULL)
		die(path);
	while (agent_count < AGENTS_MOST &&
	       fscanf(file, "%127s %79s", agents[agent_count].cookie, agents[agent_count].csrf) == 2)
		agent_count++;
	fclose(file);
}

static void open_desks(void)
{
	char headers[300];
	for (int i = 0; i < agent_count; i++) {
		struct agent *agent = &agents[i];
		dial(&agent->desk, i);
		dial(&agent->reads, i);
		dial(&agent->acts, i);
		snprintf(headers, sizeof(headers), "Cookie: %s\r\nOrigin: http://127.0.0.1:%d\r\n",
			 agent->cookie, port);
		open_stream(&agent->desk, headers, "{\"type\":\"hello\",\"staff\":true}");
		ask(&agent->acts, "PUT", "/v1/me/presence", NULL, "{\"presence\":\"online\"}");
		listen_to(&agent->desk);
		listen_to(&agent->reads);
		listen_to(&agent->acts);
	}
}

static void begin_conversation(struct conversation *conversation)
{
	char *answer = ask(&visitors[0], "POST", "/v1/conversations", "none", "{}");
	copy_member(answer, "id", conversation->id, sizeof(conversation->id));
	copy_member(answer, "token", conversation->token, sizeof(conversation->token));
}

/* --- The first part: hand-overs ------------------------------------------------------------ */

static void plan(int64_t at, int agent, int conversation, char what)
{
	if (due_count == DUE_MOST)
		die("too much to do");
	dues[due_count++] = (struct due){at, agent, conversation, what};
}

static void do_due(int64_t now)
{
	for (int i = 0; i < due_count; i++) {
		struct due due = dues[i];
		struct link *link = &agents[due.agent].acts;
		char path[120];
		if (due.at > now || link->is_busy)
			continue;
		snprintf(path, sizeof(path), "/v1/conversations/%s/%s",
			 conversations[due.conversation].id, due.what == 's' ? "seen" : "close");
		request(link, "POST", path, NULL, due.what == 's' ? "{\"seq\":1}" : "{}");
		answered += due.what == 'c';
		dues[i--] = dues[--due_count];
	}
}

static void ask_for_person(int number, int64_t now)
{
	char path[120];
	for (int i = 0; i < VISITORS; i++) {
		if (visitors[i].is_busy)
			continue;
		snprintf(path, sizeof(path), "/v1/conversations/%s/handoff",
			 conversations[number].id);
		conversations[number].sent_at = now;
		conversations[number].stage = ASKED;
		request(&visitors[i], "POST", path, conversations[number].token, "{}");
		return;
	}
	die("no visitor's connection is free");
}

/* A desk has read the queue: whatever is new among its own is an alert. */
static void read_queue(struct agent *agent, char *answer, int64_t now)
{
	char *mine = strstr(answer, "\"mine\":[");
	char *end = mine == NULL ? NULL : strstr(mine, "\"agents\":[");
	if (end == NULL) {
		failures++;
		return;
	}
	*end = '\0';
	for (int i = 0; i < asked; i++) {
		struct conversation *conversation = &conversations[i];
		if (conversation->stage != ASKED || strstr(mine, conversation->id) == NULL)
			continue;
		conversation->stage = ALERTED;
		alerted++;
		keep(&looks, agent->reading_of - conversation->sent_at);
		keep(&shows, now - conversation->sent_at);
		plan(now, (int)(agent - agents), i, 's');
		plan(now + hold_us, (int)(agent - agents), i, 'c');
	}
}

static void read_when_due(int64_t now)
{
	for (int i = 0; i < agent_count; i++) {
		struct agent *agent = &agents[i];
		if (agent->looked_at == 0 || now < agent->read_at || agent->reads.is_busy)
			continue;
		agent->reading_of = agent->looked_at;
		agent->looked_at = 0;
		request(&agent->reads, "GET", "/v1/queue", NULL, "");
	}
}

/* --- The second part: replies ------------------------------------------------------------------ */

static void heard(struct link *link, int64_t now)
{
	static const char mark[] = "sent at ";
	char *at = link->in;
	char *end = link->in + link->have;
	while ((at = memmem(at, (size_t)(end - at), mark, sizeof(mark) - 1)) != NULL) {
		at += sizeof(mark) - 1;
		keep(&replies, now - strtoll(at, NULL, 10));
	}
	link->have = 0;
}

static void told_to_look(struct link *link, int64_t now)
{
	static const char mine[] = "\"what\":\"me\"";
	struct agent *agent = &agents[link->agent];
	bool is_own = memmem(link->in, link->have, mine, sizeof(mine) - 1) != NULL;
	int64_t at = now + LOOK_PAUSE_US + (is_own ? 0 : random() % LOOK_SPREAD_US);
	if (agent->looked_at == 0 || at < agent->read_at)
		agent->read_at = at;
	if (agent->looked_at == 0)
		agent->looked_at = now;
	link->have = 0;
}

static void take(struct link *link)
{
	receive(link);
	int64_t now = micros();
	if (link->is_stream && link->agent < 0) {
		heard(link, now);
	} else if (link->is_stream) {
		told_to_look(link, now);
	} else {
		char *answer = link->is_lost ? NULL : take_answer(link);
		if (answer == NULL)
			return;
		if (atoi(answer + 9) >= 300 && failures++ < 5)
			fprintf(stderr, "%.500s\n", answer);
		if (link->agent >= 0 && link == &agents[link->agent].reads)
			read_queue(&agents[link->agent], answer, now);
	}
}

static void turn(int milliseconds)
{
	struct epoll_event ready[256];
	int count = epoll_wait(epoll, ready, 256, milliseconds);
	for (int i = 0; i < count; i++)
		take(ready[i].data.ptr);
}

static void play_hand_overs(double per_minute, int seconds)
{
	int64_t pace = (int64_t)(60e6 / per_minute);
	int64_t began = micros();
	int64_t patience = began + (int64_t)seconds * 1000000 + hold_us + 30000000;
	while (answered < conversation_count && micros() < patience) {
		int64_t now = micros();
		while (asked < conversation_count && began + asked * pace <= now) {
			ask_for_person(asked, now);
			asked++;
		}
		do_due(now);
		read_when_due(now);
		turn(1);
	}
}

static void prepare_talk(int number)
{
	char path[120], hello[300];
	struct conversation *conversation = &conversations[number];
	begin_conversation(conversation);
	snprintf(path, sizeof(path), "/v1/conversations/%s/handoff", conversation->id);
	ask(&visitors[0], "POST", path, conversation->token, "{}");
	snprintf(path, sizeof(path), "/v1/conversations/%s", conversation->id);
	char *answer = ask(&visitors[0], "GET", path, conversation->token, "");
	char *name = strstr(answer, "\"agent\":{\"name\":\"");
	if (name == NULL)
		die("nobody took it");
	agents[atoi(name + 17)].conversation = number;
	dial(&conversation->stream, -1);
	snprintf(hello, sizeof(hello),
		 "{\"type\":\"hello\",\"conversations\":[{\"id\":\"%s\",\"token\":\"%s\"}]}",
		 conversation->id, conversation->token);
	open_stream(&conversation->stream, "", hello);
}

static void reply(struct agent *agent, int64_t number)
{
	char path[120], body[200];
	snprintf(path, sizeof(path), "/v1/conversations/%s/messages",
		 conversations[agent->conversation].id);
	snprintf(body, sizeof(body), "{\"text\":\"sent at %lld\",\"key\":\"bench-reply-%012lld\"}",
		 (long long)micros(), (long long)number);
	request(&agent->acts, "POST", path, NULL, body);
}

static int64_t play_replies(int per_second, int seconds)
{
	int64_t began = micros();
	int64_t sent = 0;
	int64_t end = began + (int64_t)seconds * 1000000;
	for (int i = 0; i < agent_count; i++)
		listen_to(&conversations[i].stream);
	for (int64_t now = began; now < end; now = micros()) {
		while (sent + late < (now - began) * per_second / 1000000) {
			struct agent *agent = &agents[(sent + late) % agent_count];
			if (agent->conversation < 0 || agent->acts.is_busy) {
				late++;
				continue;
			}
			reply(agent, sent++);
		}
		read_when_due(now);
		turn(1);
	}
	for (int i = 0; i < 300; i++)
		turn(1);
	return sent;
}

/* --- Telling ---------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

static void print_times(const char *name, struct times *times)
{
	qsort(times->all, times->count, sizeof(int64_t), compare);
	double p50 = times->count ? (double)times->all[times->count / 2] / 1e3 : 0;
	double p99 = times->count ? (double)times->all[times->count * 99 / 100] / 1e3 : 0;
	double most = times->count ? (double)times->all[times->count - 1] / 1e3 : 0;
	printf("\"%s\":{\"count\":%zu,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"most_ms\":%.2f},", name,
	       times->count, p50, p99, most);
}

int main(int argc, char **argv)
{
	if (argc < 7) {
		fprintf(stderr, "usage: hand_overs PORT AGENTS PER_MINUTE SECONDS HOLD_MS "
				"REPLIES_PER_SECOND\n");
		return 2;
	}
	port = atoi(argv[1]);
	double per_minute = atof(argv[3]);
	int seconds = atoi(argv[4]);
	hold_us = (int64_t)atoi(argv[5]) * 1000;
	conversation_count = (int)(per_minute * seconds / 60);
	epoll = epoll_create1(0);
	read_agents(argv[2]);
	conversations = calloc((size_t)conversation_count + AGENTS_MOST, sizeof(*conversations));
	for (int i = 0; i < VISITORS; i++)
		dial(&visitors[i], -1);
	for (int i = 0; i < conversation_count; i++)
		begin_conversation(&conversations[i]);
	for (int i = 0; i < VISITORS; i++)
		listen_to(&visitors[i]);
	open_desks();
	play_hand_overs(per_minute, seconds);
	int first = alerted;
	for (int i = 0; i < agent_count; i++)
		agents[i].conversation = -1;
	for (int i = 0; i < agent_count; i++)
		prepare_talk(i);
	int64_t sent = play_replies(atoi(argv[6]), seconds);
	printf("{\"asked\":%d,\"alerted\":%d,\"closed\":%d,", asked, first, answered);
	print_times("told_to_look", &looks);
	print_times("alert_shown", &shows);
	print_times("reply_to_visitor", &replies);
	printf("\"replies_sent\":%lld,\"replies_left_out\":%d,\"failures\":%d}\n", (long long)sent, late,
	       failures);
	return failures != 0;
}
