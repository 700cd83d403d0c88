/*
 * Ticket tell: see ticket_tell.h.
 */
#include "handoff/ticket_tell.h"

#include <string.h>

#include "data/buffer.h"
#include "data/clock.h"
#include "data/json.h"
#include "data/log.h"
#include "data/mail.h"
#include "data/text.h"
#include "data/vault.h"
#include "handoff/act_internal.h"
#include "handoff/letter_page.h"
#include "handoff/letter_words.h"
#include "handoff/mail_allowance.h"
#include "handoff/outbox.h"
#include "handoff/sending.h"
#include "handoff/sql_parts.h"
#include "handoff/ticket_internal.h"

#define LINK_SECRET "ticket-link"
#define HOUR_MS     3600000LL
#define FACTS_MOST  (TICKET_TEXT_MOST * 6 + 500)

SQL_WRITE(TICKET_LINKS_END, "DELETE FROM ticket_link WHERE ticket = $1");
SQL_WRITE(TICKET_LINK_MAKE,
	  "INSERT INTO ticket_link (id, ticket, secret_hash, secret, address, expires_at) "
	  "VALUES ($1, $2, $3, $4, $5, $6)");
SQL_READ(TICKET_LINK_SHOW,
	 "SELECT l.secret, CASE WHEN o.desk_address <> '' THEN o.desk_address ELSE l.address END "
	 "AS address, c.language FROM ticket_link l JOIN outgoing o ON o.id = 1 "
	 "JOIN ticket t ON t.id = l.ticket JOIN conversation c ON c.id = t.conversation "
	 "WHERE l.id = $1 AND l.expires_at > $2 AND t.state = 'solved'");
SQL_READ(TICKET_MAILS_OF_STAFF, "SELECT COUNT(*) AS many FROM outbox WHERE staff = $1 "
				"AND created_at > $2 AND cause = 'ticket'");
SQL_READ(TICKET_MAILS_TO, "SELECT COUNT(*) AS many FROM outbox WHERE target = $1 "
			  "AND created_at > $2 AND cause = 'ticket'");
/* Of no group ("") are those who oversee. */
SQL_SCAN(TICKET_OWNERS,
	 "SELECT s.id AS staff FROM staff s WHERE s.blocked = 0 AND (($1 = '' AND s.role IN "
	 "('supervisor', 'admin')) OR ($1 <> '' AND (" SQL_SERVES("$1") " OR " SQL_LEADS("$1") ")))");
SQL_READ(TICKET_AGENT_WORKS,
	 "SELECT COUNT(*) AS works FROM staff WHERE id = $1 AND blocked = 0 AND role <> 'editor'");

/* Links ------------------------------------------------------------------------------------- */

static bool end_links(struct db *db, const struct ticket *ticket, struct fault *fault)
{
	struct query *query = db_query(db, &TICKET_LINKS_END);
	query_text(query, 1, ticket->id);
	return query_run(&query, fault);
}

static bool make_link(struct transaction *transaction, const struct ticket *ticket,
		      const char *address, char id[ID_LENGTH + 1], struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct secret secret = secret_new();
	struct secret_hash hash = secret_hash(secret.text);
	if (!end_links(db, ticket, fault))
		return false;
	id_new(transaction_now(transaction), id);
	struct query *query = db_query(db, &TICKET_LINK_MAKE);
	query_text(query, 1, id);
	query_text(query, 2, ticket->id);
	query_text(query, 3, hash.text);
	query_text(query, 4, vault_close(db, LINK_SECRET, secret.text, transaction_arena(transaction)));
	query_text(query, 5, address == NULL ? "" : address);
	query_int(query, 6, transaction_now(transaction) + TICKET_LINK_LASTS_MS);
	return query_run(&query, fault);
}

/* The words that lead there are in its customer's language. */
static enum lookup read_link(struct db *db, const char *link, struct arena *arena, const char **address,
		      const char **words, struct fault *fault)
{
	const char *sealed = "", *server = "", *language = "", *secret;
	bool is_there = false;
	*address = "";
	struct query *query = db_query(db, &TICKET_LINK_SHOW);
	query_text(query, 1, link);
	query_int(query, 2, clock_now());
	if (query_next(query)) {
		is_there = true;
		sealed = row_text(query, "secret", arena);
		server = row_text(query, "address", arena);
		language = row_text(query, "language", arena);
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (!is_there)
		return LOOKUP_ABSENT;
	if (!vault_open(db, LINK_SECRET, sealed, arena, &secret, fault))
		return LOOKUP_FAILED;
	enum language its = language_from_tag(language);
	*words = letter_words[LETTER_TICKET_SAY][its];
	if (secret[0] != '\0' && server[0] != '\0')
		*address = arena_format(arena, "%s/ticket/%s/%s", server, language_tag(its), secret);
	return LOOKUP_FOUND;
}

enum lookup ticket_tell_address(struct db *db, const char *link, struct arena *arena,
				const char **address, struct fault *fault)
{
	const char *words;
	return read_link(db, link, arena, address, &words, fault);
}

/* Nothing else that the system says has a key. */
static bool tells_of_link(const struct event *event)
{
	return event->author == AUTHOR_SYSTEM && event->type == EVENT_MESSAGE && event->key != NULL;
}

static bool put_links(struct db *db, struct event *events, int count, struct arena *arena,
		      struct fault *fault)
{
	for (int at = 0; at < count; at++) {
		const char *address, *words;
		if (!tells_of_link(&events[at]))
			continue;
		if (read_link(db, events[at].key, arena, &address, &words, fault) == LOOKUP_FAILED) {
			/* A restored folder without its key: the words are worth reading without the link. */
			if (fault->code != FAULT_SECRET_LOST)
				return false;
			log_fault(LOG_WARNING, "ticket", fault);
			continue;
		}
		if (address[0] != '\0')
			events[at].text = arena_format(arena, "%s\n\n[%s](%s)", events[at].text, words, address);
	}
	return true;
}

bool ticket_tell_read(struct db *db, const struct conversation_id *conversation, int64_t after,
		      const struct event_reader *reader, int most, struct arena *arena,
		      struct event **events, int *count, struct fault *fault)
{
	return event_read(db, conversation, after, reader, most, arena, events, count, fault) &&
	       (reader->kind != EVENTS_FOR_VISITOR || put_links(db, *events, *count, arena, fault));
}

/* Customers --------------------------------------------------------------------------------- */

static bool say(struct transaction *transaction, const struct ticket *ticket, const char *text,
		const char *key, struct fault *fault)
{
	struct scene scene;
	struct act act = {.arena = transaction_arena(transaction),
			  .conversation = ticket->conversation,
			  .actor = {.kind = ACTOR_SYSTEM}};
	if (!act_begin(&scene, &act, transaction, NULL, fault) ||
	    !act_allow(&scene, ACTION_TELL, fault))
		return false;
	struct event event = act_event(&scene, EVENT_MESSAGE);
	event.text = text;
	event.key = key;
	return act_append(&scene, &event, fault);
}

/* Staff choose the address, so they could have others written to. */
static bool check_allowances(struct transaction *transaction, const char *address,
			     const struct staff_id *by, struct fault *fault)
{
	const struct mail_allowance allowances[] = {
	    {&TICKET_MAILS_OF_STAFF, by->text, HOUR_MS, TICKET_MAILS_A_STAFF},
	    {&TICKET_MAILS_TO, address, 24 * HOUR_MS, TICKET_MAILS_AN_ADDRESS}};
	return mail_allowances_check(transaction, allowances,
				     sizeof(allowances) / sizeof(*allowances), "contact", fault);
}

bool ticket_tell_mails(struct db *db, const struct ticket *ticket, struct arena *arena,
		       const char **address, struct fault *fault)
{
	bool mails;
	if (!sending_mails_now(db, &mails, fault))
		return false;
	const char *written = mails && contact_is_email(ticket->contact)
				  ? mail_address_in_ascii(ticket->contact, arena)
				  : NULL;
	/* However it was typed, it is one address. */
	*address = written == NULL ? NULL : text_lower_ascii(written, arena);
	return true;
}

static bool put_row(struct transaction *transaction, const struct ticket *ticket,
		    const struct staff_id *by, const char *address, const char *text,
		    const char *link, struct fault *fault)
{
	char id[ID_LENGTH + 1];
	id_new(transaction_now(transaction), id);
	struct buffer facts = buffer_new(FACTS_MOST);
	struct json_writer json = json_writer(&facts);
	json_open_object(&json, NULL);
	json_add_text(&json, "ticket", ticket->id);
	json_add_text(&json, "link", link);
	json_add_text(&json, "text", text);
	json_close_object(&json);
	struct outbox_item item = {.kind = OUTBOX_MAIL,
				   .cause = OUTBOX_TICKET,
				   .target = address,
				   .conversation = &ticket->conversation,
				   .staff = by,
				   .facts = facts.bytes,
				   .once = arena_format(transaction_arena(transaction), "ticket %s", id)};
	bool good = outbox_put(transaction, &item, fault);
	buffer_free(&facts);
	return good;
}

/* What there is to say isn't held up by how many mails went out: it stands in the conversation. */
static bool put_mail(struct transaction *transaction, const struct ticket *ticket,
		     const struct staff_id *by, const char *text, const char *link,
		     struct fault *fault)
{
	const char *address;
	const struct ticket_actor actor = {TICKET_BY_STAFF, by, NULL};
	if (!ticket_tell_mails(transaction_db(transaction), ticket, transaction_arena(transaction),
			       &address, fault))
		return false;
	if (address == NULL)
		return true;
	if (check_allowances(transaction, address, by, fault))
		return put_row(transaction, ticket, by, address, text, link, fault);
	return fault->code == FAULT_MAILS_ENOUGH &&
	       ticket_note(transaction, ticket, &actor, "not-mailed", "", ticket->contact, fault);
}

static const char *sentence(struct transaction *transaction, const struct ticket *ticket,
			    enum letter_word word, const char *text)
{
	struct arena *arena = transaction_arena(transaction);
	const char *number = arena_format(arena, "T-%lld", (long long)ticket->number);
	const char *words = letter_words[word][language_from_tag(ticket->language)];
	const char *filled = letter_fill(arena, words, number, ticket->title);
	return text[0] == '\0' ? filled : arena_format(arena, "%s\n\n%s", filled, text);
}

bool ticket_tell_solved(struct transaction *transaction, const struct ticket *ticket,
			const struct staff_id *by, const char *solution, const char *address,
			struct fault *fault)
{
	char link[ID_LENGTH + 1];
	return make_link(transaction, ticket, address, link, fault) &&
	       say(transaction, ticket,
		   sentence(transaction, ticket, LETTER_TICKET_SOLVED, solution), link, fault) &&
	       put_mail(transaction, ticket, by, solution, link, fault);
}

bool ticket_tell_comment(struct transaction *transaction, const struct ticket *ticket,
			 const struct staff_id *by, const char *text, struct fault *fault)
{
	return say(transaction, ticket,
		   sentence(transaction, ticket, LETTER_TICKET_ABOUT, text), NULL, fault) &&
	       put_mail(transaction, ticket, by, text, "", fault);
}

/* Owners ------------------------------------------------------------------------------------ */

static bool tell_group(struct transaction *transaction, const struct ticket *ticket,
		       const char *group, enum tiding_kind kind, size_t *told, struct fault *fault)
{
	struct staff_id *people = NULL;
	size_t count = 0;
	struct arena *arena = transaction_arena(transaction);
	struct query *query = db_query(transaction_db(transaction), &TICKET_OWNERS);
	query_text(query, 1, group);
	while (query_next(query)) {
		people = arena_one_more(arena, people, count, sizeof(*people));
		row_text_into(query, "staff", people[count].text, sizeof(people[count].text));
		count++;
	}
	if (!query_end(&query, fault))
		return false;
	for (size_t at = 0; at < count; at++)
		if (!tiding_tell_of_ticket(transaction, &people[at], kind, &ticket->conversation,
					   ticket->id, &ticket->made_by, fault))
			return false;
	*told = count;
	return true;
}

/* Whose it is may have been blocked since. */
static bool agent_works(struct db *db, const struct ticket *ticket, bool *works, struct fault *fault)
{
	struct query *query = db_query(db, &TICKET_AGENT_WORKS);
	query_text(query, 1, ticket->agent.text);
	*works = query_next(query) && row_int(query, "works") != 0;
	return query_end(&query, fault);
}

bool ticket_tell_owners(struct transaction *transaction, const struct ticket *ticket,
			enum tiding_kind kind, struct fault *fault)
{
	bool works;
	size_t told;
	if (!agent_works(transaction_db(transaction), ticket, &works, fault))
		return false;
	if (works)
		return tiding_tell_of_ticket(transaction, &ticket->agent, kind, &ticket->conversation,
					     ticket->id, &ticket->made_by, fault);
	return tell_group(transaction, ticket, ticket->group.text, kind, &told, fault) &&
	       (told > 0 || tell_group(transaction, ticket, "", kind, &told, fault));
}
