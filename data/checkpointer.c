/*
 * Checkpointer: see checkpointer.h.
 */
#include "data/checkpointer.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "data/arena.h"
#include "data/db_internal.h"
#include "data/log.h"
#include "data/store_internal.h"
#include "data/thread.h"

#define FROM_FRAMES 8000 /* in the WAL, before any is moved */
/* The thread moves the bulk, as often as it takes until so little is left that the writer may keep
 * everybody waiting for it. */
#define REST_FRAMES_MOST 500
#define ROUNDS_MOST      4
/* Past this the writer waits shortly for readers, so that the WAL can begin anew. */
#define RESTART_FROM_FRAMES 64000
#define RESTART_WAIT_MS     50
#define BUSY_WAIT_MS        5000 /* of every connection */
#define FAILED              (-1)
#define AT_WORK             (-2)

struct checkpointer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct db *db;  /* that checkpoints */
	struct db *pin; /* reads meanwhile: SQLite moves nothing that is newer than what it reads */
	atomic_bool is_failing; /* and it was told */
	bool is_at_work;
	bool is_stopping;
	int moved;  /* frames that are in the database file, or FAILED */
	int rounds; /* of the thread, since it was time; the writer's */
};

SQL_READ(PIN_BEGIN, "BEGIN");
SQL_SCAN(PIN_LOOK, "SELECT COUNT(*) AS many FROM sqlite_schema");
SQL_READ(PIN_END, "COMMIT");

static bool run(struct db *db, const struct sql *sql)
{
	struct fault fault;
	struct query *query = db_query(db, sql);
	while (query_next(query))
		(void)row_int(query, "many");
	if (query_end(&query, &fault))
		return true;
	log_fault(LOG_WARNING, "checkpoint", &fault);
	return false;
}

/* A disk that fails does so at each commit: it is told once, and once when it is over. */
static void tell(struct checkpointer *checkpointer, bool is_failing, const char *why)
{
	if (atomic_exchange(&checkpointer->is_failing, is_failing) == is_failing)
		return;
	if (is_failing)
		log_line(LOG_WARNING, "checkpoint", "the WAL can't be moved into the database and grows: %s", why);
	else
		log_line(LOG_INFO, "checkpoint", "the WAL is moved into the database again");
}

/* How many frames are in the database file then, or FAILED. */
static int move(struct checkpointer *checkpointer, sqlite3 *sqlite, int mode)
{
	int frames = 0, moved = 0;
	int result = sqlite3_wal_checkpoint_v2(sqlite, NULL, mode, &frames, &moved);
	/* Busy is what readers make it, who keep what is newer than what they read. */
	if (result != SQLITE_BUSY)
		tell(checkpointer, result != SQLITE_OK, sqlite3_errmsg(sqlite));
	return result == SQLITE_OK ? moved : FAILED;
}

/* The thread ------------------------------------------------------------------------------ */

static void *checkpointer_main(void *checkpointer_)
{
	struct checkpointer *checkpointer = checkpointer_;
	pthread_setname_np(pthread_self(), "foyer-wal");
	pthread_mutex_lock(&checkpointer->lock);
	while (!checkpointer->is_stopping) {
		if (!checkpointer->is_at_work) {
			pthread_cond_wait(&checkpointer->changed, &checkpointer->lock);
			continue;
		}
		pthread_mutex_unlock(&checkpointer->lock);
		int moved = move(checkpointer, checkpointer->db->sqlite, SQLITE_CHECKPOINT_PASSIVE);
		(void)run(checkpointer->pin, &PIN_END);
		pthread_mutex_lock(&checkpointer->lock);
		checkpointer->moved = moved;
		checkpointer->is_at_work = false;
	}
	pthread_mutex_unlock(&checkpointer->lock);
	return NULL;
}

static void free_all(struct checkpointer *checkpointer)
{
	if (checkpointer->db != NULL)
		db_close(&checkpointer->db);
	if (checkpointer->pin != NULL)
		db_close(&checkpointer->pin);
	pthread_cond_destroy(&checkpointer->changed);
	pthread_mutex_destroy(&checkpointer->lock);
	free(checkpointer);
}

struct checkpointer *checkpointer_start(const char *database, struct fault *fault)
{
	struct checkpointer *checkpointer = memory_new(sizeof(*checkpointer));
	pthread_mutex_init(&checkpointer->lock, NULL);
	pthread_cond_init(&checkpointer->changed, NULL);
	checkpointer->db = store_connect(database, DB_WRITE, fault);
	checkpointer->pin =
	    checkpointer->db == NULL ? NULL : store_connect(database, DB_READ, fault);
	if (checkpointer->pin == NULL) {
		free_all(checkpointer);
		return NULL;
	}
	thread_start(&checkpointer->thread, checkpointer_main, checkpointer);
	return checkpointer;
}

void checkpointer_stop(struct checkpointer **checkpointer_)
{
	struct checkpointer *checkpointer = *checkpointer_;
	pthread_mutex_lock(&checkpointer->lock);
	checkpointer->is_stopping = true;
	pthread_cond_signal(&checkpointer->changed);
	pthread_mutex_unlock(&checkpointer->lock);
	pthread_join(checkpointer->thread, NULL);
	free_all(checkpointer);
	*checkpointer_ = NULL;
}

/* The writer's side ----------------------------------------------------------------------- */

/* Has what is committed now moved by the thread. */
static void begin(struct checkpointer *checkpointer)
{
	/* The thread does not read by this connection until it is told to work. */
	bool is_pinned = run(checkpointer->pin, &PIN_BEGIN) && run(checkpointer->pin, &PIN_LOOK);
	if (!is_pinned)
		(void)run(checkpointer->pin, &PIN_END);
	pthread_mutex_lock(&checkpointer->lock);
	checkpointer->moved = FAILED;
	checkpointer->is_at_work = is_pinned;
	pthread_cond_signal(&checkpointer->changed);
	pthread_mutex_unlock(&checkpointer->lock);
}

static int moved_by_thread(struct checkpointer *checkpointer)
{
	pthread_mutex_lock(&checkpointer->lock);
	int moved = checkpointer->is_at_work ? AT_WORK : checkpointer->moved;
	pthread_mutex_unlock(&checkpointer->lock);
	return moved;
}

/* Goes on with the bulk; true once the rest is the writer's to move. */
static bool is_bulk_moved(struct checkpointer *checkpointer, int frames)
{
	int moved = checkpointer->rounds == 0 ? 0 : moved_by_thread(checkpointer);
	if (moved == AT_WORK)
		return false;
	int rest = moved == FAILED ? frames : frames - moved;
	if (moved == FAILED || rest <= REST_FRAMES_MOST || checkpointer->rounds == ROUNDS_MOST) {
		checkpointer->rounds = 0;
		return rest >= 0; /* else the WAL has begun anew */
	}
	checkpointer->rounds++;
	begin(checkpointer);
	return false;
}

static int move_rest(struct checkpointer *checkpointer, struct db *writer, int frames)
{
	bool restarts = frames >= RESTART_FROM_FRAMES;
	sqlite3_busy_timeout(writer->sqlite, restarts ? RESTART_WAIT_MS : 0);
	int moved = move(checkpointer, writer->sqlite,
			 restarts ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE);
	sqlite3_busy_timeout(writer->sqlite, BUSY_WAIT_MS);
	return moved;
}

void checkpointer_step(struct checkpointer *checkpointer, struct db *writer, int frames,
		       struct journal *journal)
{
	bool wants_base = journal != NULL && journal_wants_base(journal);
	bool is_time = wants_base || checkpointer->rounds > 0 || frames >= FROM_FRAMES;
	if (!is_time || (journal != NULL && !journal_lets_go(journal, frames)) ||
	    (!wants_base && !is_bulk_moved(checkpointer, frames)))
		return;
	if (move_rest(checkpointer, writer, frames) == frames && wants_base)
		journal_all_checkpointed(journal);
}
