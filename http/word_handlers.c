/*
 * Word handlers: synonyms and stop words.
 *
 * Event-loop threads.  Not here: what they would change, which POST
 * /v1/what-if tells of the drafts.
 */
#include <stdio.h>
#include <string.h>

#include "http/permission.h"
#include "http/rule_handlers.h"
#include "kb/synonym.h"

static void view_group_of_words(struct json_writer *json, const struct word_group *group)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", group->id.text);
	json_open_array(json, "words");
	for (int i = 0; i < group->count; i++)
		json_add_text(json, NULL, group->words[i]);
	json_close_array(json);
	json_add_int(json, "version", group->version);
	json_add_text(json, "changed_by", group->changed_by);
	json_add_int(json, "changed_at", group->changed_at);
	json_close_object(json);
}

static enum word_kind kind_of(const struct request *request)
{
	return strncmp(request->route->path, "/v1/synonyms", 12) == 0 ? WORDS_SYNONYM : WORDS_STOP;
}

static struct answer answer_all(struct request *request, int status)
{
	struct fault fault;
	struct word_group *groups;
	int count;
	if (!word_group_list(request_reader(request), kind_of(request), request->arena, &groups,
			     &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "groups");
	for (int i = 0; i < count; i++)
		view_group_of_words(&json, &groups[i]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, status);
}

static struct answer list_words(struct request *request)
{
	return answer_all(request, 200);
}

/* Writing ----------------------------------------------------------------------------- */

struct words_fields {
	struct texts words;
	int64_t version;
};
static const struct field words_rows[] = {
    {FIELD(struct words_fields, words, FIELD_TEXTS), .required = true, .least = 1,
     .most = SYNONYM_WORD_MOST, .most_items = SYNONYM_WORDS_MOST,
     .help = "Words that mean the same; one stop word"},
    {FIELD(struct words_fields, version, FIELD_INT), .least = 1, .most = INT32_MAX,
     .fallback = FIELD_UNSET, .help = "The version this change was made from"},
    {0},
};

struct saving {
	struct change change;
	enum word_kind kind;
	struct word_group group;
	struct staff_id by;
	bool is_new, is_delete;
};

static bool apply_save(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct saving *saving = (struct saving *)change;
	if (saving->is_delete)
		return word_group_delete(transaction, saving->kind, &saving->group.id,
					 saving->group.version, &saving->by, fault);
	if (saving->is_new)
		return word_group_create(transaction, saving->kind, &saving->group, &saving->by,
					 fault);
	return word_group_change(transaction, saving->kind, &saving->group, &saving->by, fault);
}

static struct answer saved(struct request *request, struct change *change)
{
	const struct saving *saving = (const struct saving *)change;
	return answer_all(request, saving->is_new ? 201 : 200);
}

static struct saving *begin_saving(struct request *request)
{
	struct saving *saving = arena_alloc(request->arena, sizeof(*saving));
	*saving = (struct saving){
	    .change.apply = apply_save, .kind = kind_of(request), .by = request->caller.staff};
	return saving;
}

static void name_group(struct request *request, struct saving *saving, int64_t version)
{
	snprintf(saving->group.id.text, sizeof(saving->group.id.text), "%s",
		 request_parameter(request, "id"));
	saving->group.version = version;
}

static struct answer save_words(struct request *request, bool is_new)
{
	struct fault fault;
	const struct words_fields *fields = request_fields(request);
	struct saving *saving = begin_saving(request);
	saving->is_new = is_new;
	if (!words_clean(saving->kind, fields->words.items, fields->words.count, request->arena,
			 &saving->group, &fault))
		return answer_fault(request, &fault);
	if (!is_new && fields->version == FIELD_UNSET)
		return answer_refusal(request, FAULT_MISSING_FIELD, "version");
	if (!is_new)
		name_group(request, saving, fields->version);
	return await_commit(request, &saving->change, saved);
}

static struct answer create_words(struct request *request)
{
	return save_words(request, true);
}

static struct answer change_words(struct request *request)
{
	return save_words(request, false);
}

struct version_query {
	int64_t version;
};
static const struct field version_rows[] = {
    {FIELD(struct version_query, version, FIELD_INT), .required = true, .least = 1,
     .most = INT32_MAX, .help = "The version that was looked at"},
    {0},
};

static struct answer delete_words(struct request *request)
{
	const struct version_query *query = request_query(request);
	struct saving *saving = begin_saving(request);
	saving->is_delete = true;
	name_group(request, saving, query->version);
	return await_commit(request, &saving->change, saved);
}

#define WORD_ROUTES(path_, what)                                                                   \
	{.method = "GET",                                                                          \
	 .path = path_,                                                                            \
	 .who = MAY_CURATE,                                                                        \
	 .handle = list_words,                                                                     \
	 .summary = "All " what,                                                                   \
	 .shape = "word_groups"},                                                                  \
	    {.method = "POST",                                                                     \
	     .path = path_,                                                                        \
	     .who = MAY_CURATE,                                                                    \
	     .handle = create_words,                                                               \
	     .whole_base = true,                                                                   \
	     .body = FIELD_TABLE(struct words_fields, words_rows),                                 \
	     .summary = "Add to the " what,                                                        \
	     .status = 201,                                                                        \
	     .shape = "word_groups"},                                                              \
	    {.method = "PUT",                                                                      \
	     .path = path_ "/{id}",                                                                \
	     .who = MAY_CURATE,                                                                    \
	     .handle = change_words,                                                               \
	     .whole_base = true,                                                                   \
	     .body = FIELD_TABLE(struct words_fields, words_rows),                                 \
	     .summary = "Change one of the " what,                                                 \
	     .shape = "word_groups"},                                                              \
	{                                                                                          \
		.method = "DELETE", .path = path_ "/{id}", .who = MAY_CURATE,                      \
		.handle = delete_words, .whole_base = true,                                        \
		.query = FIELD_TABLE(struct version_query, version_rows),                          \
		.summary = "Delete one of the " what, .shape = "word_groups"                       \
	}

const struct route word_routes[] = {
    WORD_ROUTES("/v1/synonyms", "groups of words that mean the same"),
    WORD_ROUTES("/v1/stop-words", "words that say nothing"),
    {0},
};
