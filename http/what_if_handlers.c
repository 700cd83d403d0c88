/*
 * What-if handlers: past questions asked again of another snapshot or with
 * another threshold, and what that would mean for the team.
 *
 * Slow work: thousands of decisions.  Nothing is stored here: keeping what was
 * tried is publishing those drafts ("tried", publish_handlers.c), going back to
 * a publication, a change of the site's settings (site_handlers.c).
 */
#include <math.h>
#include <string.h>

#include "bot/erlang.h"
#include "bot/what_if.h"
#include "data/clock.h"
#include "handoff/past.h"
#include "handoff/side.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/trial_handlers.h"

#define DAY_MS           (24LL * 3600 * 1000)
#define DAYS_MOST        365
#define QUESTIONS_USUAL  5000
#define CHANGES_SHOWN    200
#define HANDLING_USUAL   480 /* seconds, when no group knows its own yet */
#define AT_ONCE_USUAL    3
#define ANSWERED_SECONDS 60 /* four of five who wait are to wait no longer */
#define LATE_MOST        0.2

struct what_if_fields {
	int64_t days, most, accepted_wrong, answer_from, handling_seconds, at_once;
	const char *site, *against;
};
static const struct field what_if_rows[] = {
    {FIELD(struct what_if_fields, days, FIELD_INT), .least = 1, .most = DAYS_MOST, .fallback = 30,
     .help = "How many days back; 30 when left out"},
    {FIELD(struct what_if_fields, most, FIELD_INT), .least = 100, .most = PAST_QUESTIONS_MOST,
     .fallback = QUESTIONS_USUAL,
     .help = "About how many questions to ask; whole conversations are drawn when there are more"},
    {FIELD(struct what_if_fields, site, FIELD_WORD), .least = 1, .most = 64,
     .help = "Only this site's questions; the new threshold holds for it alone"},
    {FIELD(struct what_if_fields, against, FIELD_WORD), .least = 1, .most = 12,
     .help = "live, drafts (when left out) or the number of a publication"},
    {FIELD(struct what_if_fields, accepted_wrong, FIELD_INT), .least = 0, .most = 1000,
     .fallback = FIELD_UNSET, .help = "Accepted share of wrong answers, in thousandths"},
    {FIELD(struct what_if_fields, answer_from, FIELD_INT), .least = 0, .most = 1000,
     .fallback = FIELD_UNSET,
     .help = "In place of it the confidence to answer from, in thousandths"},
    {FIELD(struct what_if_fields, handling_seconds, FIELD_INT), .least = 10, .most = 86400,
     .fallback = 0,
     .help = "How long an agent takes for a conversation; as measured when left out"},
    {FIELD(struct what_if_fields, at_once, FIELD_INT), .least = 1, .most = 50, .fallback = 0,
     .help = "Conversations an agent has at once; as set for the agents when left out"},
    {0},
};

/* One side with what it does. */
struct trial_side {
	struct what_if_side side;
	struct held_out held_out;         /* of the drafts, as far as its snapshot has it */
	struct what_if_outcome *outcomes; /* of these very questions */
	struct what_if_outcome *foretold; /* of those that the next visitors ask */
	struct what_if_summary sum;
	double per_day, busiest_per_hour;
	int agents;
};

struct trial {
	struct store *store;
	struct live *live;
	struct drafts *drafts;
	struct arena *arena;
	const char *against;
	struct past_request past_request;
	struct side_wish wish;
	int64_t days;
	double handling_seconds, at_once; /* 0: as measured */
	uint64_t tried;                   /* which drafts; 0: no drafts */
	int taken; /* questions that became wordings of what is tried */
	struct past past;
	struct trial_side before, after;
	struct what_if_point curve[WHAT_IF_CURVE];
};

/* Asking -------------------------------------------------------------------------------- */

static void trial_end(void *data)
{
	struct trial *trial = data;
	snapshot_release(&trial->before.side.snapshot);
	snapshot_release(&trial->after.side.snapshot);
}

/* What is published is corrected by the drafts too: of a snapshot alone nothing
 * can be learned again.  Without drafts nothing is held out. */
static bool open_after(struct trial *trial, struct held_out *held_out, struct fault *fault)
{
	bool of_drafts = strcmp(trial->against, TRIAL_DRAFTS) == 0;
	uint64_t hash;
	struct snapshot *drafts =
	    drafts_acquire_foretelling(trial->drafts, &hash, trial->arena, held_out, fault);
	if (drafts == NULL && (of_drafts || fault->code != FAULT_EMPTY))
		return false;
	if (!of_drafts) {
		snapshot_release(&drafts);
		return trial_open(trial->against, trial->live, trial->drafts,
				  &trial->after.side.snapshot, fault);
	}
	trial->after.side.snapshot = drafts;
	trial->tried = hash;
	return true;
}

static bool open_sides(struct trial *trial, struct db *reader, struct fault *fault)
{
	if (!side_read(reader, NULL, trial->arena, &trial->before.side, fault) ||
	    !side_read(reader, &trial->wish, trial->arena, &trial->after.side, fault))
		return false;
	struct held_out held_out = {.count = 0};
	trial->before.side.snapshot = live_acquire(trial->live);
	if (!open_after(trial, &held_out, fault))
		return false;
	trial->before.held_out =
	    held_out_in(&held_out, trial->before.side.snapshot, trial->arena);
	trial->after.held_out = held_out_in(&held_out, trial->after.side.snapshot, trial->arena);
	return true;
}

static bool find_team(struct trial *trial, struct db *reader, struct fault *fault)
{
	struct past_team team;
	if (!past_team(reader, &team, fault))
		return false;
	if (trial->handling_seconds <= 0)
		trial->handling_seconds =
		    team.handling_ms > 0 ? (double)team.handling_ms / 1000 : HANDLING_USUAL;
	if (trial->at_once <= 0)
		trial->at_once = team.at_once >= 1 ? team.at_once : AT_ONCE_USUAL;
	return true;
}

/* The hour of the day with the most hand-overs, as mean over the days. */
static void count_hand_overs(struct trial *trial, struct trial_side *side)
{
	double hours[24] = {0}, most = 0;
	double scale = trial->past.share * (double)trial->days;
	for (int at = 0; at < trial->past.count; at++)
		if (side->foretold[at].kind == DECISION_HANDOFF && !side->foretold[at].by_person)
			hours[trial->past.questions[at].at / 3600000 % 24]++;
	for (int hour = 0; hour < 24; hour++)
		most = fmax(most, hours[hour]);
	side->per_day = side->sum.handed_over / scale;
	side->busiest_per_hour = most / scale;
	side->agents = (int)ceil(erlang_places(side->busiest_per_hour, trial->handling_seconds,
					       ANSWERED_SECONDS, LATE_MOST) /
				 trial->at_once);
}

static void ask_side(struct trial *trial, struct trial_side *side,
		     const struct judgements *judgements)
{
	const struct past *past = &trial->past;
	size_t bytes = ((size_t)past->count + 1) * sizeof(*side->outcomes);
	side->outcomes = arena_alloc(trial->arena, bytes);
	side->foretold = arena_alloc(trial->arena, bytes);
	what_if_run(&side->side, past->questions, past->count, judgements, trial->arena,
		    side->outcomes);
	trial->taken = what_if_foretell(&side->side, past->questions, past->count,
					&side->held_out, side->outcomes, side->foretold);
	what_if_sum(past->questions, side->foretold, past->count, &side->sum);
	count_hand_overs(trial, side);
}

static bool try_now(void *data, struct fault *fault)
{
	struct trial *trial = data;
	struct db *reader = store_reader(trial->store);
	if (!open_sides(trial, reader, fault) || !find_team(trial, reader, fault) ||
	    !past_read(reader, &trial->past_request, trial->arena, &trial->past, fault))
		return false;
	struct judgements *judgements = judgements_read(reader, trial->arena, fault);
	if (judgements == NULL)
		return false;
	ask_side(trial, &trial->before, judgements);
	ask_side(trial, &trial->after, judgements);
	what_if_curve(trial->after.foretold, trial->past.count, trial->curve);
	return true;
}

/* Telling -------------------------------------------------------------------------------- */

static void add_side(struct json_writer *json, const char *name, const struct trial *trial,
		     const struct trial_side *side)
{
	const struct what_if_summary *sum = &side->sum;
	const char *site = trial->past_request.site;
	struct bot_policy policy = what_if_policy(&side->side, site == NULL ? "default" : site);
	json_open_object(json, name);
	json_add_int(json, "questions", sum->questions);
	json_add_int(json, "answered", sum->answered);
	json_add_int(json, "asked_back", sum->asked_back);
	json_add_int(json, "handed_over", sum->handed_over);
	json_add_int(json, "unmatched", sum->unmatched);
	json_add_int(json, "by_person", sum->by_person);
	json_add_int(json, "judged", sum->judged);
	json_add_real(json, "wrong", sum->wrong, 4);
	json_add_real(json, "wrong_low", sum->wrong_low, 4);
	json_add_real(json, "wrong_high", sum->wrong_high, 4);
	json_add_real(json, "handed_over_per_day", side->per_day, 2);
	json_add_real(json, "busiest_per_hour", side->busiest_per_hour, 2);
	json_add_int(json, "agents", side->agents);
	json_add_real(json, "answer_from", policy.answer_from, 3);
	json_close_object(json);
}

static void add_change(struct json_writer *json, const struct past_question *question,
		       const struct what_if_outcome *before, const struct what_if_outcome *after)
{
	json_open_object(json, NULL);
	json_add_text(json, "conversation", question->conversation.text);
	json_add_int(json, "seq", question->number);
	json_add_int(json, "at", question->at);
	json_add_text(json, "text", question->text);
	json_add_text(json, "before", decision_kind_name(before->kind));
	json_add_text(json, "before_entry", before->entry);
	json_add_text(json, "before_question", before->question);
	json_add_text(json, "after", decision_kind_name(after->kind));
	json_add_text(json, "after_entry", after->entry);
	json_add_text(json, "after_question", after->question);
	json_add_real(json, "confidence", after->confidence, 3);
	json_close_object(json);
}

/* What weighs most comes first: another answer, one less, one more, the rest. */
static int weight_of(const struct what_if_outcome *before, const struct what_if_outcome *after)
{
	bool had = before->kind == DECISION_ANSWER, has = after->kind == DECISION_ANSWER;
	return had && has ? 0 : had ? 1 : has ? 2 : 3;
}

static void add_changes(struct json_writer *json, const struct trial *trial)
{
	const struct what_if_outcome *before = trial->before.outcomes;
	const struct what_if_outcome *after = trial->after.outcomes;
	int changed = 0, shown = 0;
	json_open_array(json, "changes");
	for (int weight = 0; weight < 4; weight++)
		for (int at = 0; at < trial->past.count; at++) {
			if (!what_if_differs(&before[at], &after[at]) ||
			    weight_of(&before[at], &after[at]) != weight)
				continue;
			changed++;
			if (shown++ < CHANGES_SHOWN)
				add_change(json, &trial->past.questions[at], &before[at],
					   &after[at]);
		}
	json_close_array(json);
	json_add_int(json, "changed", changed);
}

static void add_curve(struct json_writer *json, const struct what_if_point *curve)
{
	json_open_array(json, "curve");
	for (int at = 0; at < WHAT_IF_CURVE; at++) {
		json_open_object(json, NULL);
		json_add_real(json, "answered", curve[at].answered, 4);
		json_add_real(json, "wrong", curve[at].wrong, 4);
		json_close_object(json);
	}
	json_close_array(json);
}

static struct answer told(struct request *request, void *data)
{
	const struct trial *trial = data;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_int(&json, "days", trial->days);
	json_add_int(&json, "messages", trial->past.messages);
	json_add_int(&json, "conversations", trial->past.conversations);
	json_add_real(&json, "share", trial->past.share, 4);
	json_add_int(&json, "taken", trial->taken);
	json_add_int(&json, "handling_seconds", llround(trial->handling_seconds));
	json_add_real(&json, "at_once", trial->at_once, 1);
	add_side(&json, "before", trial, &trial->before);
	add_side(&json, "after", trial, &trial->after);
	add_curve(&json, trial->curve);
	add_changes(&json, trial);
	json_add_text(&json, "tried",
		      trial->tried == 0 ? NULL : trial_tried(trial->tried, request->arena));
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer what_if(struct request *request)
{
	const struct what_if_fields *fields = request_fields(request);
	struct trial *trial = arena_alloc(request->arena, sizeof(*trial));
	struct fault fault;
	int64_t now = clock_now();
	trial->store = request_store(request);
	trial->live = request_live(request);
	trial->drafts = request_drafts(request);
	trial->arena = request->arena;
	trial->against = fields->against != NULL ? fields->against : TRIAL_DRAFTS;
	trial->days = fields->days;
	trial->past_request = (struct past_request){.from = now - fields->days * DAY_MS,
						    .until = now,
						    .site = fields->site,
						    .most = (int)fields->most,
						    .book = request_book(request)};
	trial->wish = (struct side_wish){
	    .site = fields->site,
	    .accepted_wrong =
		fields->accepted_wrong < 0 ? -1 : (double)fields->accepted_wrong / 1000,
	    .answer_from = fields->answer_from < 0 ? -1 : (double)fields->answer_from / 1000};
	trial->handling_seconds = (double)fields->handling_seconds;
	trial->at_once = (double)fields->at_once;
	if (!trial_against_check(trial->against, &fault))
		return answer_fault(request, &fault);
	request_at_end(request, trial_end, trial);
	return await_long_work(request, try_now, trial, told);
}

const struct route what_if_routes[] = {
    {.method = "POST",
     .path = "/v1/what-if",
     .who = MAY_CURATE,
     .handle = what_if,
     .body = FIELD_TABLE(struct what_if_fields, what_if_rows),
     .summary = "What past questions would meet on other entries or with another threshold",
     .shape = "what_if"},
    {0},
};
