/*
 * Letter: what a row of the outbox says, written when it is sent, in its
 * reader's language.
 *
 * LOOKUP_ABSENT with the reason where nobody needs it any more.  Called by the sender's thread, which may write: a link to sign in is
 * made when its mail is, so that its secret is kept nowhere.
 */
#ifndef FOYER_HANDOFF_LETTER_H
#define FOYER_HANDOFF_LETTER_H

#include "data/mail.h"
#include "data/store.h"
#include "handoff/outbox.h"
#include "handoff/push_device.h"
#include "handoff/sending.h"

struct letter {
	struct store *store;
	const struct outbox_row *row;
	const struct sending *sending;
	struct arena *arena;
	struct fault why_not; /* result with LOOKUP_ABSENT */
};

/* The message; sender and date are filled in. */
enum lookup letter_mail(struct letter *letter, struct mail *mail, struct fault *fault) MUST_USE;

/* What the desk's service worker shows, JSON, and to which device. */
enum lookup letter_push(struct letter *letter, struct push_device *device, const char **body,
			struct fault *fault) MUST_USE;

/* What a webhook is told, JSON. */
enum lookup letter_webhook(struct letter *letter, const char **body, struct fault *fault) MUST_USE;

#endif
