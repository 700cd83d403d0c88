/*
 * Archive: see import_archive.h.  Slow-work thread or a command.
 */
#include "kb/import_archive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "data/text.h"
#include "kb/paging.h"

#define NAME_MOST  1000              /* bytes */
#define SMALL_FILE (1024 * 1024)     /* below it no ratio is too high */
#define DEPTH_MOST 32                /* folders in folders */

/* What is read from an archive or a folder, whichever. */
struct gathering {
	struct arena *arena;
	struct list files; /* struct archive_file */
	size_t total;      /* bytes */
};

static bool take_size(struct gathering *gathering, size_t size, const char *name,
		      struct fault *fault)
{
	gathering->total += size;
	if (gathering->total <= ARCHIVE_BYTES_MOST)
		return true;
	fault_limit(fault, FAULT_BODY_TOO_LARGE, "archive", (int64_t)gathering->total,
		    ARCHIVE_BYTES_MOST);
	snprintf(fault->detail, sizeof(fault->detail), "unpacked, up to %.100s", name);
	return false;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct archive_file *)a)->name, ((const struct archive_file *)b)->name);
}

static void finish(struct gathering *gathering, struct archive *out)
{
	*out = (struct archive){.files = gathering->files.items, .count = gathering->files.count};
	if (out->count > 0)
		qsort(out->files, (size_t)out->count, sizeof(*out->files), compare_names);
}

const struct archive_file *archive_find(const struct archive *archive, const char *name)
{
	struct archive_file key = {.name = name};
	if (archive->count == 0 || archive->files[0].name == NULL)
		return NULL;
	return bsearch(&key, archive->files, (size_t)archive->count, sizeof(key), compare_names);
}

/* Zip ---------------------------------------------------------------------------- */

bool archive_is_zip(const char *bytes, size_t length)
{
	return length >= 4 &&
	       (memcmp(bytes, "PK\3\4", 4) == 0 || memcmp(bytes, "PK\5\6", 4) == 0);
}

static bool refuse_zip(struct fault *fault, const char *name, const char *why)
{
	fault_detail(fault, FAULT_MALFORMED, "archive", "%s%s%.100s", why, *name != '\0' ? ": " : "",
		     name);
	return false;
}

/* Names that lead out of the folder they would be unpacked into. */
static bool name_escapes(const char *name)
{
	if (*name == '/' || strchr(name, '\\') != NULL || (*name != '\0' && name[1] == ':'))
		return true;
	for (const char *part = name; *part != '\0';) {
		size_t size = strcspn(part, "/");
		if (size == 2 && memcmp(part, "..", 2) == 0)
			return true;
		part += size + (part[size] == '/');
	}
	return false;
}

static bool is_link(zip_t *zip, zip_uint64_t index)
{
	zip_uint8_t system;
	zip_uint32_t attributes;
	return zip_file_get_external_attributes(zip, index, 0, &system, &attributes) == 0 &&
	       system == ZIP_OPSYS_UNIX && S_ISLNK((mode_t)(attributes >> 16));
}

/* Reads one member, never more than it says it has nor than may be. */
static bool read_member(struct gathering *gathering, zip_t *zip, const zip_stat_t *stat,
			struct fault *fault)
{
	if (stat->size > ARCHIVE_BYTES_MOST)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "archive", (int64_t)stat->size,
				   ARCHIVE_BYTES_MOST);
	if (stat->size > SMALL_FILE && stat->size / ARCHIVE_RATIO_MOST > stat->comp_size)
		return refuse_zip(fault, stat->name, "it unpacks to more than 200 times its size");
	if (!take_size(gathering, stat->size, stat->name, fault))
		return false;
	zip_file_t *file = zip_fopen_index(zip, stat->index, 0);
	if (file == NULL)
		return refuse_zip(fault, stat->name, zip_strerror(zip));
	char *bytes = arena_alloc(gathering->arena, stat->size + 1);
	zip_int64_t got = zip_fread(file, bytes, stat->size);
	char more;
	bool whole = got == (zip_int64_t)stat->size && zip_fread(file, &more, 1) == 0;
	zip_fclose(file);
	if (!whole)
		return refuse_zip(fault, stat->name, "it is damaged");
	*(struct archive_file *)list_add(&gathering->files) = (struct archive_file){
	    .name = arena_text(gathering->arena, stat->name), .bytes = bytes, .length = stat->size};
	return true;
}

static bool read_index(struct gathering *gathering, zip_t *zip, zip_uint64_t index,
		       struct fault *fault)
{
	zip_stat_t stat;
	const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
	if (zip_stat_index(zip, index, 0, &stat) != 0 || (stat.valid & needed) != needed)
		return refuse_zip(fault, "", "its list of files is damaged");
	size_t length = strlen(stat.name);
	if (length == 0 || length > NAME_MOST || !text_is_utf8(stat.name, length))
		return refuse_zip(fault, "", "the name of a file is not UTF-8, or too long");
	if (name_escapes(stat.name))
		return refuse_zip(fault, stat.name, "a file's name leads out of the archive");
	if (is_link(zip, index))
		return refuse_zip(fault, stat.name, "it holds a link");
	/* Folders, and what the Macintosh packs beside each file. */
	if (stat.name[length - 1] == '/' || strncmp(stat.name, "__MACOSX/", 9) == 0)
		return true;
	return read_member(gathering, zip, &stat, fault);
}

static bool read_all(struct gathering *gathering, zip_t *zip, struct fault *fault)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);
	if (count > ARCHIVE_FILES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "files", count, ARCHIVE_FILES_MOST);
	for (zip_int64_t i = 0; i < count; i++)
		if (!read_index(gathering, zip, (zip_uint64_t)i, fault))
			return false;
	return true;
}

bool archive_read_zip(const char *bytes, size_t length, struct arena *arena, struct archive *out,
		      struct fault *fault)
{
	zip_error_t error;
	struct gathering gathering = {.arena = arena,
				      .files = list_new(arena, sizeof(struct archive_file))};
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &error);
	zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (zip == NULL) {
		refuse_zip(fault, "", zip_error_strerror(&error));
		zip_source_free(source);
		zip_error_fini(&error);
		return false;
	}
	bool read = read_all(&gathering, zip, fault);
	zip_discard(zip);
	zip_error_fini(&error);
	if (read)
		finish(&gathering, out);
	return read;
}

/* Folder -------------------------------------------------------------------------- */

static bool refuse_path(struct fault *fault, const char *path)
{
	return fault_detail(fault, FAULT_FILE, "folder", "%.120s: %.50s", path, strerror(errno));
}

static bool read_file(struct gathering *gathering, int folder, const char *entry, const char *name,
		      struct fault *fault)
{
	struct stat stat;
	int file = openat(folder, entry, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file < 0 || fstat(file, &stat) != 0 || !S_ISREG(stat.st_mode)) {
		if (file >= 0)
			close(file);
		return true; /* a link, or nothing to read */
	}
	bool fits = take_size(gathering, (size_t)stat.st_size, name, fault);
	char *bytes = fits ? arena_alloc(gathering->arena, (size_t)stat.st_size + 1) : NULL;
	size_t got = 0;
	ssize_t step = 1;
	while (fits && step > 0 && got < (size_t)stat.st_size) {
		step = read(file, bytes + got, (size_t)stat.st_size - got);
		got += step > 0 ? (size_t)step : 0;
	}
	close(file);
	if (fits && step < 0)
		return refuse_path(fault, name);
	if (fits)
		*(struct archive_file *)list_add(&gathering->files) =
		    (struct archive_file){.name = name, .bytes = bytes, .length = got};
	return fits;
}

static bool read_folder(struct gathering *gathering, int folder, const char *prefix, int depth,
			struct fault *fault);

static bool read_entry(struct gathering *gathering, DIR *list, const struct dirent *entry,
		       const char *prefix, int depth, struct fault *fault)
{
	const char *name = arena_format(gathering->arena, "%s%s", prefix, entry->d_name);
	if (*entry->d_name == '.' || !text_is_utf8(name, strlen(name)))
		return true;
	if (gathering->files.count == ARCHIVE_FILES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "files", ARCHIVE_FILES_MOST + 1,
				   ARCHIVE_FILES_MOST);
	int below = openat(dirfd(list), entry->d_name,
			   O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (below < 0)
		return read_file(gathering, dirfd(list), entry->d_name, name, fault);
	return read_folder(gathering, below, arena_format(gathering->arena, "%s/", name), depth + 1,
			   fault);
}

/* Takes over the descriptor. */
static bool read_folder(struct gathering *gathering, int folder, const char *prefix, int depth,
			struct fault *fault)
{
	DIR *list = fdopendir(folder);
	bool read = list != NULL || refuse_path(fault, prefix);
	if (read && depth > DEPTH_MOST)
		read = fault_limit(fault, FAULT_TOO_DEEP, "folder", depth, DEPTH_MOST);
	for (struct dirent *entry; read && (entry = readdir(list)) != NULL;)
		read = read_entry(gathering, list, entry, prefix, depth, fault);
	if (list != NULL)
		closedir(list);
	else
		close(folder);
	return read;
}

bool archive_read_folder(const char *path, struct arena *arena, struct archive *out,
			 struct fault *fault)
{
	struct gathering gathering = {.arena = arena,
				      .files = list_new(arena, sizeof(struct archive_file))};
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return refuse_path(fault, path);
	if (!read_folder(&gathering, folder, "", 0, fault))
		return false;
	finish(&gathering, out);
	return true;
}

/* Writing ------------------------------------------------------------------------- */

struct archive_writer {
	zip_source_t *source; /* in memory */
	zip_t *zip;
	zip_error_t error;
};

struct archive_writer *archive_writer_new(void)
{
	struct archive_writer *writer = memory_new(sizeof(*writer));
	zip_error_init(&writer->error);
	writer->source = zip_source_buffer_create(NULL, 0, 0, &writer->error);
	writer->zip = zip_open_from_source(writer->source, ZIP_TRUNCATE, &writer->error);
	zip_source_keep(writer->source);
	return writer;
}

/* A fixed time, so that the same entries give the same bytes. */
static const time_t FIRST_TIME = 315532800; /* 1980-01-01 */

void archive_add(struct archive_writer *writer, const char *name, const struct buffer *content)
{
	char *copy = memory_new(content->length + 1);
	if (content->length > 0)
		memcpy(copy, content->bytes, content->length);
	zip_source_t *source = zip_source_buffer(writer->zip, copy, content->length, 1);
	zip_int64_t index = zip_file_add(writer->zip, name, source, ZIP_FL_ENC_UTF_8);
	if (index < 0)
		zip_source_free(source);
	else
		zip_file_set_mtime(writer->zip, (zip_uint64_t)index, FIRST_TIME, 0);
}

static bool copy_out(zip_source_t *source, struct buffer *out)
{
	char block[65536];
	zip_int64_t got = 0;
	if (zip_source_open(source) != 0)
		return false;
	while ((got = zip_source_read(source, block, sizeof(block))) > 0)
		buffer_add(out, block, (size_t)got);
	zip_source_close(source);
	return got == 0;
}

bool archive_finish(struct archive_writer **writer, struct buffer *out, struct fault *fault)
{
	struct archive_writer *it = *writer;
	bool closed = zip_close(it->zip) == 0;
	if (!closed)
		zip_discard(it->zip);
	bool copied = closed && copy_out(it->source, out);
	zip_source_free(it->source);
	zip_error_fini(&it->error);
	free(it);
	*writer = NULL;
	return copied || fault_detail(fault, FAULT_INTERNAL, "zip", "the archive can't be written");
}
