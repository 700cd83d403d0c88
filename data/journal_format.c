/*
 * What the journal's parts share: hashes, names, whole reads and writes.  See
 * journal_format.h.  Any thread.
 */
#include "data/journal_format.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/log.h"

#define COPIED_AT_ONCE ((size_t)1 << 20)

/* Not against forgers, who could write the whole folder: against flipped bits. */
void journal_hash(const void *bytes, size_t length, unsigned char out[JOURNAL_HASH])
{
	static const unsigned char key[crypto_shorthash_KEYBYTES] = "foyer's journal";
	_Static_assert(JOURNAL_HASH == crypto_shorthash_BYTES, "one hash");
	crypto_shorthash(out, bytes, length, key);
}

void journal_seal(struct journal_head *head, const void *body)
{
	journal_hash(body, head->length, head->body_hash);
	journal_hash(head, offsetof(struct journal_head, hash), head->hash);
}

bool journal_head_is_good(const struct journal_head *head)
{
	unsigned char hash[JOURNAL_HASH];
	journal_hash(head, offsetof(struct journal_head, hash), hash);
	return head->magic == JOURNAL_MAGIC && memcmp(hash, head->hash, sizeof(hash)) == 0;
}

static int by_number(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
	return one < other ? -1 : one > other;
}

static void add_number(struct journal_numbers *numbers, int64_t number)
{
	size_t room = ((size_t)numbers->count + 1) * sizeof(*numbers->of);
	numbers->of = memory_resize(numbers->of, room);
	numbers->of[numbers->count++] = number;
}

bool journal_list(const char *folder, const char *part, const char *ending,
		  struct journal_numbers *numbers, struct fault *fault)
{
	char path[4096];
	struct dirent *item;
	*numbers = (struct journal_numbers){0};
	snprintf(path, sizeof(path), "%s/%s", folder, part);
	DIR *open_folder = opendir(path);
	if (open_folder == NULL)
		return errno == ENOENT || journal_fault(fault, path);
	while ((errno = 0, item = readdir(open_folder)) != NULL) {
		char *end;
		long long number = strtoll(item->d_name, &end, 10);
		if (number > 0 && *end == '.' && strcmp(end + 1, ending) == 0)
			add_number(numbers, number);
	}
	bool ok = errno == 0 || journal_fault(fault, path);
	closedir(open_folder);
	if (ok && numbers->count > 0)
		qsort(numbers->of, (size_t)numbers->count, sizeof(*numbers->of), by_number);
	if (!ok) {
		free(numbers->of);
		*numbers = (struct journal_numbers){0};
	}
	return ok;
}

bool journal_write_all(int file, const void *bytes, size_t length, int64_t offset)
{
	while (length > 0) {
		ssize_t done = pwrite(file, bytes, length, offset);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes = (const char *)bytes + done;
		length -= (size_t)done;
		offset += done;
	}
	return true;
}

bool journal_read_all(int file, void *bytes, size_t length, int64_t offset)
{
	while (length > 0) {
		ssize_t done = pread(file, bytes, length, offset);
		if (done < 0 && errno == EINTR)
			continue;
		if (done == 0)
			errno = EIO;
		if (done <= 0)
			return false;
		bytes = (char *)bytes + done;
		length -= (size_t)done;
		offset += done;
	}
	return true;
}

/* A full disk isn't always the one that the data folder is on. */
bool journal_fault(struct fault *fault, const char *path)
{
	const char *why = strerror(errno);
	return errno == ENOSPC ? fault_detail(fault, FAULT_STORE_FULL, path, "%s (%s)", why, path)
			       : fault_detail(fault, FAULT_FILE, path, "%s", why);
}

bool journal_sync_folder(const char *path, struct fault *fault)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = folder >= 0 && fsync(folder) == 0;
	if (!ok)
		journal_fault(fault, path);
	if (folder >= 0)
		close(folder);
	return ok;
}

bool journal_begins_broken(const char *folder, int64_t number, bool if_it_does_not_tell)
{
	char path[4096];
	struct journal_head head;
	snprintf(path, sizeof(path), JOURNAL_NAME, folder, (long long)number);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool is_read = file >= 0 && journal_read_all(file, &head, sizeof(head), 0);
	if (!is_read)
		log_line(LOG_WARNING, "journal", "%s can't be read: %s", path, strerror(errno));
	if (file >= 0)
		close(file);
	return is_read && journal_head_is_good(&head) ? head.kind == JOURNAL_BROKEN
						      : if_it_does_not_tell;
}

bool journal_read_base(const char *folder, int64_t first, struct journal_base *base,
		       struct fault *fault)
{
	char path[4096];
	struct stat status;
	unsigned char hash[JOURNAL_HASH];
	snprintf(path, sizeof(path), JOURNAL_BASE_NAME, folder, (long long)first, "done");
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = file >= 0 && fstat(file, &status) == 0;
	bool is_whole = ok && status.st_size == sizeof(*base);
	ok = ok && (!is_whole || journal_read_all(file, base, sizeof(*base), 0));
	if (!ok)
		journal_fault(fault, path);
	if (file >= 0)
		close(file);
	if (!ok)
		return false;
	if (is_whole)
		journal_hash(base, offsetof(struct journal_base, hash), hash);
	if (is_whole && base->magic == JOURNAL_MAGIC && base->first == first &&
	    memcmp(hash, base->hash, sizeof(hash)) == 0)
		return true;
	return fault_detail(fault, FAULT_STORE_DAMAGED, path, "base %lld", (long long)first);
}

/* Records ------------------------------------------------------------------------------ */

enum journal_found journal_read_head(int file, int64_t size, int64_t offset,
				     struct journal_head *head)
{
	int64_t rest = size - offset - (int64_t)sizeof(*head);
	if (offset >= size)
		return JOURNAL_END;
	if (rest < 0)
		return JOURNAL_TORN;
	if (!journal_read_all(file, head, sizeof(*head), offset))
		return JOURNAL_UNREADABLE;
	bool is_good = journal_head_is_good(head) && head->length <= JOURNAL_BODY_MOST;
	return is_good && head->length <= rest ? JOURNAL_WHOLE : JOURNAL_TORN;
}

enum journal_found journal_read_body(int file, int64_t offset, const struct journal_head *head,
				     void *body)
{
	unsigned char hash[JOURNAL_HASH];
	if (!journal_read_all(file, body, head->length, offset + (int64_t)sizeof(*head)))
		return JOURNAL_UNREADABLE;
	journal_hash(body, head->length, hash);
	return memcmp(hash, head->body_hash, sizeof(hash)) == 0 ? JOURNAL_WHOLE : JOURNAL_TORN;
}

bool journal_last_behind(int file, int64_t offset, int64_t *number)
{
	unsigned char *bytes = memory_new(COPIED_AT_ONCE);
	struct journal_head head;
	ssize_t got;
	*number = 0;
	while ((got = pread(file, bytes, COPIED_AT_ONCE, offset)) > (ssize_t)sizeof(head)) {
		ssize_t last = got - (ssize_t)sizeof(head);
		for (ssize_t at = 0; at <= last; at++) {
			memcpy(&head, bytes + at, sizeof(head));
			if (head.magic == JOURNAL_MAGIC && journal_head_is_good(&head) &&
			    head.number > *number)
				*number = head.number;
		}
		offset += last + 1;
	}
	free(bytes);
	return got >= 0;
}
