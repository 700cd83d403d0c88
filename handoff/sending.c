/*
 * Sending: see sending.h.
 */
#include "handoff/sending.h"

#include <stdio.h>
#include <string.h>

#include "data/audit.h"
#include "data/buffer.h"
#include "data/json.h"
#include "data/mail.h"
#include "data/signature.h"
#include "data/vault.h"
#include "handoff/outbox.h"
#include "handoff/sealing.h"

SQL_READ(SENDING_READ,
	 "SELECT desk_address, mail_server, mail_port, mail_security, mail_user, mail_password, "
	 "mail_sender, mail_name, webhook_url, webhook_secret, push_private, push_public "
	 "FROM outgoing WHERE id = 1");
SQL_READ(SENDING_MAILS, "SELECT COUNT(*) AS many FROM outgoing "
			"WHERE id = 1 AND mail_server <> '' AND mail_sender <> ''");
SQL_WRITE(SENDING_CHANGE,
	  "UPDATE outgoing SET desk_address = $1, mail_server = $2, mail_port = $3, "
	  "mail_security = $4, mail_user = $5, mail_password = $6, mail_sender = $7, "
	  "mail_name = $8, webhook_url = $9, webhook_secret = $10 WHERE id = 1");
SQL_WRITE(SENDING_KEYS, "UPDATE outgoing SET push_private = $1, push_public = $2 WHERE id = 1");
SQL_WRITE(SENDING_FORGET_DEVICES, "DELETE FROM push_device");

static const char *const security_names[MAIL_SECURITY_COUNT] = {
#define X(code, name) [code] = name,
    MAIL_SECURITIES(X)
#undef X
};

const char *mail_security_name(enum mail_security security)
{
	return security_names[security];
}

bool mail_security_from_name(const char *name, enum mail_security *security)
{
	for (int at = 0; at < MAIL_SECURITY_COUNT; at++)
		if (strcmp(security_names[at], name) == 0) {
			*security = (enum mail_security)at;
			return true;
		}
	return false;
}

/* Reading -------------------------------------------------------------------------------- */

/* Its secrets are as they are stored. */
static void read_row(struct query *query, struct arena *arena, struct sending *sending,
		     const char **push_key)
{
	*sending = (struct sending){
	    .desk_address = row_text(query, "desk_address", arena),
	    .mail_server = row_text(query, "mail_server", arena),
	    .mail_port = (int)row_int(query, "mail_port"),
	    .mail_user = row_text(query, "mail_user", arena),
	    .mail_password = row_text(query, "mail_password", arena),
	    .mail_sender = row_text(query, "mail_sender", arena),
	    .mail_name = row_text(query, "mail_name", arena),
	    .webhook_url = row_text(query, "webhook_url", arena),
	    .webhook_secret = row_text(query, "webhook_secret", arena)};
	if (!mail_security_from_name(row_text(query, "mail_security", arena), &sending->mail_security))
		sending->mail_security = MAIL_STARTTLS;
	*push_key = row_text(query, "push_private", arena);
	row_text_into(query, "push_public", sending->push.public_key, sizeof(sending->push.public_key));
}

static bool read_stored(struct db *db, struct arena *arena, struct sending *sending,
			const char **push_key, struct fault *fault)
{
	struct sending found = {0};
	*push_key = "";
	struct query *query = db_query(db, &SENDING_READ);
	bool any = query_next(query);
	if (any)
		read_row(query, arena, &found, push_key);
	if (!query_end(&query, fault))
		return false;
	*sending = found;
	return any || fault_detail(fault, FAULT_STORE_DAMAGED, "outgoing", "its row is missing");
}

/* What is lost is as if it weren't set up, or nothing could be set up anew. */
static void open_secret(struct db *db, const char *what, struct arena *arena, const char **secret,
			bool *is_lost)
{
	struct fault why;
	const char *plain;
	*is_lost = !vault_open(db, what, *secret, arena, &plain, &why);
	*secret = *is_lost ? "" : plain;
}

bool sending_read(struct db *db, struct arena *arena, struct sending *sending, struct fault *fault)
{
	const char *push_key;
	if (!read_stored(db, arena, sending, &push_key, fault))
		return false;
	open_secret(db, SEALING_MAIL_PASSWORD, arena, &sending->mail_password,
		    &sending->lost_mail_password);
	open_secret(db, SEALING_WEBHOOK_SECRET, arena, &sending->webhook_secret,
		    &sending->lost_webhook_secret);
	open_secret(db, SEALING_PUSH_KEY, arena, &push_key, &sending->lost_push_key);
	snprintf(sending->push.private_key, sizeof(sending->push.private_key), "%s", push_key);
	return true;
}

bool sending_mails(const struct sending *sending)
{
	return sending->mail_server[0] != '\0' && sending->mail_sender[0] != '\0';
}

bool sending_mails_now(struct db *db, bool *mails, struct fault *fault)
{
	bool found = false;
	struct query *query = db_query(db, &SENDING_MAILS);
	if (query_next(query))
		found = row_int(query, "many") > 0;
	if (!query_end(&query, fault))
		return false;
	*mails = found;
	return true;
}

/* Checking ------------------------------------------------------------------------------- */

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."

static bool is_visible(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static bool is_host_name(const char *text)
{
	return text[0] != '-' && text[0] != '.' && text[strspn(text, HOST_CHARACTERS)] == '\0';
}

bool sending_url_is_good(const char *url)
{
	if (!is_visible(url) || strchr(url, '#') != NULL || strchr(url, '\\') != NULL)
		return false;
	if (strncmp(url, "https://", 8) == 0)
		url += 8;
	else if (strncmp(url, "http://", 7) == 0)
		url += 7;
	else
		return false;
	size_t host = strcspn(url, "/?");
	const char *name = memchr(url, '@', host);
	return host > 0 && name == NULL && strspn(url, HOST_CHARACTERS ":[]") >= host;
}

static bool check_url(const char *url, const char *field, struct fault *fault)
{
	if (url == NULL || url[0] == '\0' || sending_url_is_good(url))
		return true;
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, field, "an address such as https://example.com");
}

static bool check_mail(const struct sending_change *change, struct fault *fault)
{
	if (change->mail_server != NULL && !is_host_name(change->mail_server))
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "mail_server", "a name such as mail.example.com");
	if (change->mail_sender != NULL && change->mail_sender[0] != '\0' &&
	    !mail_address_is_good(change->mail_sender))
		return fault_set(fault, FAULT_BAD_CONTACT, "mail_sender");
	return true;
}

/* Changing ------------------------------------------------------------------------------- */

static const char *either(const char *wanted, const char *before)
{
	return wanted == NULL ? before : wanted;
}

/* Secrets stay as they are stored, also those that are lost: the right key may come back. */
static void merge(const struct sending_change *change, const struct db *db, struct arena *arena,
		  struct sending *sending)
{
	if (change->desk_address != NULL) {
		char *address = arena_text(arena, change->desk_address);
		size_t length = strlen(address);
		while (length > 0 && address[length - 1] == '/')
			address[--length] = '\0';
		sending->desk_address = address;
	}
	/* A password goes to the server it was given for. */
	if (change->mail_server != NULL && strcmp(change->mail_server, sending->mail_server) != 0)
		sending->mail_password = "";
	sending->mail_server = either(change->mail_server, sending->mail_server);
	if (change->mail_port >= 0)
		sending->mail_port = (int)change->mail_port;
	if (change->mail_security >= 0)
		sending->mail_security = (enum mail_security)change->mail_security;
	sending->mail_user = either(change->mail_user, sending->mail_user);
	if (change->mail_password != NULL)
		sending->mail_password =
		    vault_close(db, SEALING_MAIL_PASSWORD, change->mail_password, arena);
	sending->mail_sender = either(change->mail_sender, sending->mail_sender);
	sending->mail_name = either(change->mail_name, sending->mail_name);
	sending->webhook_url = either(change->webhook_url, sending->webhook_url);
}

static bool write_row(struct transaction *transaction, const struct sending *sending,
		      struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SENDING_CHANGE);
	query_text(query, 1, sending->desk_address);
	query_text(query, 2, sending->mail_server);
	query_int(query, 3, sending->mail_port);
	query_text(query, 4, mail_security_name(sending->mail_security));
	query_text(query, 5, sending->mail_user);
	query_text(query, 6, sending->mail_password);
	query_text(query, 7, sending->mail_sender);
	query_text(query, 8, sending->mail_name);
	query_text(query, 9, sending->webhook_url);
	query_text(query, 10, sending->webhook_secret);
	return query_run(&query, fault);
}

/* Whether there is a password, never what it is. */
static bool write_audit(struct transaction *transaction, const struct staff_id *by,
			const struct sending *sending, struct fault *fault)
{
	struct buffer detail = buffer_new(8000);
	struct json_writer json = json_writer(&detail);
	json_open_object(&json, NULL);
	json_add_text(&json, "desk_address", sending->desk_address);
	json_add_text(&json, "mail_server", sending->mail_server);
	json_add_int(&json, "mail_port", sending->mail_port);
	json_add_text(&json, "mail_security", mail_security_name(sending->mail_security));
	json_add_text(&json, "mail_sender", sending->mail_sender);
	json_add_bool(&json, "mail_password", sending->mail_password[0] != '\0');
	json_add_text(&json, "webhook_url", sending->webhook_url);
	json_close_object(&json);
	bool ok = audit_append(transaction, by->text, "sending.change", "sending", "settings",
			       detail.bytes, fault);
	buffer_free(&detail);
	return ok;
}

static bool apply_change(struct change *change_, struct transaction *transaction,
			 struct fault *fault)
{
	struct sending_change *change = (struct sending_change *)change_;
	struct sending sending;
	const char *push_key;
	struct db *db = transaction_db(transaction);
	struct arena *arena = transaction_arena(transaction);
	if (!read_stored(db, arena, &sending, &push_key, fault))
		return false;
	merge(change, db, arena, &sending);
	if (sending.mail_security == MAIL_PLAIN && sending.mail_password[0] != '\0')
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "mail_security",
				    "a password is sent through TLS only");
	if (sending.webhook_url[0] != '\0' &&
	    (change->new_webhook_secret || sending.webhook_secret[0] == '\0')) {
		change->webhook_secret = webhook_secret_new(change->arena);
		sending.webhook_secret =
		    vault_close(db, SEALING_WEBHOOK_SECRET, change->webhook_secret, arena);
	}
	return write_row(transaction, &sending, fault) && outbox_hurry(transaction, fault) &&
	       write_audit(transaction, &change->by, &sending, fault);
}

bool sending_change_prepare(struct sending_change *change, struct fault *fault)
{
	change->change.apply = apply_change;
	return check_url(change->desk_address, "desk_address", fault) &&
	       check_url(change->webhook_url, "webhook_url", fault) && check_mail(change, fault);
}

/* Keys ----------------------------------------------------------------------------------- */

static bool forget_devices(struct transaction *transaction, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SENDING_FORGET_DEVICES);
	return query_run(&query, fault);
}

static bool apply_keys(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct sending_keys *keys = (struct sending_keys *)change;
	struct sending sending;
	struct db *db = transaction_db(transaction);
	if (!sending_read(db, transaction_arena(transaction), &sending, fault))
		return false;
	keys->keys = sending.push;
	if (sending.push.public_key[0] != '\0' && !sending.lost_push_key)
		return true;
	if (!push_keys_new(&keys->keys))
		return fault_detail(fault, FAULT_INTERNAL, "push", "no key can be made");
	struct query *query = db_query(db, &SENDING_KEYS);
	query_text(query, 1, vault_close(db, SEALING_PUSH_KEY, keys->keys.private_key,
					 transaction_arena(transaction)));
	query_text(query, 2, keys->keys.public_key);
	return query_run(&query, fault) && forget_devices(transaction, fault);
}

void sending_keys_prepare(struct sending_keys *keys)
{
	keys->change.apply = apply_keys;
}
