/*
 * Conversation: see conversation.h.  Lists are conversation_list.c.  Reading
 * on any thread; opening is prepared on a loop's and applied on the writer's.
 */
#include "handoff/conversation.h"

#include <string.h>

#include "data/event_search.h"
#include "data/text.h"
#include "handoff/bodies.h"
#include "handoff/group.h"
#include "handoff/member.h"
#include "handoff/situation.h"
#include "handoff/site_book.h"
#include "handoff/sql_parts.h"
#include "handoff/visitor_form.h"
#include "handoff/visitor_block.h"

#define SITE_MOST     64
#define LANGUAGE_MOST 35
#define ADDRESS_MOST  2000

SQL_SCAN(
    CONVERSATION_READ,
    "SELECT c.site, c.language, c.owner, c.last_number, c.created_at, c.changed_at, c.agent, "
    "a.display_name AS agent_name, c.service_group, g.name AS group_name, c.handoff_reason, "
    "c.page, c.referrer, c.rating, c.rating_comment, c.tags, c.attributes, "
    "c.agent_number, c.visitor_seen, c.visitor_got, c.form, c.member, "
    "CASE WHEN a.connected > 0 OR a.polling = 1 THEN 1 ELSE 0 END AS agent_here, " SQL_AGENTS_ONLINE(
	"COALESCE(c.service_group, c.entry_group, d.id)") " AS online "
					   "FROM conversation c LEFT JOIN staff a ON a.id = "
					   "c.agent "
					   "LEFT JOIN service_group g ON g.id = c.service_group "
					   "LEFT JOIN service_group d ON d.is_default = 1 WHERE "
					   "c.id = $1");
SQL_READ(CONVERSATION_TOKEN, "SELECT token_hash FROM conversation WHERE id = $1");
SQL_READ(CONVERSATION_VISIBLE, "SELECT CASE WHEN " SQL_MAY_SEE " THEN 1 ELSE 0 END AS visible, "
			       "CASE WHEN s.role IN ('supervisor', 'admin') OR " SQL_LEADS("c.service_group") " THEN 1 ELSE 0 END AS oversees "
			       "FROM conversation c JOIN staff s ON s.id = $2 WHERE c.id = $1");
SQL_WRITE(CONVERSATION_INSERT,
	  "INSERT INTO conversation (id, site, language, token_hash, page, referrer, created_at, "
	  "changed_at, tags, first_tags, attributes, entry_group, origin) VALUES ($1, $2, $3, $4, $5, $6, $7, "
	  "$7, $8, COALESCE($8, '[]'), $9, $10, $11)");

/* Reading ----------------------------------------------------------------------------- */

static void read_row(struct query *query, struct arena *arena, struct conversation_view *view)
{
	char owner[16];
	row_text_into(query, "owner", owner, sizeof(owner));
	view->owner = owner_from_name(owner);
	view->site = row_text(query, "site", arena);
	view->language = row_text(query, "language", arena);
	view->last_number = row_int(query, "last_number");
	view->created_at = row_int(query, "created_at");
	view->changed_at = row_int(query, "changed_at");
	row_text_into(query, "agent", view->agent.text, sizeof(view->agent.text));
	view->agent_name = row_text(query, "agent_name", arena);
	row_text_into(query, "service_group", view->group.text, sizeof(view->group.text));
	view->group_name = row_text(query, "group_name", arena);
	view->handoff_reason = row_text(query, "handoff_reason", arena);
	view->page = row_text(query, "page", arena);
	view->referrer = row_text(query, "referrer", arena);
	view->rating = row_text(query, "rating", arena);
	view->rating_comment = row_text(query, "rating_comment", arena);
	view->seen_number = row_int(query, "agent_number");
	view->visitor_seen = row_int(query, "visitor_seen");
	view->visitor_got = row_int(query, "visitor_got");
	view->form = row_text(query, "form", arena);
	view->member = row_text(query, "member", arena);
	view->agent_here = row_int(query, "agent_here") != 0;
	view->tags = row_text(query, "tags", arena);
	view->attributes = row_text(query, "attributes", arena);
	view->agents_online = (int)row_int(query, "online");
}

static bool read_place(struct db *db, struct conversation_view *view, struct fault *fault)
{
	enum lookup lookup = LOOKUP_ABSENT;
	if (view->owner == OWNER_QUEUE)
		lookup = queue_place_of(db, &view->id, &view->place, fault);
	view->is_waiting = lookup == LOOKUP_FOUND;
	return lookup != LOOKUP_FAILED;
}

static bool read_people(struct db *db, struct arena *arena, struct conversation_view *view,
			struct fault *fault)
{
	struct participant *people;
	if (!participant_list(db, &view->id, arena, &people, &view->people_count, fault))
		return false;
	view->people = people;
	return true;
}

enum lookup conversation_read(struct db *db, const struct conversation_id *id, struct arena *arena,
			      struct conversation_view *view, struct fault *fault)
{
	struct conversation_view found = {.id = *id};
	bool any = false;
	struct query *query = db_query(db, &CONVERSATION_READ);
	query_text(query, 1, id->text);
	if (query_next(query)) {
		read_row(query, arena, &found);
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (!any)
		return LOOKUP_ABSENT;
	if (!read_place(db, &found, fault) || !read_people(db, arena, &found, fault))
		return LOOKUP_FAILED;
	*view = found;
	return LOOKUP_FOUND;
}

bool conversation_admit_visitor(struct db *db, const struct conversation_id *id, const char *token,
				struct fault *fault)
{
	char stored[SECRET_HASH_LENGTH + 1] = "";
	struct secret_hash hash = secret_hash(token);
	struct query *query = db_query(db, &CONVERSATION_TOKEN);
	query_text(query, 1, id->text);
	if (query_next(query))
		row_text_into(query, "token_hash", stored, sizeof(stored));
	if (!query_end(&query, fault))
		return false;
	bool fits = text_equal_secret(hash.text, stored);
	if (!fits && !member_token_fits(db, id, token, &fits, fault))
		return false;
	return fits || fault_set(fault, FAULT_NOT_FOUND, "conversation");
}

bool conversation_admit_reader(struct db *db, const struct conversation_id *id,
			       const struct staff_id *staff, struct event_reader *reader,
			       struct fault *fault)
{
	bool any = false;
	bool visible = false;
	*reader = (struct event_reader){.kind = EVENTS_FOR_STAFF, .staff = *staff};
	struct query *query = db_query(db, &CONVERSATION_VISIBLE);
	query_text(query, 1, id->text);
	query_text(query, 2, staff->text);
	if (query_next(query)) {
		any = true;
		visible = row_int(query, "visible") != 0;
		if (row_int(query, "oversees") != 0)
			reader->kind = EVENTS_FOR_OVERSEER;
	}
	if (!query_end(&query, fault))
		return false;
	if (!any)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	return visible || fault_set(fault, FAULT_FORBIDDEN, "conversation");
}

bool conversation_admit_staff(struct db *db, const struct conversation_id *id,
			      const struct staff_id *staff, struct fault *fault)
{
	struct event_reader unused;
	return conversation_admit_reader(db, id, staff, &unused, fault);
}

/* Opening ------------------------------------------------------------------------------- */

static bool check_word(const char *word, const char *field, size_t most, const char *allowed,
		       struct fault *fault)
{
	size_t length = strlen(word);
	if (length == 0)
		return fault_set(fault, FAULT_EMPTY, field);
	if (length > most)
		return fault_limit(fault, FAULT_TOO_LONG, field, (int64_t)length, (int64_t)most);
	if (strspn(word, allowed) != length)
		return fault_set(fault, FAULT_BAD_CHARACTER, field);
	return true;
}

static bool clean_address(const char **address, const char *field, struct arena *arena,
			  struct fault *fault)
{
	static const struct text_limit limit = {0, ADDRESS_MOST, true};
	char *clean;
	if (*address == NULL)
		return true;
	if (!text_clean(*address, field, limit, arena, &clean, fault))
		return false;
	*address = clean[0] == '\0' ? NULL : clean;
	return true;
}

/* The group that the page names, or the site's; none when it is the default. */
static bool find_serving(const struct conversation_open *open, struct transaction *transaction,
			 struct group_id *serving, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct group group;
	*serving = site_book_find(open->book, open->site)->group;
	if (open->group == NULL)
		return true;
	enum lookup found =
	    group_by_name(db, open->group, transaction_arena(transaction), &group, fault);
	if (found == LOOKUP_ABSENT && id_is_valid(open->group)) {
		struct group_id id;
		memcpy(id.text, open->group, sizeof(id.text));
		found = group_by_id(db, &id, transaction_arena(transaction), &group, fault);
	}
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "group");
	*serving = group.id;
	return found == LOOKUP_FOUND;
}

static bool insert(struct conversation_open *open, struct transaction *transaction,
		   const struct group_id *serving, struct fault *fault)
{
	struct secret_hash hash = secret_hash(open->token.text);
	struct query *query = db_query(transaction_db(transaction), &CONVERSATION_INSERT);
	query_text(query, 1, open->id.text);
	query_text(query, 2, open->site);
	query_text(query, 3, open->language);
	query_text(query, 4, hash.text);
	query_text(query, 5, open->page);
	query_text(query, 6, open->referrer);
	query_int(query, 7, transaction_now(transaction));
	query_text(query, 8, open->tags_kept);
	query_text(query, 9, open->attributes_kept);
	query_text(query, 10, serving->text[0] == '\0' ? NULL : serving->text);
	query_text(query, 11, open->origin);
	return query_run(&query, fault);
}

/* Where people come first it doesn't promise an answer at once. */
static const char *welcome(const struct conversation_open *open, const struct standing *standing)
{
	const struct site_settings *site = site_book_find(open->book, open->site);
	bool people = situation_wants_person(standing, open->book, open->arena) != NULL;
	return site_group_text(site, &standing->entry_group,
			       people ? REPLY_WELCOME_AGENTS : REPLY_WELCOME,
			       site_language(site, language_from_tag(open->language)));
}

/* What is known of the visitor, to be found by; NULL when that is nothing. */
static const char *visitor_words(const struct conversation_open *open, struct arena *arena)
{
	if (open->tags_kept == NULL && open->attributes_kept == NULL)
		return NULL;
	return arena_format(arena, "%s %s", open->tags_kept != NULL ? open->tags_kept : "",
			    open->attributes_kept != NULL ? open->attributes_kept : "");
}

static bool apply_open(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct conversation_open *open = (struct conversation_open *)change;
	const struct notice notice = {.word = "welcome"};
	struct standing standing = {
	    .site = open->site, .language = open->language, .tags = open->tags_kept};
	if (!find_serving(open, transaction, &standing.entry_group, fault))
		return false;
	id_new(transaction_now(transaction), open->id.text);
	open->token = secret_new();
	open->events = arena_array(open->arena, 1, sizeof(*open->events));
	open->event_count = 1;
	open->events[0] = (struct event){.type = EVENT_MESSAGE,
					 .author = AUTHOR_BOT,
					 .text = welcome(open, &standing),
					 .body = body_notice(open->arena, &notice)};
	return insert(open, transaction, &standing.entry_group, fault) &&
	       visitor_form_keep(transaction, &open->id, open->form_kept, fault) &&
	       member_keep(transaction, &open->id, open->member, fault) &&
	       visitor_block_check(transaction_db(transaction), &open->id,
				   transaction_now(transaction), fault) &&
	       event_search_put(transaction, &open->id, EVENT_SEARCH_VISITOR,
				visitor_words(open, transaction_arena(transaction)), fault) &&
	       event_append(transaction, &open->id, &open->events[0], fault);
}

/* What is asked before a person is called may be answered now or then. */
static bool read_form(struct conversation_open *open, struct fault *fault)
{
	const struct site_form *form = &site_book_find(open->book, open->site)->form;
	return (form->before_person && open->form == NULL) ||
	       visitor_form_read(form, open->form, open->arena, &open->form_kept, fault);
}

bool conversation_open_prepare(struct conversation_open *open, struct fault *fault)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	open->change.apply = apply_open;
	if (open->site == NULL)
		open->site = "default";
	if (open->language == NULL)
		open->language = language_tag(LANGUAGE_EN);
	return check_word(open->site, "site", SITE_MOST, letters, fault) &&
	       check_word(open->language, "language", LANGUAGE_MOST, letters, fault) &&
	       clean_address(&open->page, "page", open->arena, fault) &&
	       clean_address(&open->referrer, "referrer", open->arena, fault) &&
	       visitor_tags_read(open->tags, open->tag_count, open->arena, &open->tags_kept,
				 fault) &&
	       visitor_attributes_read(open->attributes, open->arena, &open->attributes_kept,
				       fault) &&
	       read_form(open, fault);
}
