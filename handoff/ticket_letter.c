/*
 * Ticket letter: see ticket_letter.h.
 */
#include "handoff/ticket_letter.h"

#include <string.h>

#include "data/json.h"
#include "handoff/letter_page.h"
#include "handoff/letter_words.h"
#include "handoff/ticket_internal.h"
#include "handoff/ticket_tell.h"

static const char *filled(const struct letter *letter, const struct ticket *ticket,
			  enum letter_word word, enum language language)
{
	const char *number = arena_format(letter->arena, "T-%lld", (long long)ticket->number);
	return letter_fill(letter->arena, letter_words[word][language], number, ticket->title);
}

static bool read_facts(const struct letter *letter, const char **id, const char **link,
		       const char **text, struct fault *fault)
{
	const struct json *facts;
	if (!json_parse(letter->row->facts, strlen(letter->row->facts), letter->arena, &facts, fault))
		return false;
	*id = json_text(facts, "ticket");
	*link = json_text(facts, "link");
	*text = json_text(facts, "text");
	return (*id != NULL && *link != NULL && *text != NULL) ||
	       fault_detail(fault, FAULT_STORE_DAMAGED, "outbox", "facts of a ticket");
}

/* Where it was solved and isn't any more, or was solved once more meanwhile, nobody needs to be
 * asked about this solution. */
static enum lookup find_link(struct db *db, const struct ticket *ticket, const char *link,
			     struct arena *arena, const char **address, struct fault *fault)
{
	if (link[0] == '\0')
		return LOOKUP_FOUND;
	if (ticket->state != TICKET_SOLVED)
		return LOOKUP_ABSENT;
	return ticket_tell_address(db, link, arena, address, fault);
}

enum lookup ticket_letter(struct letter *letter, struct mail *mail, struct fault *fault)
{
	struct ticket ticket;
	struct db *db = store_reader(letter->store);
	const char *id, *link, *text, *address = "";
	if (!read_facts(letter, &id, &link, &text, fault))
		return LOOKUP_FAILED;
	enum lookup found = ticket_load(db, id, letter->arena, &ticket, fault);
	bool is_solved = link[0] != '\0';
	if (found == LOOKUP_FOUND)
		found = find_link(db, &ticket, link, letter->arena, &address, fault);
	if (found == LOOKUP_ABSENT)
		fault_detail(&letter->why_not, FAULT_SEND_CALLED_OFF, "", "%s", "");
	if (found != LOOKUP_FOUND)
		return found;
	enum language language = language_from_tag(ticket.language);
	const char *why = letter_words[LETTER_TICKET_WHY][language];
	struct letter_page page = {
	    .language = language,
	    .paragraphs = {filled(letter, &ticket, is_solved ? LETTER_TICKET_SOLVED : LETTER_TICKET_ABOUT,
				  language),
			   text[0] == '\0' ? why : text, text[0] == '\0' ? NULL : why},
	    .link = address,
	    .link_words = letter_words[LETTER_TICKET_SAY][language]};
	mail->subject = filled(letter, &ticket, LETTER_TICKET_SUBJECT, language);
	letter_page_write(&page, letter->arena, mail);
	return LOOKUP_FOUND;
}
