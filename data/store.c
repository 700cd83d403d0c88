/*
 * Store: opening and closing the data folder, and a reader for each thread.
 *
 * Not here: writing (writer.c), the schema's history (migrate.c), copies
 * (backup.c).  store_reader is called by any thread; open and close by the
 * thread that starts and ends the program.
 */
#include "data/checkpointer.h"
#include "data/settings.h"
#include "data/store_internal.h"
#include "data/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/id.h"
#include "data/log.h"

#define READ_MOST_MS 120000 /* for which a reader may keep the WAL from beginning anew */

/* A thread's connection, in the store's list of them. */
struct reader {
	struct store *store;
	struct db *db;
	struct reader *next;
	struct reader **link;
};

struct db *store_connect(const char *path, enum db_mode mode, struct fault *fault)
{
	struct db *db = db_open(path, mode, fault);
	if (db == NULL)
		return NULL;
	/* Readers wait for a checkpoint at most, writers are one. */
	const char *settings = mode == DB_READ
				   ? "PRAGMA query_only = ON; PRAGMA mmap_size = 268435456;"
				     "PRAGMA cache_size = -2000;"
				   : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
				     "PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;"
				     "PRAGMA journal_size_limit = 67108864;"
				     "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;";
	if (!db_script(db, settings, fault)) {
		db_close(&db);
		return NULL;
	}
	if (mode == DB_READ)
		db_limit_reads(db, READ_MOST_MS);
	return db;
}

static bool folder_fault(const char *path, struct fault *fault)
{
	return fault_detail(fault, errno == ENOSPC ? FAULT_STORE_FULL : FAULT_FILE, path, "%s",
			    strerror(errno));
}

/* A new folder survives a power cut when the one that holds it is synced. */
static bool sync_parent(const char *path, struct fault *fault)
{
	char *copy = memory_text(path);
	int parent = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = (parent >= 0 && fsync(parent) == 0) || folder_fault(path, fault);
	if (parent >= 0)
		close(parent);
	free(copy);
	return ok;
}

static bool make_folder(const char *path, struct fault *fault)
{
	struct stat status;
	if (mkdir(path, 0700) == 0)
		return sync_parent(path, fault);
	if (errno == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return true;
	if (errno == EROFS || errno == EACCES)
		return fault_set(fault, FAULT_STORE_READ_ONLY, path);
	if (errno == EEXIST)
		return fault_detail(fault, FAULT_FILE, path, "it is not a folder");
	return folder_fault(path, fault);
}

static char *path_in(const char *folder, const char *name)
{
	char *path = memory_new(strlen(folder) + strlen(name) + 2);
	sprintf(path, "%s/%s", folder, name);
	return path;
}

static bool lock_folder(struct store *store, struct fault *fault)
{
	char *path = path_in(store->folder, "lock");
	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (store->lock < 0 && (errno == EACCES || errno == EROFS))
		return fault_set(fault, FAULT_STORE_READ_ONLY, store->folder);
	if (store->lock < 0)
		return folder_fault(store->folder, fault);
	if (flock(store->lock, LOCK_EX | LOCK_NB) != 0)
		return fault_set(fault, FAULT_STORE_IN_USE, store->folder);
	return true;
}

static bool make_folders(struct store *store, struct fault *fault)
{
	char *snapshots = path_in(store->folder, SNAPSHOT_FOLDER);
	bool ok = make_folder(store->folder, fault) && make_folder(snapshots, fault);
	free(snapshots);
	return ok;
}

/* Closes a reader and takes it off the list; runs when its thread ends. */
static void reader_close(void *reader_)
{
	struct reader *reader = reader_;
	pthread_mutex_t *lock = &reader->store->readers_lock;
	pthread_mutex_lock(lock);
	*reader->link = reader->next;
	if (reader->next != NULL)
		reader->next->link = reader->link;
	pthread_mutex_unlock(lock);
	db_close(&reader->db);
	free(reader);
}

/* The journal takes in what a crash left in the WAL before anything else is
 * written; migrations are taken in with the first commit after them. */
static bool open_journal(struct store *store, struct db *db, struct journal **journal,
			 struct fault *fault)
{
	struct journal_place place = {.data = store->folder,
				      .database = store->database,
				      .folder = getenv("FOYER_BACKUP_FOLDER"),
				      .days = setting_value(SETTING_BACKUP_DAYS)};
	*journal = NULL;
	if (place.folder == NULL || place.folder[0] == '\0')
		return true;
	*journal = journal_open(&place, db, fault);
	return *journal != NULL;
}

static bool open_database(struct store *store, struct fault *fault)
{
	struct journal *journal = NULL;
	struct db *db = store_connect(store->database, DB_CREATE, fault);
	if (db == NULL)
		return false;
	if (!open_journal(store, db, &journal, fault)) {
		db_close(&db);
		return false;
	}
	struct checkpointer *checkpointer = NULL;
	if (!migrate(db, fault))
		snprintf(fault->field, sizeof(fault->field), "%s", store->folder);
	else
		checkpointer = checkpointer_start(store->database, fault);
	if (checkpointer == NULL) {
		if (journal != NULL) /* some migrations may have been committed */
			journal_take_in(journal, db);
		db_close(&db);
		if (journal != NULL)
			journal_close(&journal);
		return false;
	}
	db_set_key(db, store->key);
	store->writer = writer_start(db, store->hub, journal, checkpointer);
	return true;
}

struct store *store_open(const char *folder, struct fault *fault)
{
	if (!random_start(fault))
		return NULL;
	struct store *store = memory_new(sizeof(*store));
	store->folder = memory_text(folder);
	store->database = path_in(folder, DATABASE_FILE);
	store->lock = -1;
	store->hub = hub_new();
	store->key = vault_key_new();
	pthread_mutex_init(&store->readers_lock, NULL);
	pthread_key_create(&store->reader_key, reader_close);
	db_keep_temporary_files_in(folder);
	if (!make_folders(store, fault) || !lock_folder(store, fault) ||
	    !vault_key(folder, store->key, fault) || !open_database(store, fault)) {
		store_close(&store);
		return NULL;
	}
	return store;
}

void store_close(struct store **store_)
{
	struct store *store = *store_;
	if (store == NULL)
		return;
	pthread_key_delete(store->reader_key);
	while (store->readers != NULL)
		reader_close(store->readers);
	/* The writer's connection goes last: only a writer can put the WAL's
	 * content into the database file and remove the WAL. */
	if (store->writer != NULL)
		writer_stop(&store->writer);
	if (store->lock >= 0)
		close(store->lock);
	hub_free(&store->hub);
	pthread_mutex_destroy(&store->readers_lock);
	vault_key_free(&store->key);
	free(store->database);
	free(store->folder);
	free(store);
	*store_ = NULL;
}

const char *store_folder(const struct store *store)
{
	return store->folder;
}

struct hub *store_hub(struct store *store)
{
	return store->hub;
}

/* A database that can't be opened now (no descriptor, no memory) is one whose
 * every query fails; the thread's next look tries again. */
static struct db *connect_reader(struct store *store)
{
	struct fault fault;
	struct db *db = store_connect(store->database, DB_READ, &fault);
	if (db != NULL) {
		db_set_key(db, store->key);
		return db;
	}
	log_fault(LOG_ERROR, "reader", &fault);
	return db_closed(store->database);
}

static struct db *usable(struct reader *reader)
{
	if (db_is_closed(reader->db)) {
		db_close(&reader->db);
		reader->db = connect_reader(reader->store);
	}
	return reader->db;
}

struct db *store_reader(struct store *store)
{
	struct reader *reader = pthread_getspecific(store->reader_key);
	if (reader != NULL)
		return usable(reader);
	reader = memory_new(sizeof(*reader));
	reader->store = store;
	reader->db = connect_reader(store);
	pthread_mutex_lock(&store->readers_lock);
	reader->next = store->readers;
	reader->link = &store->readers;
	if (store->readers != NULL)
		store->readers->link = &reader->next;
	store->readers = reader;
	pthread_mutex_unlock(&store->readers_lock);
	pthread_setspecific(store->reader_key, reader);
	return reader->db;
}

SQL_READ(VIEW_BEGIN, "BEGIN");
SQL_READ(VIEW_END, "COMMIT");

/* BEGIN and COMMIT of a read transaction touch no file by themselves, but they
 * need memory.  Reads without a view wouldn't agree with each other, and one
 * that could not be ended would show the past for ever: such a connection is
 * given up, and the thread's next look opens another. */
static void run_or_give_up(struct db *db, const struct sql *sql)
{
	struct fault fault;
	struct query *query = db_query(db, sql);
	if (!query_run(&query, &fault))
		db_give_up(db);
}

void store_begin_view(struct db *reader)
{
	run_or_give_up(reader, &VIEW_BEGIN);
}

void store_end_view(struct db *reader)
{
	run_or_give_up(reader, &VIEW_END);
}

void store_submit(struct store *store, struct change *change)
{
	writer_submit(store->writer, change);
}

/* store_write: a change whose `done` wakes the thread that waits. */
struct waiting {
	struct change change; /* first: what the writer sees */
	struct change *inner;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool over;
};

static bool apply_inner(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct change *inner = ((struct waiting *)change)->inner;
	return inner->apply(inner, transaction, fault);
}

static void wake_waiting(struct change *change)
{
	struct waiting *waiting = (struct waiting *)change;
	pthread_mutex_lock(&waiting->lock);
	waiting->over = true;
	pthread_cond_signal(&waiting->ended);
	pthread_mutex_unlock(&waiting->lock);
}

bool store_write(struct store *store, struct change *change, struct fault *fault)
{
	struct waiting waiting = {.change = {.apply = apply_inner,
					     .done = wake_waiting,
					     .refuses_first = change->refuses_first},
				  .inner = change,
				  .lock = PTHREAD_MUTEX_INITIALIZER,
				  .ended = PTHREAD_COND_INITIALIZER};
	writer_submit(store->writer, &waiting.change);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.over)
		pthread_cond_wait(&waiting.ended, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	pthread_cond_destroy(&waiting.ended);
	pthread_mutex_destroy(&waiting.lock);
	change->committed = waiting.change.committed;
	change->fault = waiting.change.fault;
	if (!change->committed)
		*fault = change->fault;
	return change->committed;
}

struct store_figures store_figures(struct store *store)
{
	return writer_figures(store->writer);
}

bool store_is_ready(struct store *store, struct fault *fault)
{
	return writer_is_ready(store->writer, fault);
}
