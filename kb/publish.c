/*
 * Publish: see publish.h.  Gathering and compiling run on the slow-work
 * thread or in a command, recording on the writer thread.
 */
#include "kb/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/audit.h"
#include "data/clock.h"
#include "data/log.h"
#include "data/text.h"
#include "kb/compile.h"
#include "kb/gather.h"
#include "kb/paging.h"

#define PATH_MOST 4096

SQL_READ(PUBLICATION_NEWEST, "SELECT COALESCE(MAX(number), 0) AS number FROM publication");
SQL_WRITE(PUBLICATION_INSERT,
	  "INSERT INTO publication (number, entries, variants, golden_passed, golden_failed, "
	  "reason, published_by, published_at, duration_ms, same_as, began_at, learned) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
SQL_READ(PUBLICATION_PAGE,
	 "SELECT p.number, p.entries, p.variants, p.golden_passed, p.golden_failed, p.reason, "
	 "s.display_name AS published_by_name, p.published_at, p.duration_ms, "
	 "COALESCE(p.same_as, 0) AS same_as, p.learned FROM publication p "
	 "LEFT JOIN staff s ON s.id = p.published_by ORDER BY p.number DESC LIMIT $1");
/* When the newest publication began to gather: what changed later is not in
 * it.  Drafts that nobody approved don't wait for one. */
SQL_SCAN(PUBLICATION_PENDING, "SELECT (SELECT COUNT(*) FROM entry WHERE approved_at > b.at) + "
			      "(SELECT COUNT(*) FROM rule WHERE changed_at > b.at) + "
			      "(SELECT COUNT(*) FROM synonym WHERE changed_at > b.at) + "
			      "(SELECT COUNT(*) FROM stop_word WHERE changed_at > b.at) + "
			      "(SELECT COUNT(*) FROM audit WHERE at > b.at AND action IN "
			      "('rule.delete', 'synonym.delete', 'stop-word.delete')) AS pending FROM "
			      "(SELECT COALESCE(MAX(CASE WHEN began_at > 0 THEN began_at "
			      "ELSE published_at - duration_ms END), 0) AS at FROM publication "
			      "WHERE number = (SELECT MAX(number) FROM publication)) b");

/* One publication at a time in this process; the folder's lock keeps other
 * processes away. */
static atomic_flag under_way = ATOMIC_FLAG_INIT;

bool publish_enter(struct fault *fault)
{
	return !atomic_flag_test_and_set(&under_way) || fault_set(fault, FAULT_PUBLISHING, "");
}

void publish_leave(void)
{
	atomic_flag_clear(&under_way);
}

struct publishing {
	struct store *store;
	const struct publish_request *request;
	struct arena *arena;
	struct publish_report *report;
	const char *reason; /* cleaned, or NULL */
	struct gathered gathered;
	int64_t began_at; /* what was committed by then is gathered */
	char candidate[PATH_MOST];
	char path[PATH_MOST];
	struct snapshot *snapshot;
};

void publication_path(const char *folder, int64_t number, char *out, size_t size)
{
	snprintf(out, size, "%s/snapshots/%06lld.foyer", folder, (long long)number);
}

/* Numbering ------------------------------------------------------------------------ */

struct number_change {
	struct change change;
	int64_t number;
};

static bool apply_number(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct number_change *next = (struct number_change *)change;
	enum lookup found = publication_newest(transaction_db(transaction), &next->number, fault);
	if (found == LOOKUP_ABSENT)
		next->number = 0;
	next->number++;
	return found != LOOKUP_FAILED;
}

/* Takes the next number on the writer thread.  Whatever was changed up to
 * began_at has been committed when this returns, so that it is gathered and
 * "changed since" needs no more than that time. */
static bool take_number(struct publishing *publishing, struct fault *fault)
{
	struct number_change next = {.change.apply = apply_number};
	const struct timespec tick = {.tv_nsec = 2000000};
	publishing->began_at = clock_now();
	nanosleep(&tick, NULL);
	if (!store_write(publishing->store, &next.change, fault))
		return false;
	publishing->report->publication.number = next.number;
	return true;
}

/* Compiling and checking ------------------------------------------------------------- */

static bool compile(struct publishing *publishing, struct fault *fault)
{
	struct compile_source source = publishing->gathered.source;
	source.number = publishing->report->publication.number;
	const char *folder = store_folder(publishing->store);
	char before[PATH_MOST];
	publication_path(folder, source.number - 1, before, sizeof(before));
	publication_path(folder, source.number, publishing->path, sizeof(publishing->path));
	snprintf(publishing->candidate, sizeof(publishing->candidate),
		 "%s/snapshots/%06lld.candidate", folder, (long long)source.number);
	bool reused;
	if (!compile_again(&source, publishing->request->anew ? NULL : before,
			   publishing->candidate, &reused, fault))
		return false;
	publishing->report->publication.learned = !reused;
	return true;
}

static bool check(struct publishing *publishing, struct fault *fault)
{
	struct publish_report *report = publishing->report;
	publishing->snapshot = snapshot_open(publishing->candidate, fault);
	if (publishing->snapshot == NULL)
		return false;
	report->publication.entries = snapshot_entry_count(publishing->snapshot);
	report->publication.variants = snapshot_variant_count(publishing->snapshot);
	if (!publishing->request->check(
		publishing->request->context, publishing->snapshot, publishing->gathered.golden,
		publishing->gathered.golden_count, publishing->arena, &report->golden, fault))
		return false;
	report->publication.golden_passed = report->golden.passed;
	report->publication.golden_failed = report->golden.failed;
	if (report->golden.stopping > 0 && publishing->reason == NULL)
		return fault_limit(fault, FAULT_GOLDEN_FAILED, "golden", report->golden.stopping,
				   0);
	return true;
}

/* Putting in place ------------------------------------------------------------------- */

static bool fault_of_file(const char *path, struct fault *fault)
{
	if (errno == ENOSPC)
		return fault_set(fault, FAULT_STORE_FULL, path);
	if (errno == EROFS || errno == EACCES)
		return fault_set(fault, FAULT_STORE_READ_ONLY, path);
	return fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
}

bool publication_sync_names(const char *data_folder, struct fault *fault)
{
	char folder[PATH_MOST];
	snprintf(folder, sizeof(folder), "%s/snapshots", data_folder);
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor < 0)
		return fault_of_file(folder, fault);
	bool synced = fsync(descriptor) == 0 || fault_of_file(folder, fault);
	close(descriptor);
	return synced;
}

static bool put_in_place(struct publishing *publishing, struct fault *fault)
{
	if (rename(publishing->candidate, publishing->path) != 0)
		return fault_of_file(publishing->path, fault);
	return publication_sync_names(store_folder(publishing->store), fault);
}

struct record_change {
	struct change change;
	const struct publishing *publishing;
};

static bool audit_publication(struct transaction *transaction,
			      const struct publication *publication, const struct staff_id *by,
			      struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	const char *number = arena_format(arena, "%lld", (long long)publication->number);
	const char *detail = NULL;
	if (publication->same_as != 0)
		detail = arena_format(arena, "{\"to\":%lld}", (long long)publication->same_as);
	else if (publication->golden_failed > 0)
		detail = arena_format(arena, "{\"golden_failed\":%lld}",
				      (long long)publication->golden_failed);
	return audit_append(transaction, by == NULL ? NULL : by->text,
			    publication->same_as != 0 ? "publication.rollback"
						      : "publication.publish",
			    "publication", number, detail, fault);
}

bool publication_record(struct transaction *transaction, const struct publication *publication,
			int64_t began_at, const struct staff_id *by, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &PUBLICATION_INSERT);
	query_int(query, 1, publication->number);
	query_int(query, 2, publication->entries);
	query_int(query, 3, publication->variants);
	query_int(query, 4, publication->golden_passed);
	query_int(query, 5, publication->golden_failed);
	query_text(query, 6, publication->reason);
	query_text(query, 7, by != NULL ? by->text : NULL);
	query_int(query, 8, publication->published_at);
	query_int(query, 9, publication->duration_ms);
	if (publication->same_as == 0)
		query_null(query, 10);
	else
		query_int(query, 10, publication->same_as);
	query_int(query, 11, began_at);
	query_int(query, 12, publication->learned);
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return query_run(&query, fault) && audit_publication(transaction, publication, by, fault);
}

static bool apply_record(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct publishing *publishing = ((struct record_change *)change)->publishing;
	return publication_record(transaction, &publishing->report->publication,
				  publishing->began_at, publishing->request->by, fault);
}

static bool record(struct publishing *publishing, struct fault *fault)
{
	struct publication *publication = &publishing->report->publication;
	struct record_change change = {.change.apply = apply_record, .publishing = publishing};
	publication->published_at = clock_now();
	publication->duration_ms = publication->published_at - publishing->began_at;
	publication->reason = publication->golden_failed > 0 ? publishing->reason : NULL;
	return store_write(publishing->store, &change.change, fault);
}

/* In order --------------------------------------------------------------------------- */

static bool run_steps(struct publishing *publishing, struct fault *fault)
{
	if (!take_number(publishing, fault) ||
	    !gather(store_reader(publishing->store), publishing->arena, &publishing->gathered,
		    fault))
		return false;
	if (publishing->gathered.source.entry_count == 0)
		return fault_detail(fault, FAULT_EMPTY, "entries",
				    "there is no entry to publish; import or write some first");
	if (publishing->request->tried != 0 &&
	    publishing->request->tried != compile_drafts_hash(&publishing->gathered.source))
		return fault_set(fault, FAULT_CHANGED_MEANWHILE, "drafts");
	if (!compile(publishing, fault) || !check(publishing, fault) ||
	    !put_in_place(publishing, fault)) {
		/* Whatever of it is there, nobody knows it. */
		unlink(publishing->candidate);
		unlink(publishing->path);
		return false;
	}
	/* A commit that failed while it was synced may be found after a power cut
	 * all the same: the file stays, and the next publication takes its place. */
	if (!record(publishing, fault))
		return false;
	if (publishing->request->live != NULL) {
		live_swap(publishing->request->live, publishing->snapshot);
		publishing->snapshot = NULL;
	}
	return true;
}

static bool clean_reason(struct publishing *publishing, struct fault *fault)
{
	struct text_limit limit = {.most = PUBLISH_REASON_MOST};
	char *reason;
	if (publishing->request->reason == NULL)
		return true;
	if (!text_clean(publishing->request->reason, "reason", limit, publishing->arena, &reason,
			fault))
		return false;
	publishing->reason = *reason != '\0' ? reason : NULL;
	return true;
}

bool publish_run(struct store *store, const struct publish_request *request, struct arena *arena,
		 struct publish_report *report, struct fault *fault)
{
	struct publishing *publishing = arena_alloc(arena, sizeof(*publishing));
	publishing->store = store;
	publishing->request = request;
	publishing->arena = arena;
	publishing->report = report;
	*report = (struct publish_report){0};
	if (!clean_reason(publishing, fault))
		return false;
	if (!publish_enter(fault))
		return false;
	bool published = run_steps(publishing, fault);
	if (publishing->snapshot != NULL)
		snapshot_release(&publishing->snapshot);
	publish_leave();
	if (published)
		log_line(LOG_INFO, "publish", "publication %lld with %lld entries in %lld ms%s",
			 (long long)report->publication.number,
			 (long long)report->publication.entries,
			 (long long)report->publication.duration_ms,
			 report->publication.learned ? "" : ", nothing to learn");
	return published;
}

/* Reading ------------------------------------------------------------------------------ */

bool publication_list(struct db *db, int most, struct arena *arena, struct publication **out,
		      int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct publication));
	struct query *query = db_query(db, &PUBLICATION_PAGE);
	query_int(query, 1, most);
	while (query_next(query)) {
		struct publication *publication = list_add(&list);
		publication->number = row_int(query, "number");
		publication->entries = row_int(query, "entries");
		publication->variants = row_int(query, "variants");
		publication->golden_passed = row_int(query, "golden_passed");
		publication->golden_failed = row_int(query, "golden_failed");
		publication->reason = row_text(query, "reason", arena);
		publication->published_by = row_text(query, "published_by_name", arena);
		publication->published_at = row_int(query, "published_at");
		publication->duration_ms = row_int(query, "duration_ms");
		publication->same_as = row_int(query, "same_as");
		publication->learned = row_int(query, "learned") != 0;
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

enum lookup publication_newest(struct db *db, int64_t *number, struct fault *fault)
{
	int64_t newest = 0;
	struct query *query = db_query(db, &PUBLICATION_NEWEST);
	while (query_next(query))
		newest = row_int(query, "number");
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (newest == 0)
		return LOOKUP_ABSENT;
	*number = newest;
	return LOOKUP_FOUND;
}

bool publication_pending(struct db *db, int64_t *count, struct fault *fault)
{
	int64_t pending = 0;
	struct query *query = db_query(db, &PUBLICATION_PENDING);
	while (query_next(query))
		pending = row_int(query, "pending");
	if (!query_end(&query, fault))
		return false;
	*count = pending;
	return true;
}

struct snapshot *publication_open(const char *folder, struct fault *fault)
{
	char path[PATH_MOST];
	int64_t number = 0;
	snprintf(path, sizeof(path), "%s/foyer.db", folder);
	if (access(path, R_OK) != 0) {
		fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
		return NULL;
	}
	struct db *db = db_open(path, DB_READ, fault);
	if (db == NULL)
		return NULL;
	enum lookup found = publication_newest(db, &number, fault);
	db_close(&db);
	if (found == LOOKUP_ABSENT)
		fault_set(fault, FAULT_NOTHING_PUBLISHED, folder);
	if (found != LOOKUP_FOUND)
		return NULL;
	publication_path(folder, number, path, sizeof(path));
	return snapshot_open(path, fault);
}
