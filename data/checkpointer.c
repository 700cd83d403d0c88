/*
 * Checkpointer: see checkpointer.h.
 */
#include "data/checkpointer.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "data/arena.h"
#include "data/db_internal.h"
#include "data/log.h"
#include "data/store_internal.h"
#include "data/thread.h"

struct checkpointer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct db *db;  /* that checkpoints */
	struct db *pin; /* reads meanwhile: SQLite moves nothing that is newer than what it reads */
	bool is_at_work;
	bool is_stopping;
	int moved;
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

static int move(struct checkpointer *checkpointer)
{
	sqlite3 *sqlite = checkpointer->db->sqlite;
	int frames = 0, moved = 0;
	int result =
	    sqlite3_wal_checkpoint_v2(sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);
	if (result == SQLITE_OK)
		return moved;
	if (result != SQLITE_BUSY)
		log_line(LOG_WARNING, "checkpoint", "%s", sqlite3_errmsg(sqlite));
	return 0;
}

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
		int moved = move(checkpointer);
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

void checkpointer_begin(struct checkpointer *checkpointer)
{
	/* The thread does not read by this connection until it is told to work. */
	bool is_pinned = run(checkpointer->pin, &PIN_BEGIN) && run(checkpointer->pin, &PIN_LOOK);
	if (!is_pinned)
		(void)run(checkpointer->pin, &PIN_END);
	pthread_mutex_lock(&checkpointer->lock);
	checkpointer->moved = 0;
	checkpointer->is_at_work = is_pinned;
	pthread_cond_signal(&checkpointer->changed);
	pthread_mutex_unlock(&checkpointer->lock);
}

int checkpointer_moved(struct checkpointer *checkpointer)
{
	pthread_mutex_lock(&checkpointer->lock);
	int moved = checkpointer->is_at_work ? CHECKPOINTER_AT_WORK : checkpointer->moved;
	pthread_mutex_unlock(&checkpointer->lock);
	return moved;
}
