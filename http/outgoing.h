/*
 * Outgoing: what Foyer sends over the network by itself, HTTP and mail; the
 * only door to libcurl.
 *
 * Many sendings are under way at once, all on the thread that calls
 * outgoing_run.  Each is looked at three times, so that a name somebody typed
 * can't lead into the network around this machine: its URL before, the address
 * that is really connected to (so a name that resolves to something else the
 * second time gains nothing), and its answer, whose redirects are not
 * followed.  http is spoken only to hosts that the operator allows by name;
 * everybody else gets https with a good certificate.  Answers are read up to
 * OUTGOING_ANSWER_MOST bytes and for OUTGOING_SECONDS, and thrown away.
 */
#ifndef FOYER_HTTP_OUTGOING_H
#define FOYER_HTTP_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/fault.h"
#include "data/outside.h"

#define OUTGOING_SECONDS         20
#define OUTGOING_CONNECT_SECONDS 10
#define OUTGOING_ANSWER_MOST     65536
#define OUTGOING_HEADERS_MOST    8
#define OUTGOING_WAIT_MOST       (24 * 3600) /* seconds that anybody may ask us to wait */

struct outgoing;

/* Both stay the caller's and outlive it; trusted: certificates in PEM that are
 * trusted beside the system's, or NULL. */
struct outgoing *outgoing_new(const struct outside_allowed *allowed, const char *trusted);
/* Ends what is under way without a word. */
void outgoing_free(struct outgoing **outgoing);

struct outgoing_answer {
	bool arrived;   /* the other side took it (HTTP 2xx, mail 250) */
	bool forever;   /* it never will: refused for good, or not allowed */
	int status;     /* HTTP's or the mail server's; 0: none came */
	int64_t wait_ms; /* Retry-After; 0: not said */
	struct fault reason; /* unless it arrived; what the other side said is its detail, as it came */
};
typedef void (*outgoing_done)(void *context, const struct outgoing_answer *answer);

/* POST. The headers are "Name: value". */
struct outgoing_post {
	const char *url;
	const char *headers[OUTGOING_HEADERS_MOST]; /* the rest NULL */
	const void *body;
	size_t length;
};
/* A message for one address. */
struct outgoing_mail {
	const char *server;
	int port;
	bool tls;      /* from the first byte */
	bool starttls; /* must be offered */
	const char *user; /* "": none */
	const char *password;
	const char *from;
	const char *to;
	const void *message;
	size_t length;
};
/* Starts one; copies what it needs.  `done` is called by outgoing_run. */
void outgoing_post(struct outgoing *outgoing, const struct outgoing_post *post, outgoing_done done,
		   void *context);
void outgoing_send_mail(struct outgoing *outgoing, const struct outgoing_mail *mail,
			outgoing_done done, void *context);

/* Works on what is under way for at most so long, or until outgoing_wake. */
void outgoing_run(struct outgoing *outgoing, int wait_ms);
/* From any thread. */
void outgoing_wake(struct outgoing *outgoing);

/* NULL, or why this URL may not be sent to, as far as its text tells; whether
 * its host is one that the operator allows by name.  Any thread. */
const char *outgoing_judge_url(const struct outside_allowed *allowed, const char *url,
			       bool *is_named);
/* The same as a fault:
 * FAULT_NOT_ALLOWED_VALUE (field) with the reason.  Any thread. */
bool outgoing_check_url(const struct outside_allowed *allowed, const char *url, const char *field,
			struct fault *fault) MUST_USE;

#endif
