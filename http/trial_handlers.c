/*
 * Trial handlers: the test console, and teaching from it with one click.
 *
 * A question is tried as a visitor of the editor's choice would ask it,
 * against what is live, the drafts, or an earlier publication.  The drafts
 * may have to be compiled, so trying is slow work.  Not here: judging answers
 * (judgement_handlers.c), what-if (what_if_handlers.c).
 */
#include "http/trial_handlers.h"

#include <stdlib.h>
#include <string.h>

#include "bot/bot.h"
#include "bot/rivals.h"
#include "data/audit.h"
#include "data/clock.h"
#include "handoff/conversation.h"
#include "handoff/side.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/views.h"
#include "kb/draft.h"
#include "kb/entry.h"
#include "kb/live.h"

/* --- Against what ------------------------------------------------------------------------- */

bool trial_against_check(const char *against, struct fault *fault)
{
	if (strcmp(against, TRIAL_LIVE) == 0 || strcmp(against, TRIAL_DRAFTS) == 0 ||
	    (*against != '0' && strspn(against, "0123456789") == strlen(against)))
		return true;
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "against",
			    "live, drafts or the number of a publication");
}

bool trial_open(const char *against, struct live *live, struct drafts *drafts,
		struct snapshot **snapshot, struct fault *fault)
{
	if (strcmp(against, TRIAL_LIVE) == 0) {
		*snapshot = live_acquire(live);
		return true;
	}
	*snapshot = strcmp(against, TRIAL_DRAFTS) == 0
			? drafts_acquire(drafts, NULL, fault)
			: drafts_past(drafts, strtoll(against, NULL, 10), fault);
	return *snapshot != NULL;
}

const char *trial_tried(uint64_t hash, struct arena *arena)
{
	return arena_format(arena, "%016llx", (unsigned long long)hash);
}

bool trial_tried_read(const char *text, uint64_t *hash, struct fault *fault)
{
	*hash = 0;
	if (text == NULL)
		return true;
	if (strlen(text) != TRIED_LENGTH || strspn(text, "0123456789abcdef") != TRIED_LENGTH)
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "tried");
	*hash = strtoull(text, NULL, 16);
	return true;
}

/* --- The console --------------------------------------------------------------------------- */

struct try_fields {
	const char *text, *language, *site, *group, *page, *against;
	struct texts tags;
};
static const struct field try_rows[] = {
    {FIELD(struct try_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = MESSAGE_CHARACTERS_MOST, .help = "A question"},
    {FIELD(struct try_fields, language, FIELD_LANGUAGE), .least = 1, .most = 35,
     .help = "Of the visitor's page"},
    {FIELD(struct try_fields, site, FIELD_WORD), .least = 1, .most = 64, .help = "On which site"},
    {FIELD(struct try_fields, group, FIELD_LINE), .least = 1, .most = 80,
     .help = "Name of the group that the visitor came for"},
    {FIELD(struct try_fields, page, FIELD_LINE), .least = 1, .most = 2000,
     .help = "Address of the visitor's page"},
    {FIELD(struct try_fields, tags, FIELD_TEXTS), .most = 40, .most_items = 20,
     .help = "What the page says of the visitor, such as vip"},
    {FIELD(struct try_fields, against, FIELD_WORD), .least = 1, .most = 12,
     .help = "live (when left out), drafts, or the number of a publication"},
    {0},
};

struct trying {
	struct store *store;
	struct live *live;
	struct drafts *drafts;
	struct arena *arena;
	const char *against;
	const char *text;
	struct bot_context context;
	struct snapshot *snapshot; /* until the request is over */
	struct decision decision;
	int64_t micros;
	struct rival rivals[RIVALS_MOST];
	int rival_count;
};

static void try_end(void *data)
{
	snapshot_release(&((struct trying *)data)->snapshot);
}

static bool try_now(void *data, struct fault *fault)
{
	struct trying *trying = data;
	struct what_if_side side;
	if (!trial_open(trying->against, trying->live, trying->drafts, &trying->snapshot, fault) ||
	    !side_read(store_reader(trying->store), NULL, trying->arena, &side, fault))
		return false;
	side.snapshot = trying->snapshot;
	trying->context.policy = what_if_policy(&side, trying->context.site);
	int64_t began = clock_steady_micros();
	bot_decide(trying->snapshot, &trying->context, trying->text, trying->arena,
		   &trying->decision);
	trying->micros = clock_steady_micros() - began;
	rivals_find(trying->snapshot, &trying->context, trying->text, &trying->decision,
		    trying->arena, trying->rivals, &trying->rival_count);
	return true;
}

static void add_alternatives(struct json_writer *json, const struct decision *decision)
{
	json_open_array(json, "alternatives");
	for (int i = 0; i < decision->alternative_count; i++) {
		const struct bot_candidate *candidate = &decision->alternatives[i];
		json_open_object(json, NULL);
		json_add_text(json, "entry", candidate->entry->external_id);
		json_add_text(json, "question", candidate->entry->question);
		json_add_real(json, "confidence", candidate->confidence, 3);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_rivals(struct json_writer *json, const struct trying *trying)
{
	json_open_array(json, "rivals");
	for (int i = 0; i < trying->rival_count; i++) {
		const struct rival *rival = &trying->rivals[i];
		json_open_object(json, NULL);
		json_add_text(json, "entry", rival->entry->external_id);
		json_add_text(json, "question", rival->entry->question);
		json_add_real(json, "confidence", rival->confidence, 3);
		json_add_real(json, "score", rival->score, 3);
		json_add_real(json, "behind", rival->behind, 3);
		json_add_text(json, "closest", rival->closest);
		json_add_real(json, "likeness", rival->likeness, 3);
		json_add_text(json, "why_not", rival->why_not);
		json_close_object(json);
	}
	json_close_array(json);
}

static struct answer tried(struct request *request, void *data)
{
	const struct trying *trying = data;
	const struct decision *decision = &trying->decision;
	const struct snapshot_entry *entry = decision->entry;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "decision", decision_kind_name(decision->kind));
	json_add_text(&json, "entry", entry == NULL ? NULL : entry->external_id);
	json_add_text(&json, "question", entry == NULL ? NULL : entry->question);
	const char *answer = entry == NULL ? decision->text : entry->answer;
	json_add_text(&json, "answer", answer);
	view_answer(&json, "html", answer == NULL ? "" : answer);
	json_add_real(&json, "confidence", decision->confidence, 3);
	json_add_text(&json, "reason", decision->reason);
	json_add_text(&json, "group", decision->group);
	if (decision->why == NULL)
		json_add_null(&json, "why");
	else
		json_add_raw(&json, "why", decision->why);
	json_add_int(&json, "snapshot",
		     trying->snapshot == NULL ? 0 : snapshot_number(trying->snapshot));
	json_add_text(&json, "against", trying->against);
	json_add_real(&json, "answer_from", trying->context.policy.answer_from, 3);
	json_add_real(&json, "clarify_from", trying->context.policy.clarify_from, 3);
	json_add_int(&json, "micros", trying->micros);
	add_alternatives(&json, decision);
	add_rivals(&json, trying);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer try_question(struct request *request)
{
	const struct try_fields *fields = request_fields(request);
	struct trying *trying = arena_alloc(request->arena, sizeof(*trying));
	struct fault fault;
	trying->store = request_store(request);
	trying->live = request_live(request);
	trying->drafts = request_drafts(request);
	trying->arena = request->arena;
	trying->against = fields->against != NULL ? fields->against : TRIAL_LIVE;
	trying->text = fields->text;
	trying->context = (struct bot_context){
	    .site = fields->site != NULL ? fields->site : "default",
	    .language =
		fields->language != NULL ? fields->language : language_tag(request->language),
	    .page = fields->page,
	    .group = fields->group,
	    .now_ms = clock_now(),
	    .member_tags = fields->tags.items,
	    .member_tag_count = fields->tags.count > 0 ? fields->tags.count : 0,
	};
	if (!trial_against_check(trying->against, &fault))
		return answer_fault(request, &fault);
	request_at_end(request, try_end, trying);
	return await_long_work(request, try_now, trying, tried);
}

/* --- Teaching with one click --------------------------------------------------------------- */

struct teach_fields {
	const char *text, *entry;
};
static const struct field teach_rows[] = {
    {FIELD(struct teach_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = ENTRY_VARIANT_MOST, .help = "The question as it was tried"},
    {FIELD(struct teach_fields, entry, FIELD_LINE), .required = true, .least = 1,
     .most = ENTRY_EXTERNAL_ID_MOST, .help = "External id of the entry that answers it"},
    {0},
};

struct teaching {
	struct change change;
	const char *text, *entry;
	struct staff_id by;
};

static bool apply_teaching(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct teaching *teaching = (struct teaching *)change;
	struct entry entry;
	enum lookup found = entry_find(transaction_db(transaction), teaching->entry,
				       transaction_arena(transaction), &entry, fault);
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "entry");
	return found == LOOKUP_FOUND &&
	       entry_add_variant(transaction, &entry.id, teaching->text, &teaching->by, NULL,
				 fault) &&
	       audit_append(transaction, teaching->by.text, "entry.teach", "entry", entry.id.text,
			    NULL, fault);
}

static struct answer taught(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer teach(struct request *request)
{
	const struct teach_fields *fields = request_fields(request);
	struct teaching *teaching = arena_alloc(request->arena, sizeof(*teaching));
	teaching->change.apply = apply_teaching;
	teaching->text = fields->text;
	teaching->entry = fields->entry;
	teaching->by = request->caller.staff;
	return await_commit(request, &teaching->change, taught);
}

const struct route trial_routes[] = {
    {.method = "POST",
     .path = "/v1/try",
     .who = MAY_CURATE,
     .handle = try_question,
     .body = FIELD_TABLE(struct try_fields, try_rows),
     .summary = "What the bot would decide for such a visitor, why, and why not otherwise",
     .shape = "trial"},
    {.method = "POST",
     .path = "/v1/try/teach",
     .who = MAY_CURATE,
     .handle = teach,
     .body = FIELD_TABLE(struct teach_fields, teach_rows),
     .summary = "Make a tried question a variant of an entry",
     .status = 204},
    {0},
};
