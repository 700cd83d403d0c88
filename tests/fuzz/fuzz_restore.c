/*
 * Fuzz: any bytes as a backup, or as a backup folder's changes.  It is refused
 * with a fault and leaves no folder that would be served, or what was restored
 * can be looked through.
 *
 * Input: a byte for the way, then
 *	0  a backup as a whole
 *	1  changes to a good backup: three bytes where, one how many, and these;
 *	   sealed afterwards as whoever makes one on purpose would seal it
 *	2  the same to the commits of a good backup folder
 */
#include <fcntl.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/journal_format.h"
#include "data/log.h"
#include "data/settings.h"
#include "data/store.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define BYTES_MOST   (4 << 20)
#define SEAL_BYTES   64 /* of a backup, see data/backup.c */
#define SEAL_HASH    24
#define COMMITS      6

/* A file as it was made, and what becomes of it. */
struct made {
	char path[100];
	unsigned char good[BYTES_MOST], changed[BYTES_MOST];
	size_t size;
};

static char live[80], journal[80], copy[80];
static struct made backup, commits;

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* --- A good backup and a good backup folder ---------------------------------------------- */

SQL_WRITE(FUZZ_PUT, "INSERT INTO setting (name, value, changed_at) VALUES ($1, 'x', 0)");

struct put {
	struct change change;
	int number;
};

static bool apply_put(struct change *change, struct transaction *transaction, struct fault *fault)
{
	char name[24];
	snprintf(name, sizeof(name), "fuzz-%d", ((struct put *)change)->number);
	struct query *query = db_query(transaction_db(transaction), &FUZZ_PUT);
	query_text(query, 1, name);
	return query_run(&query, fault);
}

static void fill(struct store *store)
{
	struct fault fault;
	for (int i = 0; i < COMMITS; i++) {
		struct put put = {{.apply = apply_put}, i};
		must(store_write(store, &put.change, &fault));
		for (int tries = 0; i == 0 && store_figures(store).journal.bases == 0; tries++) {
			must(tries < 4000);
			usleep(5000);
		}
	}
}

static void read_made(struct made *made)
{
	FILE *file = fopen(made->path, "rb");
	must(file != NULL);
	made->size = fread(made->good, 1, sizeof(made->good), file);
	must(made->size > 0 && made->size < sizeof(made->good));
	fclose(file);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	struct fault fault;
	fuzz_make_folder();
	log_set_level((enum log_level)(LOG_ERROR + 1));
	snprintf(live, sizeof(live), "%s/live", fuzz_folder);
	snprintf(journal, sizeof(journal), "%s/journal", fuzz_folder);
	snprintf(copy, sizeof(copy), "%s/copy", fuzz_folder);
	snprintf(backup.path, sizeof(backup.path), "%s/backup", fuzz_folder);
	setenv("FOYER_BACKUP_FOLDER", journal, 1);
	must(settings_load(&fault));
	struct store *store = store_open(live, &fault);
	must(store != NULL);
	fill(store);
	must(store_backup(live, backup.path, &fault));
	store_close(&store);
	struct journal_numbers files;
	must(journal_list(journal, "changes", "changes", &files, &fault) && files.count > 0);
	snprintf(commits.path, sizeof(commits.path), JOURNAL_NAME, journal,
		 (long long)files.of[files.count - 1]);
	free(files.of);
	read_made(&backup);
	read_made(&commits);
	return 0;
}

/* --- What is made of them ---------------------------------------------------------------- */

static void write_file(const char *path, const unsigned char *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");
	must(file != NULL && fwrite(bytes, 1, size, file) == size);
	fclose(file);
}

static void change(struct made *made, size_t most, const uint8_t *changes, size_t size)
{
	memcpy(made->changed, made->good, made->size);
	while (size > 4) {
		size_t at = (changes[0] | (size_t)changes[1] << 8 | (size_t)changes[2] << 16) % most;
		size_t count = changes[3] < size - 4 ? changes[3] : size - 4;
		count = count < most - at ? count : most - at;
		memcpy(made->changed + at, changes + 4, count);
		changes += 4 + count;
		size -= 4 + count;
	}
}

static void write_sealed_backup(const uint8_t *changes, size_t size)
{
	size_t length = backup.size - SEAL_BYTES;
	change(&backup, length, changes, size);
	crypto_generichash(backup.changed + length + SEAL_HASH, 32, backup.changed, length, NULL, 0);
	write_file(backup.path, backup.changed, backup.size);
}

/* Each record where it was, its length within the file. */
static void write_sealed_commits(const uint8_t *changes, size_t size)
{
	struct journal_head head, was;
	change(&commits, commits.size, changes, size);
	for (size_t at = 0; at + sizeof(head) <= commits.size; at += sizeof(head) + was.length) {
		memcpy(&was, commits.good + at, sizeof(was));
		memcpy(&head, commits.changed + at, sizeof(head));
		head.magic = was.magic;
		head.length = head.length < commits.size - at - sizeof(head) ? head.length : was.length;
		journal_seal(&head, commits.changed + at + sizeof(head));
		memcpy(commits.changed + at, &head, sizeof(head));
	}
	write_file(commits.path, commits.changed, commits.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = {0};
	int64_t reached;
	bool good;
	if (size < 1 || size > 20000)
		return 0;
	if (data[0] % 3 == 2) {
		write_sealed_commits(data + 1, size - 1);
		good = store_restore_until(journal, 0, copy, &reached, &fault);
	} else {
		if (data[0] % 3 == 0)
			write_file(backup.path, data + 1, size - 1);
		else
			write_sealed_backup(data + 1, size - 1);
		good = store_restore(backup.path, copy, &fault);
	}
	must(good || fault.code != FAULT_NONE);
	char served[120];
	snprintf(served, sizeof(served), "%s/foyer.db", copy);
	must(good == (access(served, F_OK) == 0));
	if (good && !store_check(copy, &fault))
		must(fault.code != FAULT_NONE);
	fuzz_remove(copy);
	return 0;
}
