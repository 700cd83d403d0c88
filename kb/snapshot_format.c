/*
 * Snapshot, the file: see snapshot_format.h.  Any thread.
 */
#include "kb/snapshot_format.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Places in SQLite's header (https://www.sqlite.org/fileformat2.html#the_database_header). */
#define HEADER_SIZE 100
#define CHECKSUM_AT 60 /* the user version */
#define MARK_AT     68 /* the application id */
#define MARK        "Foyr"

#define TOO_SHORT EINVAL /* the errno of a file that can't be a snapshot */

static uint64_t mix(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * 0x9ddfea08eb382d69u;
	return sum ^ sum >> 29;
}

/* A checksum of every byte but those it is kept in. */
static uint32_t checksum(const unsigned char *bytes, size_t size)
{
	unsigned char header[HEADER_SIZE];
	uint64_t sum = size, word;
	size_t at;

	memcpy(header, bytes, HEADER_SIZE);
	memset(header + CHECKSUM_AT, 0, 4);
	for (at = 0; at < HEADER_SIZE; at++)
		sum = mix(sum, header[at]);
	for (; at + sizeof(word) <= size; at += sizeof(word)) {
		memcpy(&word, bytes + at, sizeof(word));
		sum = mix(sum, word);
	}
	for (; at < size; at++)
		sum = mix(sum, bytes[at]);
	return (uint32_t)(sum ^ sum >> 32);
}

static void put_number(uint32_t number, unsigned char *out)
{
	for (int at = 0; at < 4; at++)
		out[at] = (unsigned char)(number >> (24 - 8 * at));
}

static bool file_fault(const char *path, struct fault *fault)
{
	return fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
}

/* Maps the whole file; NULL when it can't be or is too short to be one. */
static unsigned char *map_file(int file, size_t *size, bool may_write)
{
	struct stat status;

	if (fstat(file, &status) != 0)
		return NULL;
	*size = (size_t)status.st_size;
	if (*size < HEADER_SIZE) {
		errno = TOO_SHORT;
		return NULL;
	}
	void *bytes =
	    mmap(NULL, *size, may_write ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file, 0);
	return bytes == MAP_FAILED ? NULL : bytes;
}

bool snapshot_seal(const char *path, struct fault *fault)
{
	int file = open(path, O_RDWR | O_CLOEXEC);
	size_t size;

	if (file < 0)
		return file_fault(path, fault);
	unsigned char *bytes = map_file(file, &size, true);
	if (bytes != NULL) {
		memcpy(bytes + MARK_AT, MARK, 4);
		put_number(checksum(bytes, size), bytes + CHECKSUM_AT);
		munmap(bytes, size);
	}
	bool ok = bytes != NULL && fsync(file) == 0;
	if (!ok)
		file_fault(path, fault);
	close(file);
	return ok;
}

bool snapshot_verify(const char *path, struct fault *fault)
{
	unsigned char expected[4];
	size_t size;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return file_fault(path, fault);
	unsigned char *bytes = map_file(file, &size, false);
	int error = errno;
	close(file);
	errno = error;
	if (bytes == NULL && error != TOO_SHORT)
		return file_fault(path, fault);
	if (bytes == NULL)
		return fault_detail(fault, FAULT_SNAPSHOT_DAMAGED, path, "%s",
				    "the file is too short to be a snapshot");
	put_number(checksum(bytes, size), expected);
	bool is_marked = memcmp(bytes + MARK_AT, MARK, 4) == 0;
	bool is_whole = memcmp(bytes + CHECKSUM_AT, expected, 4) == 0;
	munmap(bytes, size);
	if (!is_marked)
		return fault_detail(fault, FAULT_SNAPSHOT_DAMAGED, path, "%s",
				    "the file is not a snapshot");
	if (!is_whole)
		return fault_detail(fault, FAULT_SNAPSHOT_DAMAGED, path, "%s",
				    "its checksum does not match its content");
	return true;
}
