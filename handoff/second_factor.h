/*
 * Second factor: the codes that somebody shows beside the password.
 *
 * A secret is pending until a code of it was shown; then ten recovery codes
 * are made, told once and kept as hashes.  Each code is taken once: a code's
 * step must be later than that of the last one taken.
 *
 * Not here: how codes are computed (data/one_time_code.h), when one is asked
 * for (http/session.h).  Changes are applied on the writer; reads on any thread.
 */
#ifndef FOYER_HANDOFF_SECOND_FACTOR_H
#define FOYER_HANDOFF_SECOND_FACTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "data/db.h"
#include "data/id.h"
#include "data/one_time_code.h"
#include "data/store.h"

#define RECOVERY_CODES 10
#define CODE_TYPED_MOST 40 /* characters that somebody may type as a code */

struct second_factor {
	bool is_on;
	int64_t confirmed_at; /* 0: never */
	int recovery_left;
};
bool second_factor_read(struct db *db, const struct staff_id *staff, struct second_factor *factor,
			struct fault *fault) MUST_USE;

/* A new secret, pending; the present one counts until it is confirmed. */
struct second_factor_start {
	struct change change;
	struct staff_id staff;
	struct code_secret secret; /* result */
};
void second_factor_start_prepare(struct second_factor_start *start);

/* Shows a code: of the pending secret, which then counts; or, with
 * only_codes, any that signs in, for new recovery codes.  FAULT_WRONG_CODE,
 * FAULT_NOT_FOUND (second-factor) when nothing is pending. */
struct second_factor_confirm {
	struct change change;
	struct staff_id staff;
	const char *code;
	bool only_codes;
	struct recovery_code codes[RECOVERY_CODES]; /* result */
};
void second_factor_confirm_prepare(struct second_factor_confirm *confirm);

/* Takes it away: by its owner, who shows a code, or by an admin, or a
 * command (by "").
 * FAULT_NOT_FOUND (second-factor). */
struct second_factor_remove {
	struct change change;
	struct staff_id staff;
	struct staff_id by;
	const char *code;
};
void second_factor_remove_prepare(struct second_factor_remove *removal);

/* For signing in: true when the member has none, or the code is right, which
 * uses it up.  FAULT_CODE_NEEDED (code NULL), FAULT_WRONG_CODE. */
bool second_factor_admit(struct transaction *transaction, const struct staff_id *staff,
			 const char *code, struct fault *fault) MUST_USE;

#endif
