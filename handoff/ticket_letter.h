/*
 * Ticket letter: a mail to a ticket's customer, written when it is sent; a row
 * of the table in letter.c.  The sender's thread.
 */
#ifndef FOYER_HANDOFF_TICKET_LETTER_H
#define FOYER_HANDOFF_TICKET_LETTER_H

#include "handoff/letter.h"

enum lookup ticket_letter(struct letter *letter, struct mail *mail, struct fault *fault) MUST_USE;

#endif
