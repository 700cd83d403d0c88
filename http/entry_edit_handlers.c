/*
 * Entry edit handlers: editors make entries, change them, retire them, and
 * bring a version back.
 *
 * Who may approve what is asked inside the transaction (kb/right.h), of the
 * entry as it was and as it is to be.  Event-loop threads.  Not here: many at
 * once (bulk_handlers.c).
 */
#include <stdio.h>

#include "data/audit.h"
#include "http/entry_handlers.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "kb/right.h"
#include "kb/unmatched.h"

#define TIME_MOST       ((int64_t)1000000000000000)
#define ENTRY_BODY_MOST ((size_t)3 * 1024 * 1024) /* it must fit into an answer again */

struct entry_fields {
	const char *external_id;
	const char *question;
	struct texts variants;
	const char *answer;
	const char *category;
	struct texts tags;
	const char *language;
	const char *status;
	int64_t valid_from;
	int64_t valid_until;
	struct texts sites;
	const char *translation;
	const struct json *buttons;
	const struct json *files;
	const char *unmatched; /* when it is made for one */
	int64_t version;       /* when it is changed */
	const char *reason;
};

#define ENTRY_CONTENT_ROWS                                                                         \
	{FIELD(struct entry_fields, external_id, FIELD_LINE), .most = ENTRY_EXTERNAL_ID_MOST,      \
	 .help = "What imports and other systems call it; made up when left out"},                 \
	    {FIELD(struct entry_fields, question, FIELD_TEXT), .required = true, .least = 1,       \
	     .most = ENTRY_QUESTION_MOST, .help = "The question, as customers would ask it"},      \
	    {FIELD(struct entry_fields, variants, FIELD_TEXTS), .most_items = ENTRY_VARIANTS_MOST, \
	     .most = ENTRY_VARIANT_MOST, .help = "Other ways to ask it"},                          \
	    {FIELD(struct entry_fields, answer, FIELD_TEXT), .required = true, .least = 1,         \
	     .most = ENTRY_ANSWER_MOST, .help = "The answer, Markdown"},                           \
	    {FIELD(struct entry_fields, category, FIELD_LINE), .most = ENTRY_CATEGORY_MOST,        \
	     .help = "Path with slashes, as roaming/prices"},                                      \
	    {FIELD(struct entry_fields, tags, FIELD_TEXTS), .most_items = ENTRY_TAGS_MOST,         \
	     .most = ENTRY_TAG_MOST, .help = "Words to find it by"},                               \
	    {FIELD(struct entry_fields, language, FIELD_LANGUAGE), .most = ENTRY_LANGUAGE_MOST,    \
	     .help = "BCP 47; empty: any"},                                                        \
	    {FIELD(struct entry_fields, status, FIELD_CHOICE), .allowed = entry_statuses,                \
	     .help = "published when left out, or review for those who may not approve"},          \
	    {FIELD(struct entry_fields, valid_from, FIELD_INT), .least = 0, .most = TIME_MOST,     \
	     .help = "Milliseconds since 1970; 0: always"},                                        \
	    {FIELD(struct entry_fields, valid_until, FIELD_INT), .least = 0, .most = TIME_MOST,    \
	     .help = "Milliseconds since 1970; 0: for ever"},                                      \
	    {FIELD(struct entry_fields, sites, FIELD_TEXTS), .most_items = ENTRY_SITES_MOST,       \
	     .most = ENTRY_SITE_MOST, .help = "Where it is shown; none: everywhere"},              \
	    {FIELD(struct entry_fields, translation, FIELD_LINE), .most = ENTRY_EXTERNAL_ID_MOST,  \
	     .help = "Entries with the same word say the same in other languages"},                \
	    {FIELD(struct entry_fields, buttons, FIELD_OBJECTS), .most_items = ENTRY_BUTTONS_MOST, \
	     .help = "Below the answer: {action: ask, link or person, label, target}"},            \
	{                                                                                          \
		FIELD(struct entry_fields, files, FIELD_OBJECTS), .most_items = ENTRY_FILES_MOST,  \
		.help = "Below the answer: {file, name}; see POST /v1/files"                       \
	}

static const struct field create_rows[] = {
    ENTRY_CONTENT_ROWS,
    {FIELD(struct entry_fields, unmatched, FIELD_ID),
     .help = "The unmatched question that it answers"},
    {0},
};

static const struct field change_rows[] = {
    ENTRY_CONTENT_ROWS,
    {FIELD(struct entry_fields, version, FIELD_INT), .required = true, .least = 1,
     .most = INT64_MAX, .help = "The version it was made from"},
    {FIELD(struct entry_fields, reason, FIELD_LINE), .most = ENTRY_REASON_MOST,
     .help = "Why, for the history"},
    {0},
};

static bool read_draft(struct request *request, const struct entry_fields *fields,
		       struct entry_draft *draft, struct fault *fault)
{
	struct entry_draft raw = {
	    .external_id = fields->external_id,
	    .question = fields->question,
	    .variants = fields->variants.items,
	    .variant_count = fields->variants.count < 0 ? 0 : fields->variants.count,
	    .answer = fields->answer,
	    .category = fields->category,
	    .tags = fields->tags.items,
	    .tag_count = fields->tags.count < 0 ? 0 : fields->tags.count,
	    .language = fields->language,
	    .valid_from = fields->valid_from,
	    .valid_until = fields->valid_until,
	    .sites = fields->sites.items,
	    .site_count = fields->sites.count < 0 ? 0 : fields->sites.count,
	    .translation = fields->translation,
	};
	if (fields->status != NULL)
		(void)entry_status_from_name(fields->status, &raw.status);
	if (fields->buttons != NULL &&
	    !entry_read_member(fields->buttons, request->arena, &raw, fault))
		return false;
	if (fields->files != NULL &&
	    !entry_read_member(fields->files, request->arena, &raw, fault))
		return false;
	return entry_clean(&raw, request->arena, draft, fault);
}

/* What an editor does to one entry. */
struct entry_edit {
	struct change change;
	struct arena *arena;
	struct staff_id by;
	bool is_bound; /* by the rights of an editor, not free as a supervisor */
	bool says_status;
	struct entry_draft draft;
	const char *reason;
	struct entry_id id;
	int64_t version;
	int64_t to; /* the version to go back to */
	struct unmatched_id unmatched; /* "" for none */
};

static struct entry_edit *edit_new(struct request *request)
{
	struct entry_edit *edit = arena_alloc(request->arena, sizeof(*edit));
	edit->arena = request->arena;
	edit->by = request->caller.staff;
	edit->is_bound = (request->caller.may & MAY_APPROVE) == 0;
	return edit;
}

static bool check(const struct entry_edit *edit, struct transaction *transaction,
		  const struct entry_draft *draft, enum power needed, struct fault *fault)
{
	return right_check(transaction_db(transaction), edit->is_bound ? &edit->by : NULL, draft,
			   needed, edit->arena, fault);
}

/* Who may not approve and said no status proposes.  before NULL: it is new. */
static bool settle_status(struct entry_edit *edit, struct transaction *transaction,
			  const struct entry_draft *before, struct fault *fault)
{
	struct fault refusal;
	enum power needed =
	    edit->draft.status == ENTRY_DRAFT || edit->draft.status == ENTRY_REVIEW ? POWER_EDIT
										   : POWER_APPROVE;
	bool has_power = check(edit, transaction, &edit->draft, needed, &refusal) &&
			 (before == NULL || check(edit, transaction, before, needed, &refusal));
	if (edit->says_status && !has_power)
		*fault = refusal;
	if (edit->says_status || has_power)
		return has_power;
	edit->draft.status = ENTRY_REVIEW;
	return check(edit, transaction, &edit->draft, POWER_EDIT, fault);
}

/* Which version came of it, and in which state; what it says is in the
 * entry's own history. */
static bool log_edit(const struct entry_edit *edit, struct transaction *transaction,
		     const char *action, int64_t version, enum entry_status status,
		     struct fault *fault)
{
	const char *detail =
	    arena_format(transaction_arena(transaction), "{\"version\":%lld,\"status\":\"%s\"}",
			 (long long)version, entry_status_name(status));
	return audit_append(transaction, edit->by.text, action, "entry", edit->id.text, detail,
			    fault);
}

static bool apply_create(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct entry_edit *edit = (struct entry_edit *)change;
	if (!settle_status(edit, transaction, NULL, fault) ||
	    !entry_create(transaction, &edit->draft, &edit->by, &edit->id, fault) ||
	    !log_edit(edit, transaction, "entry.create", 1, edit->draft.status, fault))
		return false;
	return edit->unmatched.text[0] == '\0' ||
	       unmatched_add(transaction, &edit->unmatched, &edit->id, &edit->by, fault);
}

/* The entry as it is now, which the editor must be allowed to touch too. */
static bool check_before(const struct entry_edit *edit, struct transaction *transaction,
			 enum power needed, struct entry *entry, struct fault *fault)
{
	switch (entry_read(transaction_db(transaction), &edit->id, edit->arena, entry, fault)) {
	case LOOKUP_FOUND:
		return check(edit, transaction, &entry->content, needed, fault);
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "entry");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

static bool apply_change(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct entry_edit *edit = (struct entry_edit *)change;
	int64_t version = edit->version;
	struct entry entry;
	return check_before(edit, transaction, POWER_EDIT, &entry, fault) &&
	       settle_status(edit, transaction, &entry.content, fault) &&
	       entry_change(transaction, &edit->id, &edit->draft, &edit->by, edit->reason, &version,
			    fault) &&
	       log_edit(edit, transaction, "entry.change", version, edit->draft.status, fault);
}

static bool apply_retire(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct entry_edit *edit = (struct entry_edit *)change;
	int64_t version = edit->version;
	struct entry entry;
	return check_before(edit, transaction, POWER_APPROVE, &entry, fault) &&
	       entry_retire(transaction, &edit->id, &edit->by, &version, fault) &&
	       log_edit(edit, transaction, "entry.retire", version, ENTRY_RETIRED, fault);
}

/* Makes a version's content the newest again; it counts as approved only
 * when the editor may approve. */
static bool apply_rollback(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct entry_edit *edit = (struct entry_edit *)change;
	int64_t version = edit->version;
	struct entry entry;
	struct entry_draft before;
	switch (entry_content_at(transaction_db(transaction), &edit->id, edit->to, edit->arena,
				 &before, fault)) {
	case LOOKUP_FOUND:
		break;
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "version");
	case LOOKUP_FAILED:
		return false;
	}
	edit->draft = before;
	return check_before(edit, transaction, POWER_EDIT, &entry, fault) &&
	       settle_status(edit, transaction, &entry.content, fault) &&
	       entry_change(transaction, &edit->id, &edit->draft, &edit->by, edit->reason, &version,
			    fault) &&
	       log_edit(edit, transaction, "entry.rollback", version, edit->draft.status, fault);
}

static struct answer created(struct request *request, struct change *change)
{
	const struct entry_edit *edit = (const struct entry_edit *)change;
	return answer_entry(request, &edit->id, 201);
}

static struct answer changed(struct request *request, struct change *change)
{
	const struct entry_edit *edit = (const struct entry_edit *)change;
	return answer_entry(request, &edit->id, 200);
}

static struct answer create_entry(struct request *request)
{
	struct fault fault;
	const struct entry_fields *fields = request_fields(request);
	struct entry_edit *edit = edit_new(request);
	if (!read_draft(request, fields, &edit->draft, &fault))
		return answer_fault(request, &fault);
	if (fields->unmatched != NULL)
		snprintf(edit->unmatched.text, sizeof(edit->unmatched.text), "%s",
			 fields->unmatched);
	edit->says_status = fields->status != NULL;
	edit->change.apply = apply_create;
	return await_commit(request, &edit->change, created);
}

static struct answer change_entry(struct request *request)
{
	struct fault fault;
	const struct entry_fields *fields = request_fields(request);
	struct entry_edit *edit = edit_new(request);
	if (!read_draft(request, fields, &edit->draft, &fault))
		return answer_fault(request, &fault);
	edit->id = entry_of_path(request);
	edit->version = fields->version;
	edit->says_status = fields->status != NULL;
	edit->reason = fields->reason;
	edit->change.apply = apply_change;
	return await_commit(request, &edit->change, changed);
}

struct retire_fields {
	int64_t version;
};
static const struct field retire_rows[] = {
    {FIELD(struct retire_fields, version, FIELD_INT), .required = true, .least = 1,
     .most = INT64_MAX, .help = "The version that was looked at"},
    {0},
};

static struct answer retire_entry(struct request *request)
{
	const struct retire_fields *fields = request_fields(request);
	struct entry_edit *edit = edit_new(request);
	edit->id = entry_of_path(request);
	edit->version = fields->version;
	edit->change.apply = apply_retire;
	return await_commit(request, &edit->change, changed);
}

struct rollback_fields {
	int64_t version;
	int64_t to;
	const char *reason;
};
static const struct field rollback_rows[] = {
    {FIELD(struct rollback_fields, version, FIELD_INT), .required = true, .least = 1,
     .most = INT64_MAX, .help = "The version that was looked at"},
    {FIELD(struct rollback_fields, to, FIELD_INT), .required = true, .least = 1,
     .most = INT64_MAX, .help = "The version whose content is wanted again"},
    {FIELD(struct rollback_fields, reason, FIELD_LINE), .most = ENTRY_REASON_MOST,
     .help = "Why, for the history"},
    {0},
};

static struct answer roll_back(struct request *request)
{
	const struct rollback_fields *fields = request_fields(request);
	struct entry_edit *edit = edit_new(request);
	edit->id = entry_of_path(request);
	edit->version = fields->version;
	edit->to = fields->to;
	edit->reason = fields->reason;
	edit->change.apply = apply_rollback;
	return await_commit(request, &edit->change, changed);
}

const struct route entry_edit_routes[] = {
    {.method = "POST",
     .path = "/v1/entries",
     .who = MAY_CURATE,
     .handle = create_entry,
     .body = FIELD_TABLE(struct entry_fields, create_rows),
     .body_limit = ENTRY_BODY_MOST,
     .summary = "Make an entry; visitors see it once it is published",
     .status = 201,
     .shape = "entry"},
    {.method = "PUT",
     .path = "/v1/entries/{id}",
     .who = MAY_CURATE,
     .handle = change_entry,
     .body = FIELD_TABLE(struct entry_fields, change_rows),
     .body_limit = ENTRY_BODY_MOST,
     .summary = "Replace an entry's content",
     .shape = "entry"},
    {.method = "POST",
     .path = "/v1/entries/{id}/retire",
     .who = MAY_CURATE,
     .handle = retire_entry,
     .body = FIELD_TABLE(struct retire_fields, retire_rows),
     .summary = "Leave an entry out of the next publication",
     .shape = "entry"},
    {.method = "POST",
     .path = "/v1/entries/{id}/rollback",
     .who = MAY_CURATE,
     .handle = roll_back,
     .body = FIELD_TABLE(struct rollback_fields, rollback_rows),
     .summary = "Go back to what an entry was",
     .shape = "entry"},
    {0},
};
