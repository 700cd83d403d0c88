/*
 * Judgement handlers: somebody says whether an answer was right, and what it
 * should have been.
 *
 * Editors and agents, of what they try and of what was answered in a
 * conversation that they may see.  Event-loop threads; learned from at the
 * next publication.
 */
#include <string.h>

#include "data/audit.h"
#include "handoff/conversation.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "kb/entry.h"
#include "kb/judgement.h"

static const char *const VERDICTS[] = {"right", "wrong", NULL};

struct judge_fields {
	const char *text, *language, *entry, *verdict, *should_be, *conversation;
	int should_be_none;
	int64_t seq;
};
static const struct field judge_rows[] = {
    {FIELD(struct judge_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = JUDGEMENT_TEXT_MOST, .help = "The question as it was asked"},
    {FIELD(struct judge_fields, language, FIELD_LANGUAGE), .most = 35,
     .help = "Of the visitor's page"},
    {FIELD(struct judge_fields, entry, FIELD_LINE), .least = 1, .most = ENTRY_EXTERNAL_ID_MOST,
     .help = "External id of what answered; left out when nothing did"},
    {FIELD(struct judge_fields, verdict, FIELD_CHOICE), .allowed = VERDICTS,
     .help = "Whether that was right"},
    {FIELD(struct judge_fields, should_be, FIELD_LINE), .least = 1, .most = ENTRY_EXTERNAL_ID_MOST,
     .help = "External id of what should have answered"},
    {FIELD(struct judge_fields, should_be_none, FIELD_BOOL),
     .help = "Nothing should have answered"},
    {FIELD(struct judge_fields, conversation, FIELD_ID), .help = "Where it was asked"},
    {FIELD(struct judge_fields, seq, FIELD_INT), .least = 1, .most = 1000000, .fallback = 0,
     .help = "The visitor's message there"},
    {0},
};

#define VERDICTS_MOST 2

struct judging {
	struct change change;
	struct verdict verdicts[VERDICTS_MOST];
	int count;
	struct conversation_id conversation;
	struct staff_id by;
};

static bool apply_judging(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct judging *judging = (struct judging *)change;
	struct entry entry;
	for (int at = 0; at < judging->count; at++) {
		const struct verdict *verdict = &judging->verdicts[at];
		enum lookup found = *verdict->entry == '\0'
					? LOOKUP_FOUND
					: entry_find(transaction_db(transaction), verdict->entry,
						     transaction_arena(transaction), &entry, fault);
		if (found == LOOKUP_ABSENT)
			return fault_set(fault, FAULT_NOT_FOUND, "entry");
		if (found == LOOKUP_FAILED || !judgement_save(transaction, verdict, fault) ||
		    !audit_append(transaction, verdict->by != NULL ? verdict->by->text : NULL,
				  verdict->is_right ? "judgement.right" : "judgement.wrong",
				  "entry", *verdict->entry == '\0' ? "" : entry.id.text, NULL,
				  fault))
			return false;
	}
	return true;
}

static struct answer judged(struct request *request, struct change *change)
{
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_int(&json, "saved", ((const struct judging *)change)->count);
	json_close_object(&json);
	return answer_json(request, 201);
}

static void add_verdict(struct judging *judging, const struct judge_fields *fields,
			const char *source, const char *entry, bool is_right)
{
	judging->verdicts[judging->count++] = (struct verdict){
	    .text = fields->text,
	    .language = fields->language,
	    .entry = entry,
	    .is_right = is_right,
	    .source = source,
	    .conversation = fields->conversation == NULL ? NULL : &judging->conversation,
	    .number = fields->seq,
	    .by = &judging->by,
	};
}

/* "Wrong" alone says that much; "should have been" makes what answered wrong
 * and the other right. */
static void read_verdicts(struct judging *judging, const struct judge_fields *fields,
			  const char *source)
{
	bool has_better = fields->should_be != NULL || fields->should_be_none == 1;
	if (fields->entry != NULL && (fields->verdict != NULL || has_better))
		add_verdict(judging, fields, source, fields->entry,
			    !has_better && strcmp(fields->verdict, "right") == 0);
	if (fields->should_be != NULL)
		add_verdict(judging, fields, source, fields->should_be, true);
	else if (fields->should_be_none == 1)
		add_verdict(judging, fields, source, "", true);
}

static struct answer judge(struct request *request)
{
	const struct judge_fields *fields = request_fields(request);
	struct judging *judging = arena_alloc(request->arena, sizeof(*judging));
	struct fault fault;
	bool is_editor = (request->caller.may & MAY_CURATE) != 0;
	judging->change.apply = apply_judging;
	judging->by = request->caller.staff;
	if (fields->conversation != NULL) {
		memcpy(judging->conversation.text, fields->conversation,
		       sizeof(judging->conversation.text));
		if (fields->seq == 0)
			return answer_refusal(request, FAULT_MISSING_FIELD, "seq");
		if (!is_editor && !caller_may_see(request_reader(request), &request->caller,
						  &judging->conversation, &fault))
			return answer_fault(request, &fault);
	}
	read_verdicts(judging, fields, is_editor ? "editor" : "agent");
	if (judging->count == 0)
		return answer_refusal(request, FAULT_MISSING_FIELD, "verdict");
	return await_commit(request, &judging->change, judged);
}

const struct route judgement_routes[] = {
    {.method = "POST",
     .path = "/v1/judgements",
     .who = MAY_CURATE | MAY_CONVERSE,
     .handle = judge,
     .body = FIELD_TABLE(struct judge_fields, judge_rows),
     .summary = "Say whether an answer was right, and what it should have been",
     .status = 201,
     .shape = "judged"},
    {0},
};
