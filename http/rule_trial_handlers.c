/*
 * Rule trial handlers: what a rule that isn't saved yet would match, and
 * which past questions it would decide otherwise.
 *
 * Slow-work threads: the second asks thousands of questions twice.  Nothing is
 * stored.
 */
#include <string.h>

#include "bot/rule_pattern.h"
#include "bot/rules.h"
#include "bot/what_if.h"
#include "data/clock.h"
#include "data/text.h"
#include "handoff/past.h"
#include "handoff/side.h"
#include "http/permission.h"
#include "http/rule_fields.h"
#include "http/rule_handlers.h"
#include "kb/analysis.h"
#include "kb/live.h"
#include "kb/publish.h"

#define SAMPLES_MOST   50
#define DAY_MS         (24LL * 3600 * 1000)
#define DAYS_USUAL     30
#define QUESTIONS_MOST 5000
#define CHANGES_SHOWN  100
#define PATH_ROOM      4096

/* Matching samples --------------------------------------------------------------------- */

struct test_fields {
	struct rule_fields rule;
	struct texts texts;
};
static const struct field test_rows[] = {
    {.name = "kind",
     .type = FIELD_WORD,
     .offset = offsetof(struct test_fields, rule.kind),
     .required = true,
     .least = 1,
     .most = 10,
     .help = "pattern or words"},
    {.name = "pattern",
     .type = FIELD_TEXT,
     .offset = offsetof(struct test_fields, rule.pattern),
     .most = RULE_PATTERN_MOST,
     .help = "Of kind pattern"},
    {.name = "words",
     .type = FIELD_OBJECT,
     .offset = offsetof(struct test_fields, rule.words),
     .help = "Of kind words: lists any, all and none"},
    {FIELD(struct test_fields, texts, FIELD_TEXTS), .required = true, .most = 4000,
     .most_items = SAMPLES_MOST, .help = "What visitors might say"},
    {0},
};

struct sample {
	const char *folded;
	enum pattern_result result;
	int start, end;
	int64_t micros;
};

struct testing {
	struct arena *arena;
	const struct test_fields *fields;
	struct rule_draft draft;
	struct sample *samples;
};

static void try_sample(const struct rule_pattern *pattern, const char *text, struct arena *arena,
		       struct sample *sample)
{
	sample->folded = analysis_fold(text, arena);
	int64_t began = pattern_micros();
	sample->result = pattern_match(pattern, sample->folded, strlen(sample->folded),
				       &sample->start, &sample->end);
	sample->micros = pattern_micros() - began;
}

static bool test_now(void *data, struct fault *fault)
{
	struct testing *testing = data;
	const struct texts *texts = &testing->fields->texts;
	struct arena *arena = testing->arena;

	if (!rule_fields_pattern(&testing->fields->rule, arena, &testing->draft, fault))
		return false;
	struct rule_pattern *pattern =
	    pattern_compile(pattern_fold(testing->draft.pattern, arena), "pattern", fault);
	if (pattern == NULL)
		return false;
	testing->samples = arena_array(arena, (size_t)texts->count + 1, sizeof(*testing->samples));
	for (int i = 0; i < texts->count; i++)
		try_sample(pattern, texts->items[i], arena, &testing->samples[i]);
	pattern_free(&pattern);
	return true;
}

static void view_sample(struct json_writer *json, const struct sample *sample, const char *text,
			struct arena *arena)
{
	bool matches = sample->result == PATTERN_MATCHES;

	json_open_object(json, NULL);
	json_add_text(json, "text", text);
	json_add_bool(json, "matches", matches);
	json_add_text(json, "matched",
		      matches ? arena_copy_text(arena, sample->folded + sample->start,
						(size_t)(sample->end - sample->start))
			      : NULL);
	json_add_bool(json, "took_too_long", sample->result == PATTERN_LIMITED);
	json_add_int(json, "micros", sample->micros);
	json_close_object(json);
}

static struct answer tested(struct request *request, void *data)
{
	const struct testing *testing = data;
	const struct texts *texts = &testing->fields->texts;
	struct json_writer json = request_json(request);

	json_open_object(&json, NULL);
	json_add_text(&json, "pattern", testing->draft.pattern);
	json_open_array(&json, "samples");
	for (int i = 0; i < texts->count; i++)
		view_sample(&json, &testing->samples[i], texts->items[i], request->arena);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer test_rule(struct request *request)
{
	struct testing *testing = arena_alloc(request->arena, sizeof(*testing));
	*testing = (struct testing){.arena = request->arena, .fields = request_fields(request)};
	const char *kind = testing->fields->rule.kind;
	if (strcmp(kind, "pattern") != 0 && strcmp(kind, "words") != 0)
		return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, "kind");
	return await_work(request, test_now, testing, tested);
}

/* What would change ------------------------------------------------------------------------ */

struct effect_fields {
	struct rule_fields rule;
	const char *id;
	int64_t days;
};
static const struct field effect_rows[] = {
    {.name = "name",
     .type = FIELD_LINE,
     .offset = offsetof(struct effect_fields, rule.name),
     .required = true,
     .least = 1,
     .most = RULE_NAME_MOST,
     .help = "What editors call it"},
    {.name = "kind",
     .type = FIELD_WORD,
     .offset = offsetof(struct effect_fields, rule.kind),
     .required = true,
     .least = 1,
     .most = 10,
     .help = "pattern, words or always"},
    {.name = "pattern",
     .type = FIELD_TEXT,
     .offset = offsetof(struct effect_fields, rule.pattern),
     .most = RULE_PATTERN_MOST,
     .help = "Of kind pattern"},
    {.name = "words",
     .type = FIELD_OBJECT,
     .offset = offsetof(struct effect_fields, rule.words),
     .help = "Of kind words"},
    {.name = "priority",
     .type = FIELD_INT,
     .offset = offsetof(struct effect_fields, rule.priority),
     .least = -RULE_PRIORITY_MOST,
     .most = RULE_PRIORITY_MOST,
     .help = "The highest that matches decides"},
    {.name = "conditions",
     .type = FIELD_OBJECT,
     .offset = offsetof(struct effect_fields, rule.conditions),
     .help = "When it holds"},
    {.name = "actions",
     .type = FIELD_OBJECT,
     .offset = offsetof(struct effect_fields, rule.actions),
     .help = "What it does"},
    {.name = "is_active",
     .type = FIELD_BOOL,
     .offset = offsetof(struct effect_fields, rule.is_active),
     .help = "true when left out"},
    {FIELD(struct effect_fields, id, FIELD_ID), .help = "The rule that this is a change of"},
    {FIELD(struct effect_fields, days, FIELD_INT), .least = 1, .most = 365, .fallback = DAYS_USUAL,
     .help = "How many days of questions to look at"},
    {0},
};

struct effect {
	struct store *store;
	struct live *live;
	struct arena *arena;
	const struct effect_fields *fields;
	const struct site_book *book;
	struct past past;
	struct what_if_outcome *before, *after;
};

static struct snapshot_rule published_as(const struct rule_draft *draft)
{
	return (struct snapshot_rule){.name = draft->name,
				      .pattern = draft->pattern,
				      .priority = (int)draft->priority,
				      .conditions = draft->conditions,
				      .actions = draft->actions};
}

/* The stored rules that are active, without the one that is tried. */
static struct snapshot_rule *others(struct effect *effect, int *count, struct fault *fault)
{
	struct rule_stored *stored;
	int all;

	if (!rule_list(store_reader(effect->store), effect->arena, &stored, &all, fault))
		return NULL;
	struct snapshot_rule *rules = arena_array(effect->arena, (size_t)all + 2, sizeof(*rules));
	*count = 0;
	for (int i = 0; i < all; i++)
		if (stored[i].content.is_active &&
		    (effect->fields->id == NULL ||
		     strcmp(stored[i].id.text, effect->fields->id) != 0))
			rules[(*count)++] = published_as(&stored[i].content);
	return rules;
}

/* The rule as it is stored, to be compared with; none for a new one. */
static bool add_stored(struct effect *effect, struct snapshot_rule *rules, int *count,
		       struct fault *fault)
{
	struct rule_stored rule;
	struct rule_id id;

	if (effect->fields->id == NULL)
		return true;
	memcpy(id.text, effect->fields->id, sizeof(id.text));
	enum lookup found =
	    rule_read(store_reader(effect->store), &id, effect->arena, &rule, fault);
	if (found == LOOKUP_FOUND && rule.content.is_active)
		rules[(*count)++] = published_as(&rule.content);
	return found == LOOKUP_FOUND ||
	       (found == LOOKUP_ABSENT && fault_set(fault, FAULT_NOT_FOUND, "rule"));
}

static struct what_if_outcome *ask_with(struct effect *effect, struct snapshot *snapshot,
					const struct snapshot_rule *rules, int count,
					struct fault *fault)
{
	struct what_if_side side;
	struct what_if_outcome *outcomes =
	    arena_array(effect->arena, (size_t)effect->past.count + 1, sizeof(*outcomes));

	if (!side_read(store_reader(effect->store), NULL, effect->arena, &side, fault) ||
	    !bot_prepare_with(snapshot, rules, count, fault))
		return NULL;
	side.snapshot = snapshot;
	what_if_run(&side, effect->past.questions, effect->past.count, NULL, effect->arena,
		    outcomes);
	return outcomes;
}

/* The live snapshot opened a second time, so that its rules can be others. */
static struct snapshot *own_copy(const struct effect *effect, struct fault *fault)
{
	char path[PATH_ROOM];
	struct snapshot *live = live_acquire(effect->live);

	if (live == NULL) {
		fault_set(fault, FAULT_NOTHING_PUBLISHED, "");
		return NULL;
	}
	publication_path(store_folder(effect->store), snapshot_number(live), path, sizeof(path));
	snapshot_release(&live);
	return snapshot_open(path, fault);
}

static bool compare(struct effect *effect, struct snapshot *snapshot,
		    const struct rule_draft *draft, struct fault *fault)
{
	int count, before;
	struct snapshot_rule *rules = others(effect, &count, fault);

	if (rules == NULL)
		return false;
	before = count;
	if (!add_stored(effect, rules, &before, fault))
		return false;
	effect->before = ask_with(effect, snapshot, rules, before, fault);
	if (effect->before == NULL)
		return false;
	if (draft->is_active)
		rules[count++] = published_as(draft);
	effect->after = ask_with(effect, snapshot, rules, count, fault);
	return effect->after != NULL;
}

static bool effect_now(void *data, struct fault *fault)
{
	struct effect *effect = data;
	struct rule_draft draft;
	struct past_request request = {
	    .until = clock_now(), .most = QUESTIONS_MOST, .book = effect->book};

	request.from = request.until - effect->fields->days * DAY_MS;
	if (!rule_fields_read(&effect->fields->rule, effect->arena, &draft, fault) ||
	    !past_read(store_reader(effect->store), &request, effect->arena, &effect->past, fault))
		return false;
	struct snapshot *snapshot = own_copy(effect, fault);
	if (snapshot == NULL)
		return false;
	bool good = compare(effect, snapshot, &draft, fault);
	snapshot_release(&snapshot);
	return good;
}

static void view_outcome(struct json_writer *json, const char *name,
			 const struct what_if_outcome *outcome)
{
	json_open_object(json, name);
	json_add_text(json, "decision", decision_kind_name(outcome->kind));
	json_add_text(json, "entry", outcome->entry);
	json_add_text(json, "question", outcome->question);
	json_add_text(json, "reason", outcome->reason);
	json_close_object(json);
}

static bool differs(const struct effect *effect, int at)
{
	const struct what_if_outcome *before = &effect->before[at], *after = &effect->after[at];

	return what_if_differs(before, after) || !text_equal(before->reason, after->reason);
}

static struct answer effect_known(struct request *request, void *data)
{
	const struct effect *effect = data;
	struct json_writer json = request_json(request);
	int changed = 0;

	json_open_object(&json, NULL);
	json_add_int(&json, "questions", effect->past.count);
	json_add_int(&json, "days", effect->fields->days);
	json_open_array(&json, "changes");
	for (int at = 0; at < effect->past.count; at++) {
		if (!differs(effect, at) || changed++ >= CHANGES_SHOWN)
			continue;
		json_open_object(&json, NULL);
		json_add_text(&json, "text", effect->past.questions[at].text);
		json_add_text(&json, "conversation", effect->past.questions[at].conversation.text);
		json_add_int(&json, "at", effect->past.questions[at].at);
		view_outcome(&json, "before", &effect->before[at]);
		view_outcome(&json, "after", &effect->after[at]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_add_int(&json, "changed", changed);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer effect_of_rule(struct request *request)
{
	struct effect *effect = arena_alloc(request->arena, sizeof(*effect));
	*effect = (struct effect){.store = request_store(request),
				  .live = request_live(request),
				  .arena = request->arena,
				  .fields = request_fields(request),
				  .book = request_book(request)};
	return await_long_work(request, effect_now, effect, effect_known);
}

const struct route rule_trial_routes[] = {
    {.method = "POST",
     .path = "/v1/rules/test",
     .who = MAY_CURATE,
     .handle = test_rule,
     .body = FIELD_TABLE(struct test_fields, test_rows),
     .body_limit = (size_t)1024 * 1024,
     .summary = "What a pattern or keyword set finds in these texts",
     .shape = "rule_test"},
    {.method = "POST",
     .path = "/v1/rules/effect",
     .who = MAY_CURATE,
     .handle = effect_of_rule,
     .body = FIELD_TABLE(struct effect_fields, effect_rows),
     .body_limit = (size_t)256 * 1024,
     .summary = "Past questions that a rule would decide otherwise",
     .shape = "rule_effect"},
    {0},
};
