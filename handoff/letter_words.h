/*
 * Letter words: what mails and pushes say, in each language.
 *
 * "%s" stands for what letter.c puts in.  Used by handoff/letter*.c alone.
 */
#ifndef FOYER_HANDOFF_LETTER_WORDS_H
#define FOYER_HANDOFF_LETTER_WORDS_H

#include "data/fault.h"

enum letter_word {
	LETTER_ALERT_TITLE,  /* group */
	LETTER_ALERT_BODY,   /* group, minutes */
	LETTER_ALERT_SHORT,  /* minutes */
	LETTER_ALERT_WHY,
	LETTER_OPEN,
	LETTER_TEST_TITLE,
	LETTER_TEST_BODY,
	LETTER_TALK_TITLE,   /* of whom, or nothing */
	LETTER_TALK_WITH,    /* whom */
	LETTER_LINK_TITLE,
	LETTER_LINK_BODY,
	LETTER_LINK_NOT_YOU,
	LETTER_LINK_OPEN,
	LETTER_TICKET_SOLVED, /* number, title */
	LETTER_TICKET_ABOUT,  /* number, title */
	LETTER_TICKET_SUBJECT, /* number, title */
	LETTER_TICKET_SAY,
	LETTER_TICKET_WHY,
	LETTER_WORD_COUNT
};

extern const char *const letter_words[LETTER_WORD_COUNT][LANGUAGE_COUNT];

#endif
