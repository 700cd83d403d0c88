/*
 * Sender: see sender.h.
 */
#include "http/sender.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/clock.h"
#include "data/log.h"
#include "data/signature.h"
#include "data/thread.h"
#include "data/vault.h"
#include "handoff/letter.h"
#include "handoff/outbox.h"
#include "handoff/sending.h"
#include "http/outgoing.h"

/* Of one kind at once, so that none keeps the others waiting. */
#define AT_ONCE        8
#define WAY_MOST       (AT_ONCE * OUTBOX_KIND_COUNT)
#define SLEEP_MS_MOST  5000 /* also when it could not be woken */
#define RETRY_MS       1000
#define TIDY_EVERY_MS  (6 * 3600 * 1000LL)
/* How long a push service keeps a call for a browser that is off. */
#define PUSH_TTL       "TTL: 600"
#define VAPID_SECONDS  (12 * 3600)

struct under_way {
	struct sender *sender;
	char id[ID_LENGTH + 1]; /* "": this place is free */
	enum outbox_kind kind;
};

struct sender {
	struct store *store;
	struct outgoing *outgoing;
	struct topic topic;
	pthread_t thread;
	atomic_bool stopping;
	int64_t tidied_at;
	struct under_way under_way[WAY_MOST];
	struct outbox_result results[WAY_MOST]; /* not stored yet */
	int result_count;
};

/* Results -------------------------------------------------------------------------------- */

static void note(struct sender *sender, const struct outbox_result *result)
{
	if (sender->result_count < WAY_MOST)
		sender->results[sender->result_count++] = *result;
}

static struct outbox_result result_of(const char *id, enum outbox_outcome outcome,
				      const struct fault *reason)
{
	struct outbox_result result = {.outcome = outcome, .reason = *reason};
	memcpy(result.id, id, sizeof(result.id));
	return result;
}

static void on_done(void *place_, const struct outgoing_answer *answer)
{
	struct under_way *place = place_;
	enum outbox_outcome outcome = answer->arrived ? OUTBOX_SENT
				      : answer->forever ? OUTBOX_FAILED : OUTBOX_AGAIN;
	struct outbox_result result = result_of(place->id, outcome, &answer->reason);
	result.status = answer->status;
	result.wait_ms = answer->wait_ms;
	result.device_gone = place->kind == OUTBOX_PUSH && (answer->status == 404 || answer->status == 410);
	note(place->sender, &result);
	if (outcome != OUTBOX_SENT)
		log_line(LOG_WARNING, "outgoing", "%s %s: %d", outbox_kind_name(place->kind), place->id,
			 answer->status);
	place->id[0] = '\0';
}

/* Stored before anything else is taken, so that nothing is sent twice. */
static void settle(struct sender *sender)
{
	struct fault fault = {0};
	struct outbox_settle settle = {.results = sender->results, .count = sender->result_count};
	if (sender->result_count == 0)
		return;
	outbox_settle_prepare(&settle);
	if (store_write(sender->store, &settle.change, &fault))
		sender->result_count = 0;
	else
		log_fault(LOG_ERROR, "outgoing", &fault);
}

/* Starting one ---------------------------------------------------------------------------- */

static enum lookup secret_lost(struct fault *fault)
{
	fault_set(fault, FAULT_SECRET_LOST, VAULT_FILE);
	return LOOKUP_FAILED;
}

static enum lookup start_mail(struct letter *letter, struct under_way *place, struct fault *fault)
{
	struct mail mail;
	if (letter->sending->lost_mail_password)
		return secret_lost(fault);
	enum lookup found = letter_mail(letter, &mail, fault);
	if (found != LOOKUP_FOUND)
		return found;
	const struct sending *by = letter->sending;
	struct buffer message = buffer_new(MAIL_BYTES_MOST);
	mail_write(&mail, letter->arena, &message);
	struct outgoing_mail outgoing = {.server = by->mail_server,
					 .port = by->mail_port,
					 .tls = by->mail_security == MAIL_TLS,
					 .starttls = by->mail_security == MAIL_STARTTLS,
					 .user = by->mail_user,
					 .password = by->mail_password,
					 .from = mail.from,
					 .to = mail.to,
					 .message = message.bytes,
					 .length = message.length};
	outgoing_send_mail(place->sender->outgoing, &outgoing, on_done, place);
	buffer_free(&message);
	return LOOKUP_FOUND;
}

/* "https://host:port" of an endpoint that was checked when it came. */
static const char *origin_of(const char *url, struct arena *arena)
{
	const char *host = strstr(url, "://");
	size_t length = host == NULL ? strlen(url) : (size_t)(host - url) + 3 + strcspn(host + 3, "/?#");
	return arena_copy_text(arena, url, length);
}

/* Whom a push service may write to. */
static const char *contact_of(const struct sending *sending, struct arena *arena)
{
	if (sending->mail_sender[0] != '\0')
		return arena_format(arena, "mailto:%s", sending->mail_sender);
	return strncmp(sending->desk_address, "https://", 8) == 0 ? sending->desk_address : "";
}

static enum lookup start_push(struct letter *letter, struct under_way *place, struct fault *fault)
{
	struct push_device device;
	const char *body;
	if (letter->sending->lost_push_key)
		return secret_lost(fault);
	enum lookup found = letter_push(letter, &device, &body, fault);
	if (found != LOOKUP_FOUND)
		return found;
	struct buffer sealed = buffer_new(PUSH_BYTES_MOST + 200);
	const struct push_browser browser = {.key = device.key, .auth = device.auth};
	const char *authorization =
	    push_authorization(&letter->sending->push, origin_of(device.endpoint, letter->arena),
			       contact_of(letter->sending, letter->arena),
			       clock_now() / 1000 + VAPID_SECONDS, letter->arena);
	if (authorization == NULL || !push_seal(&browser, body, strlen(body), &sealed)) {
		buffer_free(&sealed);
		fault_detail(&letter->why_not, FAULT_SEND_NOWHERE, "", "this browser's keys can't be used");
		return LOOKUP_ABSENT;
	}
	struct outgoing_post post = {
	    .url = device.endpoint,
	    .headers = {"Content-Type: application/octet-stream", "Content-Encoding: aes128gcm", PUSH_TTL,
			"Urgency: high", arena_format(letter->arena, "Authorization: %s", authorization)},
	    .body = sealed.bytes,
	    .length = sealed.length};
	outgoing_post(place->sender->outgoing, &post, on_done, place);
	buffer_free(&sealed);
	return LOOKUP_FOUND;
}

static enum lookup start_webhook(struct letter *letter, struct under_way *place, struct fault *fault)
{
	const char *body;
	if (letter->sending->lost_webhook_secret)
		return secret_lost(fault);
	enum lookup found = letter_webhook(letter, &body, fault);
	if (found != LOOKUP_FOUND)
		return found;
	struct arena *arena = letter->arena;
	const char *time = arena_format(arena, "%lld", (long long)(clock_now() / 1000));
	const char *signature =
	    webhook_signature(letter->sending->webhook_secret,
			      arena_format(arena, "%s.%s.%s", letter->row->id, time, body), arena);
	if (signature == NULL) {
		fault_detail(&letter->why_not, FAULT_SEND_NOWHERE, "", "the webhook has no secret");
		return LOOKUP_ABSENT;
	}
	struct outgoing_post post = {
	    .url = letter->sending->webhook_url,
	    .headers = {"Content-Type: application/json", arena_format(arena, "webhook-id: %s", letter->row->id),
			arena_format(arena, "webhook-timestamp: %s", time),
			arena_format(arena, "webhook-signature: %s", signature)},
	    .body = body,
	    .length = strlen(body)};
	outgoing_post(place->sender->outgoing, &post, on_done, place);
	return LOOKUP_FOUND;
}

static void start_one(struct sender *sender, const struct outbox_row *row,
		      const struct sending *sending, struct under_way *place, struct arena *arena)
{
	static enum lookup (*const starters[OUTBOX_KIND_COUNT])(struct letter *, struct under_way *,
								 struct fault *) = {
	    [OUTBOX_MAIL] = start_mail, [OUTBOX_PUSH] = start_push, [OUTBOX_WEBHOOK] = start_webhook};
	struct fault fault = {0};
	struct letter letter = {.store = sender->store, .row = row, .sending = sending, .arena = arena};
	struct outbox_result result;
	*place = (struct under_way){.sender = sender, .kind = row->kind};
	memcpy(place->id, row->id, sizeof(place->id));
	switch (starters[row->kind](&letter, place, &fault)) {
	case LOOKUP_FOUND:
		return;
	case LOOKUP_ABSENT:
		result = result_of(row->id, OUTBOX_DROPPED, &letter.why_not);
		break;
	case LOOKUP_FAILED:
		log_fault(LOG_WARNING, "outgoing", &fault);
		if (fault.code != FAULT_SECRET_LOST)
			fault_detail(&fault, FAULT_SEND_FAILED, "",
				     "it couldn't be written; the log says why");
		result = result_of(row->id, OUTBOX_AGAIN, &fault);
		break;
	}
	note(sender, &result);
	place->id[0] = '\0';
}

/* Taking what is due ---------------------------------------------------------------------- */

static bool is_under_way(const struct sender *sender, const char *id)
{
	for (int at = 0; at < WAY_MOST; at++)
		if (strcmp(sender->under_way[at].id, id) == 0)
			return true;
	return false;
}

/* Each kind has places of its own. */
static struct under_way *free_place(struct sender *sender, enum outbox_kind kind)
{
	struct under_way *first = &sender->under_way[kind * AT_ONCE];
	for (int at = 0; at < AT_ONCE; at++)
		if (first[at].id[0] == '\0')
			return &first[at];
	return NULL;
}

static bool take_kind(struct sender *sender, enum outbox_kind kind, const struct sending *sending,
		      struct arena *arena, struct fault *fault)
{
	struct outbox_row *rows;
	struct under_way *place;
	int count;
	if (free_place(sender, kind) == NULL)
		return true;
	if (!outbox_due(store_reader(sender->store), kind, clock_now(), 2 * AT_ONCE, arena, &rows, &count,
			fault))
		return false;
	for (int at = 0; at < count && (place = free_place(sender, kind)) != NULL &&
			 sender->result_count < WAY_MOST; at++)
		if (!is_under_way(sender, rows[at].id))
			start_one(sender, &rows[at], sending, place, arena);
	return true;
}

static bool take_all(struct sender *sender, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct sending sending;
	bool good = sending_read(store_reader(sender->store), arena, &sending, fault);
	for (int kind = 0; good && kind < OUTBOX_KIND_COUNT; kind++)
		good = take_kind(sender, (enum outbox_kind)kind, &sending, arena, fault);
	arena_free(&arena);
	return good;
}

/* When something is due that isn't under way; what is wakes us by ending. */
static bool next_due(struct sender *sender, int64_t *due, struct fault *fault)
{
	int64_t now = clock_now();
	*due = INT64_MAX;
	for (int kind = 0; kind < OUTBOX_KIND_COUNT; kind++) {
		int64_t one = INT64_MAX;
		struct under_way *first = &sender->under_way[kind * AT_ONCE];
		if (!outbox_next_due(store_reader(sender->store), (enum outbox_kind)kind, &one, fault))
			return false;
		for (int at = 0; one <= now && at < AT_ONCE; at++)
			if (first[at].id[0] != '\0')
				one = INT64_MAX;
		if (one < *due)
			*due = one;
	}
	return true;
}

static void tidy(struct sender *sender)
{
	struct fault fault = {0};
	struct outbox_tidy change = {0};
	if (clock_now() - sender->tidied_at < TIDY_EVERY_MS)
		return;
	sender->tidied_at = clock_now();
	outbox_tidy_prepare(&change);
	if (!store_write(sender->store, &change.change, &fault))
		log_fault(LOG_WARNING, "outgoing", &fault);
}

/* The thread ------------------------------------------------------------------------------ */

/* Gives how long to wait. */
static int work(struct sender *sender)
{
	struct fault fault = {0};
	int64_t due;
	settle(sender);
	if (sender->result_count > 0)
		return RETRY_MS; /* they couldn't be stored: nothing new is taken */
	if (!take_all(sender, &fault)) {
		log_fault(LOG_ERROR, "outgoing", &fault);
		return RETRY_MS;
	}
	settle(sender);
	tidy(sender);
	if (!next_due(sender, &due, &fault))
		return RETRY_MS;
	int64_t delay = due == INT64_MAX ? SLEEP_MS_MOST : due - clock_now();
	return delay < 0 ? 0 : delay > SLEEP_MS_MOST ? SLEEP_MS_MOST : (int)delay;
}

static void *run(void *sender_)
{
	struct sender *sender = sender_;
	pthread_setname_np(pthread_self(), "foyer-send");
	while (!atomic_load(&sender->stopping))
		outgoing_run(sender->outgoing, work(sender));
	return NULL;
}

static void on_wake(void *sender_, const struct topic *topics, size_t count)
{
	struct sender *sender = sender_;
	for (size_t at = 0; at < count; at++)
		if (topics[at].key == sender->topic.key) {
			outgoing_wake(sender->outgoing);
			return;
		}
}

struct sender *sender_start(struct store *store, const struct outside_allowed *allowed,
			    const char *trusted)
{
	struct sender *sender = memory_new(sizeof(*sender));
	sender->store = store;
	sender->outgoing = outgoing_new(allowed, trusted);
	sender->topic = topic_of(TOPIC_OUTBOX, "");
	hub_subscribe(store_hub(store), on_wake, sender);
	thread_start(&sender->thread, run, sender);
	return sender;
}

void sender_stop(struct sender **sender_)
{
	struct sender *sender = *sender_;
	if (sender == NULL)
		return;
	hub_unsubscribe(store_hub(sender->store), sender);
	atomic_store(&sender->stopping, true);
	outgoing_wake(sender->outgoing);
	pthread_join(sender->thread, NULL);
	outgoing_free(&sender->outgoing);
	free(sender);
	*sender_ = NULL;
}
