/*
 * Outbox: what is to be sent out, as rows that are written in the transaction
 * of what causes them, so that nothing is promised and then forgotten.
 *
 * One sender (http/sender.h) takes the rows that are due, and settles each: it
 * was sent, it will be tried again, or it never will.  What may be sent once
 * only says so by its name (`once`).  A row that was taken when the power
 * failed is sent again, with the same id, by which receivers tell.
 *
 * Putting and settling on the writer thread; reading on any.
 */
#ifndef FOYER_HANDOFF_OUTBOX_H
#define FOYER_HANDOFF_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define OUTBOX_GIVES_UP_MS (24 * 3600 * 1000LL)      /* after its making */
#define OUTBOX_KEEPS_MS    (30 * 24 * 3600 * 1000LL) /* after its end */

#define OUTBOX_KINDS(X)                                                                            \
	X(OUTBOX_MAIL, "mail")                                                                     \
	X(OUTBOX_PUSH, "push")                                                                     \
	X(OUTBOX_WEBHOOK, "webhook")

/* What it says; letter.h writes it when it is sent. */
#define OUTBOX_CAUSES(X)                                                                           \
	X(OUTBOX_ALERT, "alert")           /* facts: group, since, level */                        \
	X(OUTBOX_TRANSCRIPT, "transcript") /* facts: language, zone, for_staff */                  \
	X(OUTBOX_SIGN_IN, "sign-in")       /* facts: name, as somebody typed it */                 \
	X(OUTBOX_TICKET, "ticket")         /* facts: ticket, link, text */                         \
	X(OUTBOX_TEST, "test")

enum outbox_kind {
#define X(code, name) code,
	OUTBOX_KINDS(X)
#undef X
	    OUTBOX_KIND_COUNT
};
enum outbox_cause {
#define X(code, name) code,
	OUTBOX_CAUSES(X)
#undef X
	    OUTBOX_CAUSE_COUNT
};
const char *outbox_kind_name(enum outbox_kind kind);

/* Puts one in; one of that `once` that is there stays, unless it failed. */
struct outbox_item {
	enum outbox_kind kind;
	enum outbox_cause cause;
	const char *once;
	const char *target;                        /* an address of mail, a push device; or "" */
	const struct conversation_id *conversation; /* or NULL */
	const struct staff_id *staff;              /* to whom, or who sent it; or NULL */
	bool by_visitor;
	const char *facts; /* JSON, no secrets */
};
bool outbox_put(struct transaction *transaction, const struct outbox_item *item,
		struct fault *fault) MUST_USE;

/* One as the sender takes it. */
struct outbox_row {
	char id[ID_LENGTH + 1];
	enum outbox_kind kind;
	enum outbox_cause cause;
	const char *target;
	struct conversation_id conversation; /* or "" */
	struct staff_id staff;               /* or "" */
	const char *facts;
	int64_t created_at;
};
/* Those of one kind that are due, the longest due first. */
bool outbox_due(struct db *db, enum outbox_kind kind, int64_t now, int most, struct arena *arena,
		struct outbox_row **rows, int *count, struct fault *fault) MUST_USE;
/* When the next of a kind is; INT64_MAX when none waits. */
bool outbox_next_due(struct db *db, enum outbox_kind kind, int64_t *due,
		     struct fault *fault) MUST_USE;

enum outbox_outcome {
	OUTBOX_SENT,
	OUTBOX_AGAIN,   /* later, until it is a day old */
	OUTBOX_FAILED,  /* never */
	OUTBOX_DROPPED, /* nobody needs it any more */
};
struct outbox_result {
	char id[ID_LENGTH + 1];
	enum outbox_outcome outcome;
	int status;         /* of the answer; 0: none came */
	int64_t wait_ms;    /* OUTBOX_AGAIN: at least; 0: as usual */
	bool device_gone;   /* OUTBOX_FAILED: its push device takes no more */
	struct fault reason; /* why it isn't sent: its code and detail are kept */
};
struct outbox_settle {
	struct change change;
	const struct outbox_result *results;
	int count;
};
void outbox_settle_prepare(struct outbox_settle *settle);

/* How long after the attempt of this number (from 1) the next comes.  Pure. */
int64_t outbox_pause_ms(int64_t tries);

/* What waits is tried now: something in its way may have been mended. */
bool outbox_hurry(struct transaction *transaction, struct fault *fault) MUST_USE;

/* Forgets what ended long ago. */
struct outbox_tidy {
	struct change change;
};
void outbox_tidy_prepare(struct outbox_tidy *tidy);

/* Puts a test in: to a member's address, to each of their browsers, or to the
 * webhook; one a minute.  FAULT_EMPTY when there is no address ("email") or no
 * browser ("push"), FAULT_MAIL_OFF. */
struct outbox_test {
	struct change change;
	enum outbox_kind kind;
	struct staff_id staff;
};
void outbox_test_prepare(struct outbox_test *test);

/* For admins, newest first. */
#define OUTBOX_LIST_MOST 100
struct outbox_line {
	char id[ID_LENGTH + 1];
	const char *kind;
	const char *cause;
	const char *target;     /* an address of mail; else "" */
	const char *staff_name; /* or NULL */
	struct conversation_id conversation; /* or "" */
	const char *state;      /* waiting, sent, failed, dropped */
	int tries;
	int status;
	struct fault reason; /* why it isn't sent; FAULT_NONE: it is, or wasn't tried */
	int64_t created_at;
	int64_t next_at;
	int64_t ended_at; /* 0 while it waits */
};
struct outbox_filter {
	const char *kind;   /* or NULL */
	const char *state;  /* or NULL */
	const char *before; /* an id, or NULL */
	int most;
};
bool outbox_list(struct db *db, const struct outbox_filter *filter, struct arena *arena,
		 struct outbox_line **list, int *count, struct fault *fault) MUST_USE;

#endif
