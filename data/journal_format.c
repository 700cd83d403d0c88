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
#include <unistd.h>

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

int64_t *journal_list(const char *folder, const char *part, const char *ending, int *count)
{
	char path[4096];
	int64_t *list = NULL;
	snprintf(path, sizeof(path), "%s/%s", folder, part);
	DIR *open_folder = opendir(path);
	struct dirent *item;
	*count = 0;
	while (open_folder != NULL && (item = readdir(open_folder)) != NULL) {
		char *end;
		long long number = strtoll(item->d_name, &end, 10);
		if (number <= 0 || *end != '.' || strcmp(end + 1, ending) != 0)
			continue;
		list = memory_resize(list, (size_t)(*count + 1) * sizeof(*list));
		list[(*count)++] = number;
	}
	if (open_folder != NULL)
		closedir(open_folder);
	if (list != NULL)
		qsort(list, (size_t)*count, sizeof(*list), by_number);
	return list;
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

bool journal_fault(struct fault *fault, const char *path)
{
	return fault_detail(fault, errno == ENOSPC ? FAULT_STORE_FULL : FAULT_FILE, path, "%s",
			    strerror(errno));
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

bool journal_begins_broken(const char *folder, int64_t number)
{
	char path[4096];
	struct journal_head head;
	snprintf(path, sizeof(path), JOURNAL_NAME, folder, (long long)number);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool is_good = file >= 0 && journal_read_all(file, &head, sizeof(head), 0) &&
		       journal_head_is_good(&head);
	if (file >= 0)
		close(file);
	return !is_good || head.kind == JOURNAL_BROKEN;
}

bool journal_read_base(const char *folder, int64_t first, struct journal_base *base)
{
	char path[4096];
	unsigned char hash[JOURNAL_HASH];
	snprintf(path, sizeof(path), JOURNAL_BASE_NAME, folder, (long long)first, "done");
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = file >= 0 && journal_read_all(file, base, sizeof(*base), 0);
	if (file >= 0)
		close(file);
	if (!ok)
		return false;
	journal_hash(base, offsetof(struct journal_base, hash), hash);
	return base->magic == JOURNAL_MAGIC && base->first == first &&
	       memcmp(hash, base->hash, sizeof(hash)) == 0;
}
