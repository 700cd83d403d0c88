/*
 * Rollback: an earlier publication put live again; see publish.h.  Slow-work
 * thread or a command.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/clock.h"
#include "data/log.h"
#include "data/text.h"
#include "kb/publish.h"
#include "kb/recover.h"

#define PATH_MOST 4096

SQL_READ(
    ROLLBACK_SOURCE,
    "SELECT entries, variants, golden_passed, golden_failed, COALESCE(same_as, number) AS source, "
    "CASE WHEN began_at > 0 THEN began_at ELSE published_at - duration_ms END AS began_at "
    "FROM publication WHERE number = $1");

struct rollback {
	struct change change;
	const struct rollback_request *request;
	const char *reason;
	struct publication publication;
	int64_t began_at; /* of the one put live again: later drafts are pending */
	char from[PATH_MOST], path[PATH_MOST];
	struct snapshot *snapshot;
};

static bool read_source(struct store *store, struct rollback *rollback, struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(store_reader(store), &ROLLBACK_SOURCE);
	query_int(query, 1, rollback->request->to);
	if (query_next(query)) {
		any = true;
		rollback->publication.entries = row_int(query, "entries");
		rollback->publication.variants = row_int(query, "variants");
		rollback->publication.golden_passed = row_int(query, "golden_passed");
		rollback->publication.golden_failed = row_int(query, "golden_failed");
		rollback->publication.same_as = row_int(query, "source");
		rollback->began_at = row_int(query, "began_at");
	}
	if (!query_end(&query, fault))
		return false;
	return any || fault_set(fault, FAULT_NOT_FOUND, "snapshot");
}

static bool open_source(struct store *store, struct rollback *rollback, struct fault *fault)
{
	publication_path(store_folder(store), rollback->publication.same_as, rollback->from,
			 sizeof(rollback->from));
	if (access(rollback->from, R_OK) != 0)
		return fault_detail(fault, FAULT_NOT_FOUND, "snapshot", "%s", strerror(errno));
	rollback->snapshot = recover_open(rollback->from, rollback->request->prepare, fault);
	return rollback->snapshot != NULL;
}

static bool copy_bytes(int from, int to, struct fault *fault, const char *path)
{
	struct stat about;
	if (fstat(from, &about) != 0)
		return fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
	for (off_t left = about.st_size; left > 0;) {
		ssize_t sent = sendfile(to, from, NULL, (size_t)left);
		if (sent == 0)
			return fault_detail(fault, FAULT_FILE, path, "%s", "it became shorter");
		if (sent < 0)
			return errno == ENOSPC
				   ? fault_set(fault, FAULT_STORE_FULL, path)
				   : fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
		left -= sent;
	}
	return fsync(to) == 0 || fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
}

static bool copy_file(const char *from_path, const char *path, struct fault *fault)
{
	int from = open(from_path, O_RDONLY | O_CLOEXEC);
	int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = from >= 0 && to >= 0
			? copy_bytes(from, to, fault, path)
			: fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return good;
}

/* The same file under the new number: by a link, or a copy where a folder
 * has no links.  A name is durable when the folder that holds it is. */
static bool put_in_place(struct store *store, struct rollback *rollback, struct fault *fault)
{
	publication_path(store_folder(store), rollback->publication.number, rollback->path,
			 sizeof(rollback->path));
	unlink(rollback->path);
	return (link(rollback->from, rollback->path) == 0 ||
		copy_file(rollback->from, rollback->path, fault)) &&
	       publication_sync_names(store_folder(store), fault);
}

static bool apply_rollback(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct rollback *rollback = (struct rollback *)change;
	return publication_record(transaction, &rollback->publication, rollback->began_at,
				  rollback->request->by, fault);
}

static bool run_steps(struct store *store, struct rollback *rollback, struct fault *fault)
{
	struct publication *publication = &rollback->publication;
	int64_t began = clock_now(), newest = 0;
	if (!read_source(store, rollback, fault) || !open_source(store, rollback, fault) ||
	    publication_newest(store_reader(store), &newest, fault) != LOOKUP_FOUND)
		return false;
	publication->number = newest + 1;
	if (!put_in_place(store, rollback, fault)) {
		unlink(rollback->path);
		return false;
	}
	publication->reason = rollback->reason;
	publication->published_at = clock_now();
	publication->duration_ms = publication->published_at - began;
	rollback->change.apply = apply_rollback;
	/* As in publish.c, the file stays when this fails. */
	return store_write(store, &rollback->change, fault);
}

static bool clean_reason(struct rollback *rollback, struct arena *arena, struct fault *fault)
{
	struct text_limit limit = {.most = PUBLISH_REASON_MOST};
	char *reason = NULL;
	if (rollback->request->reason != NULL &&
	    !text_clean(rollback->request->reason, "reason", limit, arena, &reason, fault))
		return false;
	rollback->reason = reason != NULL && *reason != '\0' ? reason : NULL;
	return true;
}

bool publish_rollback(struct store *store, const struct rollback_request *request,
		      struct arena *arena, struct publication *out, struct fault *fault)
{
	struct rollback *rollback = arena_alloc(arena, sizeof(*rollback));
	rollback->request = request;
	if (!clean_reason(rollback, arena, fault) || !publish_enter(fault))
		return false;
	bool good = run_steps(store, rollback, fault);
	if (good && request->live != NULL) {
		live_swap(request->live, rollback->snapshot);
		rollback->snapshot = NULL;
	}
	publish_leave();
	snapshot_release(&rollback->snapshot);
	if (!good)
		return false;
	*out = rollback->publication;
	log_line(LOG_INFO, "publish", "publication %lld puts %lld live again in %lld ms",
		 (long long)out->number, (long long)out->same_as, (long long)out->duration_ms);
	return true;
}
