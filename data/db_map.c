/*
 * Mapping, for readers: the database's file stays in their memory.
 *
 * SQLite has the system take the whole map of the file away at the beginning of
 * each view that shows something new, for fear that another program has cut the
 * file off and put it together again meanwhile, and maps it anew for the first
 * page.  Nobody cuts a live database here, and taking a map away interrupts every
 * thread that runs.  This VFS stands before the system's for connections that
 * read, and has the file mapped anew only when it has outgrown its map.
 *
 * Not here: writing (db_wal.c).  Called by SQLite, for each connection on its
 * own thread.
 */
#include <stdbool.h>

#include "data/db_internal.h"

/* A database's file is the system's own, but for three of its methods. */
struct mapped_file {
	sqlite3_io_methods methods; /* first: the file points at it */
	const sqlite3_io_methods *real;
	sqlite3_int64 most; /* bytes that may be mapped */
	bool is_outgrown;
};

static struct mapped_file *mapped(sqlite3_file *file)
{
	return (struct mapped_file *)file->pMethods;
}

static int fetch(sqlite3_file *file, sqlite3_int64 offset, int length, void **page)
{
	int result = mapped(file)->real->xFetch(file, offset, length, page);

	if (result == SQLITE_OK && *page == NULL && offset + length <= mapped(file)->most)
		mapped(file)->is_outgrown = true;
	return result;
}

/* Without a page: of the whole map. */
static int let_go(sqlite3_file *file, sqlite3_int64 offset, void *page)
{
	if (page == NULL && !mapped(file)->is_outgrown)
		return SQLITE_OK;
	if (page == NULL)
		mapped(file)->is_outgrown = false;
	return mapped(file)->real->xUnfetch(file, offset, page);
}

static int control(sqlite3_file *file, int what, void *argument)
{
	int result = mapped(file)->real->xFileControl(file, what, argument);

	if (what == SQLITE_FCNTL_MMAP_SIZE && result == SQLITE_OK) {
		sqlite3_int64 most = -1; /* only asks */
		result = mapped(file)->real->xFileControl(file, what, &most);
		mapped(file)->most = most;
	}
	return result;
}

/* Its struct lies behind the system's. */
static void keep_mapped(sqlite3_file *file, int real_size)
{
	struct mapped_file *map = (struct mapped_file *)((char *)file + real_size);

	*map = (struct mapped_file){.methods = *file->pMethods, .real = file->pMethods};
	map->methods.xFetch = fetch;
	map->methods.xUnfetch = let_go;
	map->methods.xFileControl = control;
	file->pMethods = &map->methods;
}

static int mapping_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
			int *out);

static struct db_vfs mapping = {
    .name = "mapping", .room = sizeof(struct mapped_file), .open = mapping_open};

static int mapping_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	(void)vfs;
	sqlite3_vfs *real = mapping.real;
	int result = real->xOpen(real, name, file, flags, out);
	if ((flags & SQLITE_OPEN_MAIN_DB) && file->pMethods != NULL &&
	    file->pMethods->iVersion >= 3)
		keep_mapped(file, real->szOsFile);
	return result;
}

const char *db_reading_vfs(void)
{
	return db_vfs_name(&mapping);
}
