/*
 * Calls: the system calls on files, and what is sent and received, each of
 * which may be made to fail and, on files below the journal's folder, is written down.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "injection.h"
#include "journal.h"

#define PATH_MOST 4096

/* A part of what was asked for, at least one byte. */
static size_t some(size_t length)
{
	return length < 2 ? length : length / 2;
}

/* For calls that move bytes: false and errno when this one fails; may make
 * *length shorter. */
static bool may_move(enum injection_kind kind, int fd, size_t *length)
{
	int error = injection_counts_file(fd) ? injection_fails(kind) : 0;
	if (error == ERROR_SHORT)
		*length = some(*length);
	else if (error != 0)
		errno = error;
	return error <= 0;
}

/* Reading ------------------------------------------------------------------------ */

ssize_t read(int fd, void *bytes, size_t length)
{
	probe_alters();
	return may_move(KIND_READ, fd, &length) ? syscall(SYS_read, fd, bytes, length) : -1;
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset)
{
	return may_move(KIND_READ, fd, &length) ? syscall(SYS_pread64, fd, bytes, length, offset)
						: -1;
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
	return pread64(fd, bytes, length, offset);
}

ssize_t recv(int fd, void *bytes, size_t length, int flags)
{
	return may_move(KIND_RECV, fd, &length)
		   ? syscall(SYS_recvfrom, fd, bytes, length, flags, NULL, NULL)
		   : -1;
}

/* The same, as a program compiled with _FORTIFY_SOURCE calls them. */
ssize_t __read_chk(int fd, void *bytes, size_t length, size_t room);
ssize_t __pread64_chk(int fd, void *bytes, size_t length, off64_t offset, size_t room);
ssize_t __pread_chk(int fd, void *bytes, size_t length, off_t offset, size_t room);
ssize_t __recv_chk(int fd, void *bytes, size_t length, size_t room, int flags);

ssize_t __read_chk(int fd, void *bytes, size_t length, size_t room)
{
	(void)room;
	return read(fd, bytes, length);
}

ssize_t __pread64_chk(int fd, void *bytes, size_t length, off64_t offset, size_t room)
{
	(void)room;
	return pread64(fd, bytes, length, offset);
}

ssize_t __pread_chk(int fd, void *bytes, size_t length, off_t offset, size_t room)
{
	(void)room;
	return pread64(fd, bytes, length, offset);
}

ssize_t __recv_chk(int fd, void *bytes, size_t length, size_t room, int flags)
{
	(void)room;
	return recv(fd, bytes, length, flags);
}

/* Writing ------------------------------------------------------------------------ */

/* The log must come out: what fails is told there. */
static bool is_log(int fd)
{
	return fd == STDOUT_FILENO || fd == STDERR_FILENO;
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off64_t offset, bool moves)
{
	journal_enter();
	off64_t at = moves ? lseek(fd, 0, SEEK_CUR) : offset;
	ssize_t written = moves ? syscall(SYS_write, fd, bytes, length)
				: syscall(SYS_pwrite64, fd, bytes, length, offset);
	int error = errno;
	if (written > 0 && journal_has(fd))
		journal_wrote(fd, bytes, (size_t)written, at);
	journal_leave();
	errno = error;
	return written;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	if (is_log(fd))
		return syscall(SYS_write, fd, bytes, length);
	return may_move(KIND_WRITE, fd, &length) ? write_at(fd, bytes, length, 0, true) : -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
	return may_move(KIND_WRITE, fd, &length) ? write_at(fd, bytes, length, offset, false) : -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	return pwrite64(fd, bytes, length, offset);
}

ssize_t send(int fd, const void *bytes, size_t length, int flags)
{
	return may_move(KIND_SEND, fd, &length)
		   ? syscall(SYS_sendto, fd, bytes, length, flags, NULL, 0)
		   : -1;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	size_t parts = message->msg_iovlen;
	struct msghdr shorter = *message;
	if (!may_move(KIND_SEND, fd, &parts))
		return -1;
	shorter.msg_iovlen = parts;
	return syscall(SYS_sendmsg, fd, &shorter, flags);
}

/* A file that is journaled is copied by hand. */
static ssize_t copy_some(int to, int from, size_t length)
{
	char bytes[65536];
	ssize_t got =
	    syscall(SYS_read, from, bytes, length < sizeof(bytes) ? length : sizeof(bytes));
	return got <= 0 ? got : write_at(to, bytes, (size_t)got, 0, true);
}

static ssize_t give_file(int to, int from, off64_t *offset, size_t length)
{
	if (!may_move(KIND_SEND, to, &length))
		return -1;
	if (offset == NULL && journal_has(to))
		return copy_some(to, from, length);
	return syscall(SYS_sendfile, to, from, offset, length);
}

ssize_t sendfile(int to, int from, off_t *offset, size_t length)
{
	return give_file(to, from, offset, length);
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t length)
{
	return give_file(to, from, offset, length);
}

static int sync_file(int fd, long call)
{
	if (injection_counts_file(fd) && injection_refuses(KIND_FSYNC))
		return -1;
	journal_enter();
	int result = (int)syscall(call, fd);
	if (result == 0 && journal_has(fd))
		journal_synced(fd);
	journal_leave();
	return result;
}

int fsync(int fd)
{
	return sync_file(fd, SYS_fsync);
}

int fdatasync(int fd)
{
	return sync_file(fd, SYS_fdatasync);
}

int ftruncate64(int fd, off64_t size)
{
	if (injection_counts_file(fd) && injection_refuses(KIND_TRUNCATE))
		return -1;
	journal_enter();
	int result = (int)syscall(SYS_ftruncate, fd, size);
	if (result == 0 && journal_has(fd))
		journal_truncated(fd, size);
	journal_leave();
	return result;
}

int ftruncate(int fd, off_t size)
{
	return ftruncate64(fd, size);
}

/* Names -------------------------------------------------------------------------- */

static int open_file(const char *path, int flags, mode_t mode)
{
	struct stat status;
	if (injection_refuses_path(KIND_OPEN, path))
		return -1;
	journal_enter();
	bool existed = stat(path, &status) == 0;
	if ((flags & O_TRUNC) || ((flags & O_CREAT) && !existed))
		probe_alters();
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	int error = errno;
	injection_opened(fd, path);
	journal_opened(fd, path, flags, existed);
	journal_leave();
	errno = error;
	return fd;
}

static mode_t mode_of(int flags, va_list arguments)
{
	return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = mode_of(flags, arguments);
	va_end(arguments);
	return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = mode_of(flags, arguments);
	va_end(arguments);
	return open_file(path, flags, mode);
}

/* A name in an open folder, as a path. */
static const char *path_at(int folder, const char *name, char path[PATH_MOST])
{
	char link[32];
	snprintf(link, sizeof(link), "/proc/self/fd/%d", folder);
	ssize_t length = syscall(SYS_readlink, link, path, PATH_MOST / 2);
	if (*name == '/' || folder == AT_FDCWD || length < 0)
		return name;
	snprintf(path + length, PATH_MOST - (size_t)length, "/%s", name);
	return path;
}

int openat(int folder, const char *name, int flags, ...)
{
	char path[PATH_MOST];
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = mode_of(flags, arguments);
	va_end(arguments);
	return open_file(path_at(folder, name, path), flags, mode);
}

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

int __openat_2(int folder, const char *name, int flags);

int __openat_2(int folder, const char *name, int flags)
{
	return openat(folder, name, flags);
}

int __open_2(const char *path, int flags)
{
	return open_file(path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
	return open_file(path, flags, 0);
}

int close(int fd)
{
	journal_enter();
	journal_closed(fd);
	journal_leave();
	injection_closed(fd);
	return (int)syscall(SYS_close, fd);
}

static int change_names(enum journal_record record, long call, const char *path, const char *second)
{
	journal_enter();
	int result = (int)syscall(call, path, second);
	int error = errno;
	if (result == 0 && journal_covers(path))
		journal_named(record, path, second);
	journal_leave();
	errno = error;
	return result;
}

int rename(const char *from, const char *to)
{
	return injection_refuses_path(KIND_RENAME, from)
		   ? -1
		   : change_names(RECORD_RENAME, SYS_rename, from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
	char path[PATH_MOST], other[PATH_MOST];
	return rename(path_at(from_folder, from, path), path_at(to_folder, to, other));
}

int link(const char *from, const char *to)
{
	return injection_refuses_path(KIND_RENAME, from)
		   ? -1
		   : change_names(RECORD_LINK, SYS_link, from, to);
}

int unlink(const char *path)
{
	return injection_refuses_path(KIND_UNLINK, path)
		   ? -1
		   : change_names(RECORD_UNLINK, SYS_unlink, path, NULL);
}

int mkdir(const char *path, mode_t mode)
{
	if (injection_refuses_path(KIND_OPEN, path))
		return -1;
	probe_alters();
	journal_enter();
	int result = (int)syscall(SYS_mkdir, path, mode);
	int error = errno;
	if (result == 0 && journal_covers(path))
		journal_named(RECORD_FOLDER, path, NULL);
	journal_leave();
	errno = error;
	return result;
}
