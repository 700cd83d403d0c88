/*
 * Streams: the C library's files with buffers, and folders that are read.
 * Each may be made to fail; what is written is found by the journal when the
 * file is synced.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "injection.h"
#include "journal.h"

#define HAS_FAILED 0x20 /* what ferror looks at */

/* Opening ------------------------------------------------------------------------- */

static FILE *open_stream(const char *name, const char *path, const char *mode)
{
	__typeof__(&fopen) real = dlsym(RTLD_NEXT, name);
	struct stat status;
	if (injection_refuses_path(KIND_OPEN, path))
		return NULL;
	journal_enter();
	bool existed = stat(path, &status) == 0;
	if (*mode == 'w' || !existed)
		probe_alters();
	FILE *stream = real(path, mode);
	int error = errno;
	if (stream != NULL)
		injection_opened(fileno(stream), path);
	if (stream != NULL && strpbrk(mode, "wa+") != NULL)
		journal_streamed(fileno(stream), path, existed, *mode == 'w');
	journal_leave();
	errno = error;
	return stream;
}

FILE *fopen(const char *path, const char *mode)
{
	return open_stream("fopen", path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
	return open_stream("fopen64", path, mode);
}

/* Reading and writing --------------------------------------------------------------- */

/* Whether a call on a stream fails; then the stream knows it too. */
static bool stream_fails(enum injection_kind kind, FILE *stream)
{
	int error = injection_counts_file(fileno(stream)) ? injection_fails(kind) : 0;
	if (error <= 0 || error == EINTR) /* a stream goes on by itself */
		return false;
	stream->_flags |= HAS_FAILED;
	errno = error;
	return true;
}

/* Streams share their place in the file with the process a child came from. */
size_t fread(void *bytes, size_t size, size_t count, FILE *stream)
{
	__typeof__(&fread) real = (__typeof__(&fread))dlsym(RTLD_NEXT, "fread");
	probe_alters();
	return stream_fails(KIND_READ, stream) ? 0 : real(bytes, size, count, stream);
}

/* The same, as a program compiled with _FORTIFY_SOURCE calls it. */
size_t __fread_chk(void *bytes, size_t room, size_t size, size_t count, FILE *stream);

size_t __fread_chk(void *bytes, size_t room, size_t size, size_t count, FILE *stream)
{
	(void)room;
	return fread(bytes, size, count, stream);
}

static bool is_log(FILE *stream)
{
	return fileno(stream) == STDOUT_FILENO || fileno(stream) == STDERR_FILENO;
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *stream)
{
	__typeof__(&fwrite) real = (__typeof__(&fwrite))dlsym(RTLD_NEXT, "fwrite");
	bool fails = !is_log(stream) && stream_fails(KIND_WRITE, stream);
	return fails ? 0 : real(bytes, size, count, stream);
}

int fflush(FILE *stream)
{
	__typeof__(&fflush) real = (__typeof__(&fflush))dlsym(RTLD_NEXT, "fflush");
	bool fails = stream != NULL && !is_log(stream) && stream_fails(KIND_WRITE, stream);
	return fails ? EOF : real(stream);
}

int fseek(FILE *stream, long offset, int whence)
{
	__typeof__(&fseek) real = (__typeof__(&fseek))dlsym(RTLD_NEXT, "fseek");
	probe_alters();
	return real(stream, offset, whence);
}

int fclose(FILE *stream)
{
	__typeof__(&fclose) real = (__typeof__(&fclose))dlsym(RTLD_NEXT, "fclose");
	return probe_is_child() ? 0 : real(stream);
}

/* Folders --------------------------------------------------------------------------- */

DIR *opendir(const char *path)
{
	__typeof__(&opendir) real = (__typeof__(&opendir))dlsym(RTLD_NEXT, "opendir");
	DIR *folder = injection_refuses_path(KIND_OPEN, path) ? NULL : real(path);
	if (folder != NULL)
		injection_opened(dirfd(folder), path);
	return folder;
}

static bool folder_fails(DIR *folder)
{
	int error = injection_counts_file(dirfd(folder)) ? injection_fails(KIND_READ) : 0;
	if (error <= 0 || error == EINTR)
		return false;
	errno = error;
	return true;
}

struct dirent *readdir(DIR *folder)
{
	__typeof__(&readdir) real = (__typeof__(&readdir))dlsym(RTLD_NEXT, "readdir");
	return folder_fails(folder) ? NULL : real(folder);
}

struct dirent64 *readdir64(DIR *folder)
{
	__typeof__(&readdir64) real = (__typeof__(&readdir64))dlsym(RTLD_NEXT, "readdir64");
	return folder_fails(folder) ? NULL : real(folder);
}

int closedir(DIR *folder)
{
	__typeof__(&closedir) real = (__typeof__(&closedir))dlsym(RTLD_NEXT, "closedir");
	injection_closed(dirfd(folder));
	return real(folder);
}
