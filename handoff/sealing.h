/*
 * Sealing: secrets that were stored before there was a key are encrypted, once,
 * when the server starts (data/vault.h).
 */
#ifndef FOYER_HANDOFF_SEALING_H
#define FOYER_HANDOFF_SEALING_H

#include "data/store.h"

/* Waits for the writer. */
bool sealing_run(struct store *store, struct fault *fault) MUST_USE;

/* What a secret is for, as data/vault.h wants to know it. */
const char *sealing_factor(const char *staff, struct arena *arena);
const char *sealing_member(const char *id, struct arena *arena);
#define SEALING_MAIL_PASSWORD  "outgoing.mail_password"
#define SEALING_WEBHOOK_SECRET "outgoing.webhook_secret"
#define SEALING_PUSH_KEY       "outgoing.push_private"

#endif
