/*
 * Sending: through what Foyer sends mail, to where it reports, and its keys
 * for browsers' push services; one row that admins change.
 *
 * Passwords and secrets are read by the sender alone and shown to nobody.
 * Reads on any thread; changes are applied on the writer.  Not here: what is
 * to be sent (outbox.h), the sending (http/sender.h).
 */
#ifndef FOYER_HANDOFF_SENDING_H
#define FOYER_HANDOFF_SENDING_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/push_seal.h"
#include "data/store.h"

#define SENDING_HOST_MOST   253
#define SENDING_URL_MOST    1000
#define SENDING_SECRET_MOST 500

#define MAIL_SECURITIES(X)                                                                         \
	X(MAIL_PLAIN, "none")        /* for a server on this machine: no password is sent */       \
	X(MAIL_STARTTLS, "starttls") /* must be offered, and with a good certificate */            \
	X(MAIL_TLS, "tls")           /* from the first byte */

enum mail_security {
#define X(code, name) code,
	MAIL_SECURITIES(X)
#undef X
	    MAIL_SECURITY_COUNT
};
const char *mail_security_name(enum mail_security security);
bool mail_security_from_name(const char *name, enum mail_security *security);

struct sending {
	const char *desk_address; /* without a slash at its end; "": links are left out */
	const char *mail_server;  /* "": no mail */
	int mail_port;
	enum mail_security mail_security;
	const char *mail_user; /* "": none is asked for */
	const char *mail_password;
	const char *mail_sender;
	const char *mail_name; /* "": none */
	const char *webhook_url; /* "": none */
	const char *webhook_secret;
	struct push_keys push; /* "" until the first use */
	/* Can't be opened any more (data/vault.h), and "" here. */
	bool lost_mail_password, lost_webhook_secret, lost_push_key;
};
bool sending_read(struct db *db, struct arena *arena, struct sending *sending,
		  struct fault *fault) MUST_USE;
bool sending_mails(const struct sending *sending);
/* The same without reading any secret. */
bool sending_mails_now(struct db *db, bool *mails, struct fault *fault) MUST_USE;

/* NULL and -1 leave a thing as it is.  A webhook without a secret gets one.
 * Faults name the field. */
struct sending_change {
	struct change change;
	struct staff_id by;
	const char *desk_address;
	const char *mail_server;
	int64_t mail_port;
	int mail_security; /* enum mail_security, or -1 */
	const char *mail_user;
	const char *mail_password;
	const char *mail_sender;
	const char *mail_name;
	const char *webhook_url;
	bool new_webhook_secret;
	const char *webhook_secret; /* result: the one just made, else NULL; lives in `arena` */
	struct arena *arena;
};
bool sending_change_prepare(struct sending_change *change, struct fault *fault) MUST_USE;

/* Makes the keys for push services, when there are none yet or they are lost;
 * browsers that were subscribed with lost ones are forgotten. */
struct sending_keys {
	struct change change;
	struct push_keys keys; /* result: those that hold */
};
void sending_keys_prepare(struct sending_keys *keys);

/* True for "https://host[:port][/path]" (or http) without names, passwords,
 * fragments or anything that isn't visible ASCII. */
bool sending_url_is_good(const char *url);

#endif
