/*
 * VFS: SQLite's files, any call on which may be made to fail.
 *
 * It stands before the system's own VFS and becomes the default when it is
 * first asked for one, or opens a database.  A write that fails has written half of its
 * bytes, as a full disk does.
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

#include "injection.h"

struct file {
	sqlite3_file base;
	sqlite3_file *real; /* right behind this struct */
};

#define REAL(file)    (((struct file *)(file))->real)
#define METHODS(file) REAL(file)->pMethods
#define SYSTEM(vfs)   ((sqlite3_vfs *)(vfs)->pAppData)

static int file_close(sqlite3_file *file)
{
	return METHODS(file)->xClose(REAL(file));
}

static int file_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
	int error = injection_fails(KIND_VFS_READ);
	return error ? error : METHODS(file)->xRead(REAL(file), bytes, length, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
	int error = injection_fails(KIND_VFS_WRITE);
	int result = METHODS(file)->xWrite(REAL(file), bytes, error ? length / 2 : length, offset);
	return error ? error : result;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int error = injection_fails(KIND_VFS_TRUNCATE);
	return error ? error : METHODS(file)->xTruncate(REAL(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
	int error = injection_fails(KIND_VFS_SYNC);
	return error ? error : METHODS(file)->xSync(REAL(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	int error = injection_fails(KIND_VFS_SIZE);
	return error ? error : METHODS(file)->xFileSize(REAL(file), size);
}

static int file_lock(sqlite3_file *file, int level)
{
	int error = injection_fails(KIND_VFS_LOCK);
	return error ? error : METHODS(file)->xLock(REAL(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
	return METHODS(file)->xUnlock(REAL(file), level);
}

static int file_reserved(sqlite3_file *file, int *out)
{
	return METHODS(file)->xCheckReservedLock(REAL(file), out);
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
	return METHODS(file)->xFileControl(REAL(file), operation, argument);
}

static int file_sector(sqlite3_file *file)
{
	return METHODS(file)->xSectorSize(REAL(file));
}

static int file_features(sqlite3_file *file)
{
	return METHODS(file)->xDeviceCharacteristics(REAL(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
	int error = injection_fails(KIND_VFS_SHM_MAP);
	if (error)
		*memory = NULL;
	return error ? error : METHODS(file)->xShmMap(REAL(file), page, size, extend, memory);
}

/* Letting go of a lock never fails. */
static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
	int error = flags & SQLITE_SHM_LOCK ? injection_fails(KIND_VFS_SHM_LOCK) : 0;
	return error ? error : METHODS(file)->xShmLock(REAL(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
	METHODS(file)->xShmBarrier(REAL(file));
}

static int file_shm_unmap(sqlite3_file *file, int remove)
{
	return METHODS(file)->xShmUnmap(REAL(file), remove);
}

static int file_fetch(sqlite3_file *file, sqlite3_int64 offset, int length, void **memory)
{
	int error = injection_fails(KIND_VFS_FETCH);
	if (error)
		*memory = NULL;
	return error ? error : METHODS(file)->xFetch(REAL(file), offset, length, memory);
}

static int file_unfetch(sqlite3_file *file, sqlite3_int64 offset, void *memory)
{
	return METHODS(file)->xUnfetch(REAL(file), offset, memory);
}

static const sqlite3_io_methods methods = {
    3,
    file_close,
    file_read,
    file_write,
    file_truncate,
    file_sync,
    file_size,
    file_lock,
    file_unlock,
    file_reserved,
    file_control,
    file_sector,
    file_features,
    file_shm_map,
    file_shm_lock,
    file_shm_barrier,
    file_shm_unmap,
    file_fetch,
    file_unfetch,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	struct file *mine = (struct file *)file;
	int error = injection_fails(KIND_VFS_OPEN);
	mine->base.pMethods = NULL;
	mine->real = (sqlite3_file *)(mine + 1);
	if (error)
		return error;
	int result = SYSTEM(vfs)->xOpen(SYSTEM(vfs), name, mine->real, flags, out);
	if (mine->real->pMethods != NULL)
		mine->base.pMethods = &methods;
	return result;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	int error = injection_fails(KIND_VFS_DELETE);
	return error ? error : SYSTEM(vfs)->xDelete(SYSTEM(vfs), name, sync);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	int error = injection_fails(KIND_VFS_ACCESS);
	return error ? error : SYSTEM(vfs)->xAccess(SYSTEM(vfs), name, flags, out);
}

/* Without this SQLite would tell of an older failure of the system's. */
static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out)
{
	if (injection_state()->armed < KIND_VFS_OPEN)
		return SYSTEM(vfs)->xGetLastError(SYSTEM(vfs), size, out);
	if (size > 0)
		out[0] = '\0';
	return EIO;
}

static int vfs_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	return SYSTEM(vfs)->xFullPathname(SYSTEM(vfs), name, size, out);
}

/* Not while SQLite has no memory to begin with; the next open tries again. */
static void stand_before_the_system(void)
{
	static sqlite3_vfs vfs;
	__typeof__(&sqlite3_vfs_find) find = dlsym(RTLD_NEXT, "sqlite3_vfs_find");
	sqlite3_vfs *real = find(NULL);
	if (real == NULL || real == &vfs)
		return;
	vfs = *real; /* what is not replaced knows nothing of files */
	vfs.zName = "faults";
	vfs.pAppData = real;
	vfs.pNext = NULL;
	vfs.szOsFile = real->szOsFile + (int)sizeof(struct file);
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	vfs.xAccess = vfs_access;
	vfs.xFullPathname = vfs_path;
	vfs.xGetLastError = vfs_last_error;
	sqlite3_vfs_register(&vfs, 1);
}

/* SQLite asks for a VFS itself while it is being initialised. */
static void stand_once(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static _Thread_local bool is_standing;
	if (is_standing)
		return;
	is_standing = true;
	pthread_mutex_lock(&lock);
	stand_before_the_system();
	pthread_mutex_unlock(&lock);
	is_standing = false;
}

/* For those who stand before the default themselves. */
sqlite3_vfs *sqlite3_vfs_find(const char *name)
{
	__typeof__(&sqlite3_vfs_find) real = dlsym(RTLD_NEXT, "sqlite3_vfs_find");
	stand_once();
	return real(name);
}

int sqlite3_open_v2(const char *name, sqlite3 **db, int flags, const char *vfs)
{
	__typeof__(&sqlite3_open_v2) real = dlsym(RTLD_NEXT, "sqlite3_open_v2");
	stand_once();
	return real(name, db, flags, vfs);
}
