/* What goes out leads outside: a name is looked at each time it is connected
 * to, whatever it was when it was set up.  Here names are resolved as the test
 * says, and somebody listens inside. */
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/outgoing.h"

/* --- Names -------------------------------------------------------------------------------- */

/* What every name is now, one address after the other; and how often it was asked. */
static const char *const *addresses;
static int asked;

static struct addrinfo *answer_of(const char *address, const char *port)
{
	struct addrinfo *info = calloc(1, sizeof(*info) + sizeof(struct sockaddr_in6));
	struct sockaddr_in *four = (struct sockaddr_in *)(info + 1);
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)(info + 1);
	in_port_t number = htons((uint16_t)(port == NULL ? 0 : atoi(port)));
	bool is_six = strchr(address, ':') != NULL;
	info->ai_family = is_six ? AF_INET6 : AF_INET;
	info->ai_socktype = SOCK_STREAM;
	info->ai_addrlen = is_six ? sizeof(*six) : sizeof(*four);
	info->ai_addr = (struct sockaddr *)(info + 1);
	info->ai_addr->sa_family = (sa_family_t)info->ai_family;
	if (is_six) {
		six->sin6_port = number;
		assert_int_equal(inet_pton(AF_INET6, address, &six->sin6_addr), 1);
	} else {
		four->sin_port = number;
		assert_int_equal(inet_pton(AF_INET, address, &four->sin_addr), 1);
	}
	return info;
}

/* The system's, for everybody in this program, the library that sends as well. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
		struct addrinfo **out)
{
	(void)node;
	(void)hints;
	struct addrinfo **last = out;
	__atomic_add_fetch(&asked, 1, __ATOMIC_SEQ_CST);
	for (const char *const *each = addresses; *each != NULL; each++) {
		*last = answer_of(*each, service);
		last = &(*last)->ai_next;
	}
	return 0;
}

void freeaddrinfo(struct addrinfo *info)
{
	while (info != NULL) {
		struct addrinfo *next = info->ai_next;
		free(info);
		info = next;
	}
}

/* --- Somebody inside ------------------------------------------------------------------------ */

static int listen_inside(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, 5), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	*port = ntohs(address.sin_port);
	return listener;
}

static void keep(void *context, const struct outgoing_answer *answer)
{
	*(struct outgoing_answer *)context = *answer;
}

static struct outgoing_answer post(struct outgoing *outgoing, const char *url)
{
	struct outgoing_answer answer = {.status = -1};
	struct outgoing_post post = {.url = url, .body = "{}", .length = 2};
	outgoing_post(outgoing, &post, keep, &answer);
	for (int i = 0; i < 100 && answer.status == -1; i++)
		outgoing_run(outgoing, 200);
	assert_int_not_equal(answer.status, -1);
	return answer;
}

static void refuses(const struct outside_allowed *allowed, const char *const *now, int listener,
		    int port)
{
	struct arena *arena = arena_new();
	struct fault fault;
	const char *url = arena_format(arena, "https://hooks.example.com:%d/x", port);
	must(outgoing_check_url(allowed, url, "url", &fault), &fault); /* its text tells nothing */
	addresses = now;
	asked = 0;
	struct outgoing *outgoing = outgoing_new(allowed, NULL);
	struct outgoing_answer answer = post(outgoing, url);
	assert_true(asked > 0);
	assert_false(answer.arrived);
	assert_int_equal(answer.reason.code, FAULT_SEND_INSIDE);
	assert_int_equal(accept(listener, NULL, NULL), -1);
	outgoing_free(&outgoing);
	arena_free(&arena);
}

static void a_name_that_leads_inside_when_it_is_connected_to_is_refused(void **state)
{
	(void)state;
	static const char *const ways[][4] = {
	    {"127.0.0.1"},
	    {"::ffff:127.0.0.1", "127.0.0.1"},
	    {"169.254.169.254", "10.0.0.1", "127.0.0.1"},
	    {"::1", "fe80::1", "127.0.0.1"},
	};
	struct outside_allowed none = {.hosts = " ", .ranges = ""};
	int port, listener = listen_inside(&port);
	for (size_t at = 0; at < sizeof(ways) / sizeof(*ways); at++)
		refuses(&none, ways[at], listener, port);
	close(listener);
}

/* With the range allowed the very same way leads there: it is the look at the
 * address that refuses. */
static void an_address_that_is_allowed_is_connected_to(void **state)
{
	(void)state;
	static const char *const inside[] = {"127.0.0.1", NULL};
	struct arena *arena = arena_new();
	struct outside_allowed allowed;
	struct fault fault = {0};
	int port, listener = listen_inside(&port), came = -1;
	must(outside_read("127.0.0.0/8", arena, &allowed, &fault), &fault);
	addresses = inside;
	struct outgoing *outgoing = outgoing_new(&allowed, NULL);
	struct outgoing_answer answer = {.status = -1};
	struct outgoing_post post = {
	    .url = arena_format(arena, "https://hooks.example.com:%d/x", port), .body = "{}", .length = 2};
	outgoing_post(outgoing, &post, keep, &answer);
	for (int i = 0; i < 100 && came < 0; i++) {
		outgoing_run(outgoing, 50);
		came = accept(listener, NULL, NULL);
	}
	assert_true(came >= 0);
	outgoing_free(&outgoing);
	close(came);
	close(listener);
	arena_free(&arena);
}

/* --- Somebody who answers ------------------------------------------------------------------- */

struct speech {
	const char *heard; /* how a line begins, "" for coming; NULL ends the list */
	const char *said;
};

struct answerer {
	int listener;
	const struct speech *speeches;
};

static void say(int peer, const struct speech *speeches, const char *line)
{
	for (const struct speech *each = speeches; each->heard != NULL; each++)
		if (strncmp(line, each->heard, strlen(each->heard)) == 0 &&
		    (line[0] == '\0') == (each->heard[0] == '\0'))
			(void)!send(peer, each->said, strlen(each->said), MSG_NOSIGNAL);
}

/* One peer, to its end. */
static void *answer_one(void *answerer_)
{
	const struct answerer *answerer = answerer_;
	char line[2000];
	ssize_t length;
	struct pollfd coming = {.fd = answerer->listener, .events = POLLIN};
	(void)poll(&coming, 1, -1);
	int peer = accept(answerer->listener, NULL, NULL);
	say(peer, answerer->speeches, "");
	while ((length = recv(peer, line, sizeof(line) - 1, 0)) > 0) {
		line[length] = '\0';
		say(peer, answerer->speeches, line);
	}
	close(peer);
	return NULL;
}

static void wait_for(struct outgoing *outgoing, const struct outgoing_answer *answer, int listener,
		     const struct speech *speeches)
{
	pthread_t thread;
	struct answerer answerer = {listener, speeches};
	assert_int_equal(pthread_create(&thread, NULL, answer_one, &answerer), 0);
	while (answer->status == -1)
		outgoing_run(outgoing, 200);
	pthread_join(thread, NULL);
}

/* One address of the name is inside, another isn't: what that one says counts. */
static void who_answers_at_an_address_that_is_allowed_is_believed(void **state)
{
	(void)state;
	static const char *const now[] = {"10.0.0.1", "127.0.0.1", NULL};
	static const struct speech mailer[] = {{"", "220 mail\r\n"}, {"EHLO", "250 mail\r\n"},
					       {"MAIL", "250 ok\r\n"}, {"RCPT", "550 nobody here\r\n"},
					       {"QUIT", "221 bye\r\n"}, {NULL, NULL}};
	struct arena *arena = arena_new();
	struct outside_allowed allowed;
	struct fault fault = {0};
	struct outgoing_answer answer = {.status = -1};
	struct outgoing_mail mail = {.server = "mail.example.com", .user = "", .password = "",
				     .from = "a@example.com", .to = "b@example.com",
				     .message = "x", .length = 1};
	int listener = listen_inside(&mail.port);
	must(outside_read("127.0.0.0/8", arena, &allowed, &fault), &fault);
	addresses = now;
	struct outgoing *outgoing = outgoing_new(&allowed, NULL);
	outgoing_send_mail(outgoing, &mail, keep, &answer);
	wait_for(outgoing, &answer, listener, mailer);
	assert_true(answer.forever);
	assert_int_equal(answer.status, 550);
	assert_int_equal(answer.reason.code, FAULT_SEND_REFUSED);
	outgoing_free(&outgoing);
	close(listener);
	arena_free(&arena);
}

/* One mail through a server that says this where another would agree. */
static struct outgoing_answer mail_to(const char *heard, const char *said)
{
	static const char *const now[] = {"127.0.0.1", NULL};
	struct speech mailer[] = {{"", "220 mail\r\n"}, {"EHLO", "250 mail\r\n"}, {"HELO", "250 mail\r\n"},
				  {"MAIL", "250 ok\r\n"}, {"RCPT", "250 ok\r\n"}, {"DATA", "354 go\r\n"},
				  {"x", "250 ok\r\n"}, {"QUIT", "221 2.0.0 bye\r\n"}, {NULL, NULL}};
	struct outside_allowed allowed = {.hosts = " mail.example.com ", .ranges = ""};
	struct outgoing_answer answer = {.status = -1};
	struct outgoing_mail mail = {.server = "mail.example.com", .user = "", .password = "",
				     .from = "a@example.com", .to = "b@example.com",
				     .message = "x", .length = 1};
	for (struct speech *each = mailer; each->heard != NULL; each++)
		if (strcmp(each->heard, heard) == 0 || (strcmp(heard, "EHLO") == 0 && strcmp(each->heard, "HELO") == 0))
			each->said = said;
	int listener = listen_inside(&mail.port);
	addresses = now;
	struct outgoing *outgoing = outgoing_new(&allowed, NULL);
	outgoing_send_mail(outgoing, &mail, keep, &answer);
	wait_for(outgoing, &answer, listener, mailer);
	outgoing_free(&outgoing);
	close(listener);
	return answer;
}

static void a_mail_is_given_up_only_for_its_address_or_itself(void **state)
{
	(void)state;
	static const struct {
		const char *heard, *said;
		bool forever;
	} cases[] = {
	    {"", "554 no service here\r\n", false},
	    {"EHLO", "550 who are you\r\n", false},
	    {"MAIL", "530 5.7.0 Must issue a STARTTLS command first\r\n", false},
	    {"MAIL", "550 not for this sender\r\n", false},
	    {"RCPT", "550 5.1.1 nobody here\r\n", true},
	    {"RCPT", "451 4.7.1 later\r\n", false},
	    {"RCPT", "554 5.7.1 <b@example.com>: Relay access denied\r\n", false},
	    {"RCPT", "550-5.7.1 not before\r\n550 5.7.1 you have signed in\r\n", false},
	    {"DATA", "554 no valid recipients\r\n", true},
	    {"x", "552 too large\r\n", true},
	    {"x", "550 5.7.60 may not send as this sender\r\n", false},
	};
	assert_true(mail_to("none", "").arrived);
	for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
		struct outgoing_answer answer = mail_to(cases[at].heard, cases[at].said);
		assert_false(answer.arrived);
		assert_int_equal(answer.status, atoi(cases[at].said));
		if (answer.forever != cases[at].forever)
			fail_msg("%s", cases[at].said);
	}
}

static void nobody_can_have_us_wait_for_ever(void **state)
{
	(void)state;
	static const char *const now[] = {"127.0.0.1", NULL};
	static const struct speech busy[] = {
	    {"POST", "HTTP/1.1 503 Busy\r\nRetry-After: 9223372036854775807\r\nContent-Length: 0\r\n\r\n"},
	    {NULL, NULL}};
	struct outside_allowed allowed = {.hosts = " hooks.example.com ", .ranges = ""};
	struct arena *arena = arena_new();
	struct outgoing_answer answer = {.status = -1};
	int port, listener = listen_inside(&port);
	struct outgoing_post post = {
	    .url = arena_format(arena, "http://hooks.example.com:%d/x", port), .body = "{}", .length = 2};
	addresses = now;
	struct outgoing *outgoing = outgoing_new(&allowed, NULL);
	outgoing_post(outgoing, &post, keep, &answer);
	wait_for(outgoing, &answer, listener, busy);
	assert_int_equal(answer.wait_ms, OUTGOING_WAIT_MOST * 1000LL);
	outgoing_free(&outgoing);
	close(listener);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_that_leads_inside_when_it_is_connected_to_is_refused),
	    cmocka_unit_test(an_address_that_is_allowed_is_connected_to),
	    cmocka_unit_test(who_answers_at_an_address_that_is_allowed_is_believed),
	    cmocka_unit_test(a_mail_is_given_up_only_for_its_address_or_itself),
	    cmocka_unit_test(nobody_can_have_us_wait_for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
