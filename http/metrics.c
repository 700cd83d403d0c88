/*
 * Metrics: whether the server lives, whether it can serve, and its figures.
 *
 * /healthz answers while the loops run; /readyz answers 200 when the store
 * takes changes; /metrics is OpenMetrics text for a scraper.  None of them
 * says anything about people.  Event-loop threads.
 */
#include <inttypes.h>

#include "data/clock.h"
#include "kb/live.h"
#include "http/server_internal.h"
#include "http/system.h"

#define METRICS_BYTES_MOST (64 * 1024)
#define METRICS_MEDIA_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

struct answer metrics_health(struct request *request)
{
	static const char body[] = "{\"status\":\"ok\"}";
	return answer_bytes(request, 200, "application/json", body, sizeof(body) - 1);
}

struct answer metrics_ready(struct request *request)
{
	struct fault fault;
	if (!store_is_ready(request_store(request), &fault))
		return answer_fault(request, &fault);
	struct snapshot *snapshot = live_acquire(request_live(request));
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "status", "ready");
	if (snapshot != NULL)
		json_add_int(&json, "publication", snapshot_number(snapshot));
	else
		json_add_null(&json, "publication");
	json_close_object(&json);
	if (snapshot != NULL)
		snapshot_release(&snapshot);
	return answer_json(request, 200);
}

enum metric_kind { GAUGE, COUNTER };

static void metric(struct buffer *out, enum metric_kind kind, const char *name, const char *help,
		   int64_t value)
{
	buffer_format(out, "# TYPE foyer_%s %s\n# HELP foyer_%s %s\nfoyer_%s%s %" PRId64 "\n", name,
		      kind == GAUGE ? "gauge" : "counter", name, help, name,
		      kind == GAUGE ? "" : "_total", value);
}

/* Seconds from microseconds, for counters of time. */
static void seconds(struct buffer *out, const char *name, const char *help, int64_t micros)
{
	buffer_format(out,
		      "# TYPE foyer_%s_seconds counter\n# UNIT foyer_%s_seconds seconds\n"
		      "# HELP foyer_%s_seconds %s\nfoyer_%s_seconds_total %.6f\n",
		      name, name, name, help, name, (double)micros / 1e6);
}

/* One row for each figure of a loop, summed over the loops. */
static const struct {
	size_t offset;
	enum metric_kind kind;
	const char *name;
	const char *help;
} LOOP_METRICS[] = {
#define FIGURE(member) offsetof(struct loop_figures, member)
    {FIGURE(connections), GAUGE, "connections", "Connections open now."},
    {FIGURE(accepted), COUNTER, "connections_accepted", "Connections accepted."},
    {FIGURE(turned_away), COUNTER, "connections_refused", "Connections over a limit."},
    {FIGURE(requests), COUNTER, "http_requests", "Requests answered."},
    {FIGURE(waiting), GAUGE, "http_requests_waiting", "Requests in flight or long-polling."},
    {FIGURE(streams), GAUGE, "streams", "WebSocket streams open now."},
    {FIGURE(frames_in), COUNTER, "stream_messages_received", "Messages from streams."},
    {FIGURE(frames_out), COUNTER, "stream_messages_sent", "Messages to streams."},
    {FIGURE(streams_behind), COUNTER, "streams_behind", "Times a slow reader had to wait."},
#undef FIGURE
};

static int64_t sum(const struct server *server, size_t offset)
{
	int64_t total = 0;
	for (int i = 0; i < server->loop_count; i++) {
		char *figures = (char *)&server->loops[i]->figures;
		total +=
		    atomic_load_explicit((atomic_llong *)(figures + offset), memory_order_relaxed);
	}
	return total;
}

static void write_answers(struct buffer *out, const struct server *server)
{
	buffer_add_text(out, "# TYPE foyer_http_answers counter\n"
			     "# HELP foyer_http_answers Answers by status.\n");
	for (int hundred = 2; hundred <= 5; hundred++)
		buffer_format(out, "foyer_http_answers_total{status=\"%dxx\"} %" PRId64 "\n",
			      hundred,
			      sum(server, offsetof(struct loop_figures, answers) +
					      (size_t)hundred * sizeof(atomic_llong)));
}

static void write_store(struct buffer *out, struct store *store)
{
	struct store_figures figures = store_figures(store);
	metric(out, COUNTER, "store_changes", "Changes committed.", figures.changes);
	metric(out, COUNTER, "store_commits", "Group commits.", figures.commits);
	metric(out, COUNTER, "store_refused", "Changes rolled back.", figures.refused);
	metric(out, GAUGE, "store_waiting", "Changes queued now.", figures.waiting);
	metric(out, GAUGE, "store_wal_bytes", "Size of the write-ahead log.", figures.wal_bytes);
	seconds(out, "store_commit", "Time spent in commits.", figures.commit_micros);
	metric(out, COUNTER, "journal_commits", "Group commits kept in the backup folder.",
	       figures.journal.commits);
	metric(out, COUNTER, "journal_bytes", "Bytes written for them.", figures.journal.bytes);
	metric(out, COUNTER, "journal_bases", "Copies of the database made there.", figures.journal.bases);
	metric(out, GAUGE, "journal_behind", "1 while commits can't be kept there.",
	       figures.journal.is_behind);
	seconds(out, "journal", "Time spent on keeping commits there.", figures.journal.micros);
}

static void write_snapshot(struct buffer *out, struct live *live)
{
	struct snapshot *snapshot = live_acquire(live);
	if (snapshot == NULL)
		return;
	metric(out, GAUGE, "publication", "The publication that answers.",
	       snapshot_number(snapshot));
	metric(out, GAUGE, "entries", "Entries in it.", snapshot_entry_count(snapshot));
	metric(out, GAUGE, "variants", "Wordings in it.", snapshot_variant_count(snapshot));
	snapshot_release(&snapshot);
}

struct answer metrics_show(struct request *request)
{
	struct server *server = request->server;
	struct buffer out = buffer_new(METRICS_BYTES_MOST);
	seconds(&out, "uptime", "Time since the start.", (clock_steady() - server->started) * 1000);
	for (size_t i = 0; i < sizeof(LOOP_METRICS) / sizeof(LOOP_METRICS[0]); i++)
		metric(&out, LOOP_METRICS[i].kind, LOOP_METRICS[i].name, LOOP_METRICS[i].help,
		       sum(server, LOOP_METRICS[i].offset));
	write_answers(&out, server);
	seconds(&out, "http_requests_duration", "Time from request line to answer.",
		sum(server, offsetof(struct loop_figures, request_micros)));
	metric(&out, GAUGE, "work_waiting", "Pieces of slow work queued or running.",
	       work_waiting(server->work));
	write_store(&out, server->store);
	write_snapshot(&out, server->live);
	buffer_add_text(&out, "# EOF\n");
	return answer_buffer(request, 200, METRICS_MEDIA_TYPE, &out);
}

const struct route system_routes[] = {
    {.method = "GET",
     .path = "/healthz",
     .who = MAY_ANYONE,
     .handle = metrics_health,
     .summary = "Whether the server lives",
     .shape = "health",
     .quiet = true},
    {.method = "GET",
     .path = "/readyz",
     .who = MAY_ANYONE,
     .handle = metrics_ready,
     .summary = "Whether the server can serve",
     .shape = "ready",
     .quiet = true},
    {.method = "GET",
     .path = "/metrics",
     .who = MAY_ANYONE,
     .handle = metrics_show,
     .summary = "Figures, as OpenMetrics text",
     .quiet = true},
    {.method = "GET",
     .path = "/openapi.json",
     .who = MAY_ANYONE,
     .handle = openapi_show,
     .summary = "This description",
     .shape = "openapi",
     .quiet = true},
    {0},
};
