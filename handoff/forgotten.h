/*
 * Forgotten: somebody asks for a link to sign in, by mail.
 *
 * Whether there is such an account is found out when the mail is written
 * (letter.h), never by whoever asks.  One name is sent one in ten minutes.
 */
#ifndef FOYER_HANDOFF_FORGOTTEN_H
#define FOYER_HANDOFF_FORGOTTEN_H

#include "data/store.h"

struct forgotten {
	struct change change;
	const char *name; /* as it was typed */
};
void forgotten_prepare(struct forgotten *forgotten);

#endif
