/*
 * Chosen: see chosen.h.
 */
#include "handoff/chosen.h"

#include <string.h>

#include "bot/rank.h"
#include "data/clock.h"
#include "data/text.h"
#include "kb/judgement.h"
#include "kb/traditional.h"

/* Below this an answer is more in the way than a help. */
#define CONFIDENCE_LEAST 0.08

SQL_READ(CHOSEN_ASKED,
	 "SELECT c.site, c.language, c.visitor_number, (SELECT e.text FROM event e "
	 "WHERE e.conversation = c.id AND e.number = c.visitor_number) AS asked "
	 "FROM conversation c WHERE c.id = $1");
SQL_READ(CHOSEN_TAUGHT,
	 "SELECT e.text, c.language FROM event e JOIN conversation c ON c.id = e.conversation "
	 "WHERE e.conversation = $1 AND e.number = $2 AND e.author = 'visitor' "
	 "AND e.type = 'message' AND EXISTS (SELECT 1 FROM entry n WHERE n.external_id = $3 "
	 "AND n.status = 'active')");

/* Offering -------------------------------------------------------------------------------- */

struct asking {
	const char *site;
	const char *language;
};

static bool read_asked(struct db *db, const struct conversation_id *conversation,
		       struct arena *arena, struct asking *asking, struct offers *offers,
		       struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(db, &CHOSEN_ASKED);
	query_text(query, 1, conversation->text);
	if (query_next(query)) {
		any = true;
		asking->site = row_text(query, "site", arena);
		asking->language = row_text(query, "language", arena);
		offers->about = row_int(query, "visitor_number");
		offers->asked = row_text(query, "asked", arena);
	}
	if (!query_end(&query, fault))
		return false;
	return any || fault_set(fault, FAULT_NOT_FOUND, "conversation");
}

/* Readers in Taiwan are answered in their own characters. */
static const char *answer_for(const struct snapshot_entry *entry, const char *language,
			      struct arena *arena)
{
	bool converts = language_from_tag(language) == LANGUAGE_ZH_TW &&
			entry->language[0] != '\0' &&
			language_from_tag(entry->language) == LANGUAGE_ZH_CN;
	return converts ? traditional_markdown(entry->answer, arena)
			: arena_text(arena, entry->answer);
}

/* The visitor reads it: the same language, whatever script or country. */
static bool is_read(const struct snapshot_entry *entry, const char *language)
{
	return entry->language[0] == '\0' || strncmp(entry->language, language, 2) == 0;
}

static void offer(const struct matches *matches, const struct asking *asking, bool read,
		  struct arena *arena, struct offers *offers)
{
	for (int at = 0; at < matches->count && offers->count < OFFERS_MOST; at++) {
		const struct match *match = &matches->best[at];
		if (match->confidence < CONFIDENCE_LEAST)
			break;
		if (is_read(match->entry, asking->language) != read)
			continue;
		offers->best[offers->count++] =
		    (struct offer){.entry = arena_text(arena, match->entry->external_id),
				   .question = arena_text(arena, match->entry->question),
				   .answer = answer_for(match->entry, asking->language, arena),
				   .confidence = match->confidence};
	}
}

/* Answers in another language only where there is none in the visitor's. */
static void rank(const struct snapshot *snapshot, const struct asking *asking, const char *text,
		 struct arena *arena, struct offers *offers)
{
	struct bot_context context = {
	    .site = asking->site, .language = asking->language, .now_ms = clock_now()};
	struct question question = question_read(snapshot, text, arena);
	struct matches matches = rank_for_visitor(snapshot, &question, &context, asking->language,
						  NULL, arena);
	offer(&matches, asking, true, arena, offers);
	if (offers->count == 0)
		offer(&matches, asking, false, arena, offers);
}

static bool is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

bool offers_find(struct db *db, struct live *live, const struct conversation_id *conversation,
		 const char *typed, struct arena *arena, struct offers *offers,
		 struct fault *fault)
{
	struct asking asking;
	*offers = (struct offers){.about = 0};
	if (!read_asked(db, conversation, arena, &asking, offers, fault))
		return false;
	const char *text = is_blank(typed) ? offers->asked : typed;
	struct snapshot *snapshot = is_blank(text) ? NULL : live_acquire(live);
	if (snapshot != NULL) {
		rank(snapshot, &asking, text, arena, offers);
		snapshot_release(&snapshot);
	}
	return true;
}

/* Learning --------------------------------------------------------------------------------- */

bool chosen_learn(struct transaction *transaction, const struct conversation_id *conversation,
		  const char *entry, int64_t about, const struct staff_id *by, struct fault *fault)
{
	struct verdict verdict = {.entry = entry,
				  .is_right = true,
				  .source = "agent",
				  .conversation = conversation,
				  .number = about,
				  .by = by};
	struct query *query = db_query(transaction_db(transaction), &CHOSEN_TAUGHT);
	query_text(query, 1, conversation->text);
	query_int(query, 2, about);
	query_text(query, 3, entry);
	if (query_next(query)) {
		verdict.text = row_text(query, "text", transaction_arena(transaction));
		verdict.language = row_text(query, "language", transaction_arena(transaction));
	}
	if (!query_end(&query, fault))
		return false;
	return is_blank(verdict.text) || judgement_save(transaction, &verdict, fault);
}
