/*
 * VFS: how one of ours comes to stand before the system's.  What it does is in
 * db_wal.c and db_map.c.  Called by any thread that opens a database.
 */
#include <pthread.h>

#include "data/db_internal.h"

static void stand_before(struct db_vfs *vfs, sqlite3_vfs *real)
{
	sqlite3_vfs_unregister(&vfs->own); /* while it still knows who stands behind it */
	vfs->real = real;
	vfs->own = *real; /* what is not replaced knows nothing of open files */
	vfs->own.zName = vfs->name;
	vfs->own.pNext = NULL;
	vfs->own.szOsFile += (int)vfs->room;
	vfs->own.xOpen = vfs->open;
	sqlite3_vfs_register(&vfs->own, 0);
}

/* Looks each time, because tests put their own in place of the system's. */
const char *db_vfs_name(struct db_vfs *vfs)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	sqlite3_vfs *real = sqlite3_vfs_find(NULL);
	if (real != NULL && real != vfs->real)
		stand_before(vfs, real);
	pthread_mutex_unlock(&lock);
	return real == NULL ? NULL : vfs->name;
}
