/*
 * Session: see session.h.
 */
#include "http/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/audit.h"
#include "data/clock.h"
#include "data/log.h"
#include "data/settings.h"
#include "data/text.h"
#include "handoff/second_factor.h"
#include "handoff/sign_in_policy.h"
#include "handoff/staff.h"
#include "http/caller.h"

#define HEADER_BYTES_KEPT 300

SQL_READ(SESSION_STAFF, "SELECT password, blocked, addresses FROM staff WHERE id = $1");
SQL_READ(SESSION_LINK, "SELECT staff FROM sign_in_link WHERE secret_hash = $1 AND used_at IS NULL "
		       "AND expires_at > $2");
SQL_WRITE(SESSION_USE_LINK, "UPDATE sign_in_link SET used_at = $2 WHERE secret_hash = $1");
SQL_WRITE(SESSION_INSERT,
	  "INSERT INTO staff_session (id, secret_hash, csrf, staff, created_at, expires_at, device, "
	  "address, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $5)");
SQL_WRITE(SESSION_SIGNED_IN, "UPDATE staff SET signed_in_at = $2 WHERE id = $1");
SQL_WRITE(SESSION_SWEEP, "DELETE FROM staff_session WHERE staff = $1 AND expires_at <= $2");
SQL_WRITE(SESSION_END, "DELETE FROM staff_session WHERE id = $1 AND staff = $2");
SQL_WRITE(SESSION_END_OTHERS, "DELETE FROM staff_session WHERE staff = $1 AND id <> $2");
SQL_WRITE(SESSION_END_ALL, "DELETE FROM staff_session WHERE staff = $1");
SQL_WRITE(SESSION_END_LINKS, "DELETE FROM sign_in_link WHERE staff = $1 AND used_at IS NULL");
SQL_WRITE(SESSION_FORGET_PASSWORD, "UPDATE staff SET password = NULL WHERE id = $1");
SQL_WRITE(SESSION_SEEN, "UPDATE staff_session SET seen_at = $2, address = $3 WHERE id = $1");
SQL_READ(SESSION_LIST, "SELECT id, device, address, created_at, seen_at FROM staff_session "
		       "WHERE staff = $1 AND expires_at > $2 ORDER BY created_at DESC LIMIT $3");
SQL_WRITE(SESSION_SET_PASSWORD, "UPDATE staff SET password = $2 WHERE id = $1 AND blocked = 0");
int64_t session_seconds(void)
{
	return setting_value(SETTING_SESSION_HOURS) * 3600;
}

/* --- Beginning ---------------------------------------------------------------------- */

/* What the store says of a member now. */
struct standing {
	bool is_blocked;
	const char *password;
	const char *addresses; /* from where; "": from anywhere */
};

static enum lookup read_standing(struct transaction *transaction, const struct staff_id *staff,
				 struct standing *standing, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SESSION_STAFF);
	query_text(query, 1, staff->text);
	bool found = query_next(query);
	if (found) {
		standing->is_blocked = row_int(query, "blocked") != 0;
		standing->password = row_text(query, "password", transaction_arena(transaction));
		standing->addresses = row_text(query, "addresses", transaction_arena(transaction));
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return found ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

/* The password was checked a moment ago, outside the transaction. */
static bool check_still_right(struct session_open *open, struct transaction *transaction,
			      struct fault *fault)
{
	struct standing standing;
	enum lookup found = read_standing(transaction, &open->staff, &standing, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT || standing.is_blocked ||
	    !text_equal(standing.password, open->password))
		return fault_set(fault, FAULT_WRONG_PASSWORD, "");
	return true;
}

static bool run_on(struct transaction *transaction, const struct sql *sql,
		   const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, staff->text);
	return query_run(&query, fault);
}

/* Whoever knew the password, or sat at a forgotten screen, is out. */
static bool start_afresh(struct transaction *transaction, const struct staff_id *staff,
			 struct fault *fault)
{
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, staff->text));
	return run_on(transaction, &SESSION_FORGET_PASSWORD, staff, fault) &&
	       run_on(transaction, &SESSION_END_ALL, staff, fault) &&
	       audit_append(transaction, staff->text, "sign-in.link", "staff", staff->text, NULL,
			    fault);
}

/* A link that went astray opens nothing from elsewhere, and isn't used up by trying. */
static bool check_address(const struct session_open *open, struct transaction *transaction,
			  const struct standing *standing, struct fault *fault)
{
	struct sign_in_policy policy;
	if (!sign_in_policy_read(transaction_db(transaction), transaction_arena(transaction),
				 &policy, fault))
		return false;
	return caller_address_fits(standing->addresses, policy.addresses, open->address) ||
	       fault_set(fault, FAULT_ADDRESS_REFUSED, "");
}

static bool use_link(struct session_open *open, struct transaction *transaction,
		     struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct secret_hash hash = secret_hash(open->link);
	struct query *query = db_query(db, &SESSION_LINK);
	query_text(query, 1, hash.text);
	query_int(query, 2, transaction_now(transaction));
	bool found = query_next(query);
	if (found)
		row_text_into(query, "staff", open->staff.text, sizeof(open->staff.text));
	if (!query_end(&query, fault))
		return false;
	if (!found)
		return fault_set(fault, FAULT_LINK_USED, "");
	struct standing standing = {0};
	if (read_standing(transaction, &open->staff, &standing, fault) == LOOKUP_FAILED)
		return false;
	if (standing.is_blocked)
		return fault_set(fault, FAULT_LINK_USED, "");
	if (!check_address(open, transaction, &standing, fault))
		return false;
	query = db_query(db, &SESSION_USE_LINK);
	query_text(query, 1, hash.text);
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault) && start_afresh(transaction, &open->staff, fault);
}

static bool at_time(struct transaction *transaction, const struct sql *sql,
		    const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, staff->text);
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault);
}

/* What headers say, in visible ASCII and not too long. */
static const char *printable(const char *text, struct arena *arena)
{
	char *cut = arena_copy_text(arena, text, strnlen(text, HEADER_BYTES_KEPT));
	for (char *at = cut; *at != '\0'; at++)
		if (*at < 0x20 || *at > 0x7e)
			*at = '?';
	return cut;
}

static bool insert_session(struct session_open *open, struct transaction *transaction,
			   struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	id_new(now, open->id.text);
	open->cookie = secret_new();
	open->csrf = secret_new();
	struct secret_hash hash = secret_hash(open->cookie.text);
	struct query *query = db_query(transaction_db(transaction), &SESSION_INSERT);
	query_text(query, 1, open->id.text);
	query_text(query, 2, hash.text);
	query_text(query, 3, open->csrf.text);
	query_text(query, 4, open->staff.text);
	query_int(query, 5, now);
	query_int(query, 6, now + session_seconds() * 1000);
	query_text(query, 7, printable(open->device, transaction_arena(transaction)));
	query_text(query, 8, printable(open->address, transaction_arena(transaction)));
	return query_run(&query, fault);
}

static bool apply_open(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct session_open *open = (struct session_open *)change;
	bool admitted = open->link != NULL ? use_link(open, transaction, fault)
					   : check_still_right(open, transaction, fault);
	if (!admitted || !second_factor_admit(transaction, &open->staff, open->code, fault))
		return false;
	if (!at_time(transaction, &SESSION_SWEEP, &open->staff, fault) ||
	    !insert_session(open, transaction, fault))
		return false;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return at_time(transaction, &SESSION_SIGNED_IN, &open->staff, fault);
}

void session_open_prepare(struct session_open *open)
{
	open->device = open->device == NULL ? "" : open->device;
	open->address = open->address == NULL ? "" : open->address;
	open->change.apply = apply_open;
}

/* --- Ending --------------------------------------------------------------------------- */

static bool apply_close(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct session_close *close = (const struct session_close *)change;
	struct query *query = db_query(transaction_db(transaction), &SESSION_END);
	query_text(query, 1, close->id.text);
	query_text(query, 2, close->staff.text);
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, close->staff.text));
	return query_run(&query, fault);
}

void session_close_prepare(struct session_close *close)
{
	close->change.apply = apply_close;
}

static bool end_one(struct transaction *transaction, const struct session_revoke *revoke,
		    struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &SESSION_END);
	query_text(query, 1, revoke->id.text);
	query_text(query, 2, revoke->staff.text);
	if (!query_run(&query, fault))
		return false;
	return db_changes(db) > 0 || fault_set(fault, FAULT_NOT_FOUND, "session");
}

static bool end_others(struct transaction *transaction, const struct staff_id *staff,
		       const struct session_id *keep, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SESSION_END_OTHERS);
	query_text(query, 1, staff->text);
	query_text(query, 2, keep->text);
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, staff->text));
	return query_run(&query, fault);
}

static bool apply_revoke(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct session_revoke *revoke = (const struct session_revoke *)change;
	bool is_one = revoke->id.text[0] != '\0';
	bool is_own = strcmp(revoke->by.text, revoke->staff.text) == 0;
	bool ended = is_one ? end_one(transaction, revoke, fault)
			    : end_others(transaction, &revoke->staff, &revoke->keep, fault);
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, revoke->staff.text));
	if (!ended || (!is_one && !is_own && !staff_stop_serving(transaction, &revoke->staff, fault)))
		return false;
	return audit_append(transaction, revoke->by.text, is_one ? "session.end" : "session.end-all",
			    "staff", revoke->staff.text, NULL, fault);
}

void session_revoke_prepare(struct session_revoke *revoke)
{
	revoke->change.apply = apply_revoke;
}

static bool apply_password(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct session_password *password = (const struct session_password *)change;
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &SESSION_SET_PASSWORD);
	query_text(query, 1, password->staff.text);
	query_text(query, 2, password->password);
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return fault_set(fault, FAULT_SIGN_IN_NEEDED, "");
	return end_others(transaction, &password->staff, &password->keep, fault) &&
	       run_on(transaction, &SESSION_END_LINKS, &password->staff, fault) &&
	       audit_append(transaction, password->staff.text, "staff.password", "staff",
			    password->staff.text, NULL, fault);
}

void session_password_prepare(struct session_password *password)
{
	password->change.apply = apply_password;
}

/* --- Looking, and noting by the way ---------------------------------------------------- */

static void read_line(struct query *query, struct arena *arena, struct session_line *line)
{
	row_text_into(query, "id", line->id.text, sizeof(line->id.text));
	line->device = row_text(query, "device", arena);
	line->address = row_text(query, "address", arena);
	line->created_at = row_int(query, "created_at");
	line->seen_at = row_int(query, "seen_at");
}

bool session_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		  struct session_line **list, int *count, struct fault *fault)
{
	struct session_line *lines = arena_array(arena, SESSIONS_MOST, sizeof(*lines));
	int found = 0;
	struct query *query = db_query(db, &SESSION_LIST);
	query_text(query, 1, staff->text);
	query_int(query, 2, clock_now());
	query_int(query, 3, SESSIONS_MOST);
	while (found < SESSIONS_MOST && query_next(query))
		read_line(query, arena, &lines[found++]);
	if (!query_end(&query, fault))
		return false;
	*list = lines;
	*count = found;
	return true;
}

/* Nobody waits for it, so it frees itself. */
struct note {
	struct change change;
	struct session_id session;
	struct staff_id staff;
	char address[64];
};

static void noted(struct change *change)
{
	if (!change->committed)
		log_fault(LOG_WARNING, "session", &change->fault);
	free(change);
}

static bool apply_seen(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct note *note = (const struct note *)change;
	struct query *query = db_query(transaction_db(transaction), &SESSION_SEEN);
	query_text(query, 1, note->session.text);
	query_int(query, 2, transaction_now(transaction));
	query_text(query, 3, note->address);
	return query_run(&query, fault);
}

void session_note(struct store *store, const struct session_id *id, const char *address)
{
	struct note *note = memory_new(sizeof(*note));
	note->change.apply = apply_seen;
	note->change.done = noted;
	note->session = *id;
	snprintf(note->address, sizeof(note->address), "%s", address);
	store_submit(store, &note->change);
}

static bool apply_locked(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct note *note = (const struct note *)change;
	return audit_append(transaction, NULL, "sign-in.locked", "staff", note->staff.text, NULL,
			    fault);
}

void session_note_locked(struct store *store, const struct staff_id *staff)
{
	struct note *note = memory_new(sizeof(*note));
	note->change.apply = apply_locked;
	note->change.done = noted;
	note->staff = *staff;
	store_submit(store, &note->change);
}
