/*
 * Queue estimates: the part of queue.h that reckons waits and learns from how
 * they turned out.  The arithmetic is pure; learning is the writer's.
 */
#include "handoff/queue.h"

#include <math.h>

#include "handoff/sql_parts.h"

/* Before anything was learned. */
#define HANDLING_MS_GUESS (5 * 60 * 1000)
#define SPREAD_GUESS      0.5
/* A shown wait is never nothing: somebody must read first. */
#define WAIT_SECONDS_LEAST 5
#define WAIT_SECONDS_MOST  1e9
#define BAND_DEVIATIONS    1.6
#define LESSON_GAIN        (1.0 / 16)
/* One wait that was interrupted by a night says little of the next. */
#define RATIO_LEAST 0.05
#define RATIO_MOST  10.0

SQL_READ(RECKON_JOINING,
	 "SELECT g.handling_ms, " SQL_SLOTS(
	     "g.id") " AS slots, "
		     "(SELECT COALESCE(SUM(q.waiting), 0) FROM line_length q WHERE q.line = "
		     SQL_LINE("g.id", "$4", "c.") " AND q.queue_band <= $3) - "
		     "CASE WHEN c.line = " SQL_LINE("g.id", "$4", "c.") " AND c.queue_band <= $3 "
		     "THEN 1 ELSE 0 END AS ahead "
		     "FROM conversation c JOIN service_group g ON g.id = $2 WHERE c.id = $1");
SQL_READ(LESSON_READ, "SELECT ratio, spread FROM queue_pace WHERE line = $1");
SQL_WRITE(LESSON_WRITE,
	  "INSERT INTO queue_pace (line, ratio, spread, changed_at) VALUES ($1, $2, $3, $4) "
	  "ON CONFLICT (line) DO UPDATE SET ratio = excluded.ratio, spread = excluded.spread, "
	  "changed_at = excluded.changed_at");

/* Estimates -------------------------------------------------------------------------- */

int64_t queue_reckon(int in_line, const struct queue_pace *pace)
{
	int64_t mean = pace->handling_ms > 0 ? pace->handling_ms : HANDLING_MS_GUESS;
	return pace->slots <= 0 ? 0 : mean * in_line / pace->slots;
}

static int shown_seconds(double wait_ms, double least)
{
	return (int)fmin(fmax(wait_ms / 1000, least), WAIT_SECONDS_MOST);
}

struct queue_place queue_estimate(const struct queue_spot *spot, const struct queue_pace *pace)
{
	struct queue_place place = {spot->position, spot->waiting, QUEUE_WAIT_UNKNOWN,
				    QUEUE_WAIT_UNKNOWN, QUEUE_WAIT_UNKNOWN};
	if (pace->slots <= 0)
		return place;
	bool is_taught = pace->lesson.ratio > 0;
	double wait = (double)queue_reckon(spot->in_line, pace);
	double spread = is_taught ? pace->lesson.spread : SPREAD_GUESS;
	if (is_taught)
		wait *= pace->lesson.ratio;
	double band = BAND_DEVIATIONS * sqrt(1.0 / spot->in_line + spread * spread);
	place.estimated_wait_seconds = shown_seconds(wait, WAIT_SECONDS_LEAST);
	place.estimated_wait_low = shown_seconds(wait * (1 - band), 0);
	place.estimated_wait_high = shown_seconds(wait * (1 + band), place.estimated_wait_seconds);
	return place;
}

/* Learning ---------------------------------------------------------------------------- */

void queue_pace_learn(int64_t handling_ms, int64_t *mean_ms)
{
	int64_t length = handling_ms > 0 ? handling_ms : 1;
	if (*mean_ms == 0)
		*mean_ms = length;
	else
		*mean_ms += (length - *mean_ms) / 8;
	if (*mean_ms < 1)
		*mean_ms = 1;
}

void queue_lesson_learn(int64_t waited_ms, int64_t reckoned_ms, struct queue_lesson *lesson)
{
	if (waited_ms <= 0 || reckoned_ms <= 0)
		return;
	double seen = fmin((double)waited_ms / (double)reckoned_ms, RATIO_MOST);
	if (lesson->ratio <= 0)
		*lesson = (struct queue_lesson){1, SPREAD_GUESS};
	double error = fabs(seen - lesson->ratio) / lesson->ratio;
	lesson->spread += (error - lesson->spread) * LESSON_GAIN;
	lesson->ratio = fmax(lesson->ratio + (seen - lesson->ratio) * LESSON_GAIN, RATIO_LEAST);
}

bool queue_reckon_joining(struct db *db, const struct conversation_id *conversation,
			  const struct group_id *group, int band, const char *language,
			  int64_t *reckoned_ms, struct fault *fault)
{
	int64_t reckoned = 0;
	struct query *query = db_query(db, &RECKON_JOINING);
	query_text(query, 1, conversation->text);
	query_text(query, 2, group->text);
	query_int(query, 3, band);
	query_text(query, 4, language);
	if (query_next(query)) {
		struct queue_pace pace = {.slots = (int)row_int(query, "slots"),
					  .handling_ms = row_int(query, "handling_ms")};
		reckoned = queue_reckon((int)row_int(query, "ahead") + 1, &pace);
	}
	if (!query_end(&query, fault))
		return false;
	*reckoned_ms = reckoned;
	return true;
}

bool queue_learn(struct transaction *transaction, const char *line, int64_t waited_ms,
		 int64_t reckoned_ms, struct fault *fault)
{
	struct queue_lesson lesson = {0, 0};
	if (waited_ms <= 0 || reckoned_ms <= 0)
		return true;
	struct query *query = db_query(transaction_db(transaction), &LESSON_READ);
	query_text(query, 1, line);
	if (query_next(query))
		lesson = (struct queue_lesson){row_real(query, "ratio"), row_real(query, "spread")};
	if (!query_end(&query, fault))
		return false;
	queue_lesson_learn(waited_ms, reckoned_ms, &lesson);
	query = db_query(transaction_db(transaction), &LESSON_WRITE);
	query_text(query, 1, line);
	query_real(query, 2, lesson.ratio);
	query_real(query, 3, lesson.spread);
	query_int(query, 4, transaction_now(transaction));
	return query_run(&query, fault);
}
