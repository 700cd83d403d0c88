/*
 * Sealing: see sealing.h.  Applies on the writer.
 */
#include "handoff/sealing.h"

#include "data/vault.h"

/* Each row's key, and what is secret in it. */
SQL_SCAN(FACTOR_SECRETS, "SELECT staff AS id, secret FROM second_factor WHERE secret IS NOT NULL");
SQL_SCAN(FACTOR_PENDING, "SELECT staff AS id, pending AS secret FROM second_factor "
			 "WHERE pending IS NOT NULL");
SQL_SCAN(MEMBER_SECRETS, "SELECT id, secret FROM member_secret");
SQL_SCAN(MAIL_PASSWORDS, "SELECT '1' AS id, mail_password AS secret FROM outgoing");
SQL_SCAN(WEBHOOK_SECRETS, "SELECT '1' AS id, webhook_secret AS secret FROM outgoing");
SQL_SCAN(PUSH_KEYS, "SELECT '1' AS id, push_private AS secret FROM outgoing");
SQL_WRITE(FACTOR_SEAL, "UPDATE second_factor SET secret = $2 WHERE staff = $1");
SQL_WRITE(PENDING_SEAL, "UPDATE second_factor SET pending = $2 WHERE staff = $1");
SQL_WRITE(MEMBER_SEAL, "UPDATE member_secret SET secret = $2 WHERE id = $1");
SQL_WRITE(MAIL_SEAL, "UPDATE outgoing SET mail_password = $2 WHERE CAST(id AS TEXT) = $1");
SQL_WRITE(WEBHOOK_SEAL, "UPDATE outgoing SET webhook_secret = $2 WHERE CAST(id AS TEXT) = $1");
SQL_WRITE(PUSH_SEAL, "UPDATE outgoing SET push_private = $2 WHERE CAST(id AS TEXT) = $1");

const char *sealing_factor(const char *staff, struct arena *arena)
{
	return arena_format(arena, "second-factor %s", staff);
}

const char *sealing_member(const char *id, struct arena *arena)
{
	return arena_format(arena, "member-secret %s", id);
}

static const struct place {
	const struct sql *read;
	const struct sql *write;
	const char *(*what)(const char *id, struct arena *arena);
	const char *name; /* where there is one row, instead */
} places[] = {
    {&FACTOR_SECRETS, &FACTOR_SEAL, sealing_factor, NULL},
    {&FACTOR_PENDING, &PENDING_SEAL, sealing_factor, NULL},
    {&MEMBER_SECRETS, &MEMBER_SEAL, sealing_member, NULL},
    {&MAIL_PASSWORDS, &MAIL_SEAL, NULL, SEALING_MAIL_PASSWORD},
    {&WEBHOOK_SECRETS, &WEBHOOK_SEAL, NULL, SEALING_WEBHOOK_SECRET},
    {&PUSH_KEYS, &PUSH_SEAL, NULL, SEALING_PUSH_KEY},
};

struct open_secret {
	const char *id;
	const char *secret;
	struct open_secret *next;
};

static bool read_open(struct transaction *transaction, const struct place *place,
		      struct open_secret **list, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct query *query = db_query(transaction_db(transaction), place->read);
	*list = NULL;
	while (query_next(query)) {
		struct open_secret *one = arena_alloc(arena, sizeof(*one));
		one->id = row_text(query, "id", arena);
		one->secret = row_text(query, "secret", arena);
		one->next = *list;
		if (!vault_is_closed(one->secret))
			*list = one;
	}
	return query_end(&query, fault);
}

static bool seal(struct transaction *transaction, const struct place *place,
		 const struct open_secret *one, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct db *db = transaction_db(transaction);
	const char *what = place->what != NULL ? place->what(one->id, arena) : place->name;
	struct query *query = db_query(db, place->write);
	query_text(query, 1, one->id);
	query_text(query, 2, vault_close(db, what, one->secret, arena));
	return query_run(&query, fault);
}

static bool apply(struct change *change, struct transaction *transaction, struct fault *fault)
{
	(void)change;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct open_secret *list;
		if (!read_open(transaction, &places[i], &list, fault))
			return false;
		for (; list != NULL; list = list->next)
			if (!seal(transaction, &places[i], list, fault))
				return false;
	}
	return true;
}

bool sealing_run(struct store *store, struct fault *fault)
{
	struct change change = {.apply = apply};
	return store_write(store, &change, fault);
}
