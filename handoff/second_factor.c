/*
 * Second factor: see second_factor.h.  Writer thread, but for
 * second_factor_read.
 */
#include "handoff/second_factor.h"

#include <string.h>

#include "data/audit.h"
#include "data/vault.h"
#include "handoff/sealing.h"

SQL_READ(FACTOR_READ,
	 "SELECT secret, pending, last_step, confirmed_at, (SELECT COUNT(*) FROM recovery_code r "
	 "WHERE r.staff = f.staff) AS recovery_left FROM second_factor f WHERE staff = $1");
SQL_WRITE(FACTOR_START, "INSERT INTO second_factor (staff, pending) VALUES ($1, $2) "
			"ON CONFLICT (staff) DO UPDATE SET pending = $2");
SQL_WRITE(FACTOR_CONFIRM,
	  "UPDATE second_factor SET secret = pending, pending = NULL, last_step = $2, "
	  "confirmed_at = $3 WHERE staff = $1");
SQL_WRITE(FACTOR_STEP, "UPDATE second_factor SET last_step = $2 WHERE staff = $1");
SQL_WRITE(FACTOR_REMOVE, "DELETE FROM second_factor WHERE staff = $1");
SQL_WRITE(RECOVERY_CLEAR, "DELETE FROM recovery_code WHERE staff = $1");
SQL_WRITE(RECOVERY_ADD, "INSERT INTO recovery_code (code_hash, staff) VALUES ($1, $2)");
SQL_WRITE(RECOVERY_USE, "DELETE FROM recovery_code WHERE code_hash = $1 AND staff = $2");

/* --- Reading --------------------------------------------------------------------------- */

#define SEALED_MOST 200

struct stored {
	char secret[SEALED_MOST];  /* as the vault gave it; "": none counts */
	char pending[SEALED_MOST]; /* likewise; "": none */
	int64_t last_step;
	struct second_factor factor;
};

static bool read_stored(struct db *db, const struct staff_id *staff, struct stored *stored,
			struct fault *fault)
{
	*stored = (struct stored){.last_step = 0};
	struct query *query = db_query(db, &FACTOR_READ);
	query_text(query, 1, staff->text);
	if (query_next(query)) {
		row_text_into(query, "secret", stored->secret, sizeof(stored->secret));
		row_text_into(query, "pending", stored->pending, sizeof(stored->pending));
		stored->last_step = row_int(query, "last_step");
		stored->factor.confirmed_at = row_int(query, "confirmed_at");
		stored->factor.recovery_left = (int)row_int(query, "recovery_left");
		stored->factor.is_on = stored->secret[0] != '\0';
	}
	return query_end(&query, fault);
}

bool second_factor_read(struct db *db, const struct staff_id *staff, struct second_factor *factor,
			struct fault *fault)
{
	struct stored stored;
	if (!read_stored(db, staff, &stored, fault))
		return false;
	*factor = stored.factor;
	return true;
}

/* --- Showing a code ---------------------------------------------------------------------- */

static bool run(struct transaction *transaction, const struct sql *sql, const char *first,
		const char *second, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, first);
	if (second != NULL)
		query_text(query, 2, second);
	return query_run(&query, fault);
}

static bool use_recovery_code(struct transaction *transaction, const struct staff_id *staff,
			      const struct recovery_code *code, struct fault *fault)
{
	struct secret_hash hash = secret_hash(code->text);
	if (!run(transaction, &RECOVERY_USE, hash.text, staff->text, fault))
		return false;
	if (db_changes(transaction_db(transaction)) == 0)
		return fault_set(fault, FAULT_WRONG_CODE, "code");
	return audit_append(transaction, staff->text, "second-factor.recovery", "staff",
			    staff->text, NULL, fault);
}

static bool open_secret(struct transaction *transaction, const struct staff_id *staff,
			const char *stored, const char **secret, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	return vault_open(transaction_db(transaction), sealing_factor(staff->text, arena), stored,
			  arena, secret, fault);
}

/* With the secret that counts, or with a recovery code. */
static bool take_code(struct transaction *transaction, const struct staff_id *staff,
		      const struct stored *stored, const char *code, struct fault *fault)
{
	struct recovery_code recovery;
	if (code == NULL)
		return fault_set(fault, FAULT_CODE_NEEDED, "code");
	if (recovery_code_read(code, &recovery))
		return use_recovery_code(transaction, staff, &recovery, fault);
	const char *secret;
	if (!open_secret(transaction, staff, stored->secret, &secret, fault))
		return false;
	int64_t step = code_find(secret, code, transaction_now(transaction), stored->last_step);
	if (step == 0)
		return fault_set(fault, FAULT_WRONG_CODE, "code");
	struct query *query = db_query(transaction_db(transaction), &FACTOR_STEP);
	query_text(query, 1, staff->text);
	query_int(query, 2, step);
	return query_run(&query, fault);
}

bool second_factor_admit(struct transaction *transaction, const struct staff_id *staff,
			 const char *code, struct fault *fault)
{
	struct stored stored;
	if (!read_stored(transaction_db(transaction), staff, &stored, fault))
		return false;
	return !stored.factor.is_on || take_code(transaction, staff, &stored, code, fault);
}

/* --- Setting up --------------------------------------------------------------------------- */

static bool apply_start(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct second_factor_start *start = (struct second_factor_start *)change;
	struct arena *arena = transaction_arena(transaction);
	start->secret = code_secret_new();
	return run(transaction, &FACTOR_START, start->staff.text,
		   vault_close(transaction_db(transaction), sealing_factor(start->staff.text, arena),
			       start->secret.text, arena),
		   fault);
}

void second_factor_start_prepare(struct second_factor_start *start)
{
	start->change.apply = apply_start;
}

static bool confirm_pending(struct transaction *transaction,
			    const struct second_factor_confirm *confirm, const struct stored *stored,
			    struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	if (stored->pending[0] == '\0')
		return fault_set(fault, FAULT_NOT_FOUND, "second-factor");
	const char *pending;
	if (!open_secret(transaction, &confirm->staff, stored->pending, &pending, fault))
		return false;
	int64_t step = code_find(pending, confirm->code, now, 0);
	if (step == 0)
		return fault_set(fault, FAULT_WRONG_CODE, "code");
	struct query *query = db_query(transaction_db(transaction), &FACTOR_CONFIRM);
	query_text(query, 1, confirm->staff.text);
	query_int(query, 2, step);
	query_int(query, 3, now);
	return query_run(&query, fault) &&
	       audit_append(transaction, confirm->staff.text, "second-factor.on", "staff",
			    confirm->staff.text, NULL, fault);
}

static bool renew_codes(struct transaction *transaction, struct second_factor_confirm *confirm,
			struct fault *fault)
{
	if (!run(transaction, &RECOVERY_CLEAR, confirm->staff.text, NULL, fault))
		return false;
	for (int i = 0; i < RECOVERY_CODES; i++) {
		confirm->codes[i] = recovery_code_new();
		struct secret_hash hash = secret_hash(confirm->codes[i].text);
		if (!run(transaction, &RECOVERY_ADD, hash.text, confirm->staff.text, fault))
			return false;
	}
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return true;
}

static bool show_any(struct transaction *transaction, const struct second_factor_confirm *confirm,
		     const struct stored *stored, struct fault *fault)
{
	if (!stored->factor.is_on)
		return fault_set(fault, FAULT_NOT_FOUND, "second-factor");
	return take_code(transaction, &confirm->staff, stored, confirm->code, fault) &&
	       audit_append(transaction, confirm->staff.text, "second-factor.codes", "staff",
			    confirm->staff.text, NULL, fault);
}

static bool apply_confirm(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct second_factor_confirm *confirm = (struct second_factor_confirm *)change;
	struct stored stored;
	if (!read_stored(transaction_db(transaction), &confirm->staff, &stored, fault))
		return false;
	bool shown = confirm->only_codes ? show_any(transaction, confirm, &stored, fault)
					 : confirm_pending(transaction, confirm, &stored, fault);
	return shown && renew_codes(transaction, confirm, fault);
}

void second_factor_confirm_prepare(struct second_factor_confirm *confirm)
{
	confirm->change.apply = apply_confirm;
}

static bool apply_remove(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct second_factor_remove *removal = (const struct second_factor_remove *)change;
	bool is_own = strcmp(removal->by.text, removal->staff.text) == 0;
	struct stored stored;
	if (!read_stored(transaction_db(transaction), &removal->staff, &stored, fault))
		return false;
	if (!stored.factor.is_on)
		return fault_set(fault, FAULT_NOT_FOUND, "second-factor");
	if (is_own && !take_code(transaction, &removal->staff, &stored, removal->code, fault))
		return false;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, removal->staff.text));
	return run(transaction, &RECOVERY_CLEAR, removal->staff.text, NULL, fault) &&
	       run(transaction, &FACTOR_REMOVE, removal->staff.text, NULL, fault) &&
	       audit_append(transaction, removal->by.text[0] == '\0' ? NULL : removal->by.text,
			    is_own ? "second-factor.off" : "second-factor.reset", "staff",
			    removal->staff.text, NULL, fault);
}

void second_factor_remove_prepare(struct second_factor_remove *removal)
{
	removal->change.apply = apply_remove;
}
