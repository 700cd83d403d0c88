/*
 * Fuzz: any bytes as a snapshot file.  It is refused with a fault, or opens,
 * can be read to its end and is ranked by a question that holds everything.
 *
 * Input: a byte for the way, then
 *	0  the whole file
 *	1  changes to a good file: three bytes where, one how many, and these;
 *	   sealed afterwards as whoever makes one on purpose would seal it
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/log.h"
#include "kb/snapshot_format.h"
#include "kb/snapshot_index.h"
#include "tests/unit/bot_support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define BYTES_MOST 500000

static char path[64];
static unsigned char good[BYTES_MOST];
static size_t good_size;

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void forget(void)
{
	unlink(path);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	struct fault fault;
	struct compile_source source = {
	    .number = 7, .entries = kettle_shop, .entry_count = KETTLE_SHOP_SIZE};
	log_set_level((enum log_level)(LOG_ERROR + 1));
	snprintf(path, sizeof(path), "/dev/shm/foyer-fuzz-snapshot-%d", (int)getpid());
	atexit(forget);
	must(compile_snapshot(&source, path, &fault));
	FILE *file = fopen(path, "rb");
	must(file != NULL);
	good_size = fread(good, 1, sizeof(good), file);
	must(good_size > 0 && good_size < sizeof(good));
	fclose(file);
	return 0;
}

static void write_file(const uint8_t *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");
	must(file != NULL && fwrite(bytes, 1, size, file) == size);
	fclose(file);
}

static void write_changed(const uint8_t *changes, size_t size)
{
	static unsigned char changed[BYTES_MOST];
	struct fault fault;
	memcpy(changed, good, good_size);
	while (size > 4) {
		size_t at = (changes[0] | (size_t)changes[1] << 8 | (size_t)changes[2] << 16) %
			    good_size;
		size_t count = changes[3] < size - 4 ? changes[3] : size - 4;
		count = count < good_size - at ? count : good_size - at;
		memcpy(changed + at, changes + 4, count);
		changes += 4 + count;
		size -= 4 + count;
	}
	write_file(changed, good_size);
	must(snapshot_seal(path, &fault));
}

/* A question that holds every feature. */
static struct vector everything(const struct vocabulary *vocabulary, struct arena *arena)
{
	int count = (int)vocabulary_size(vocabulary);
	struct vector vector = {.count = count, .known = 1};
	vector.features = arena_array(arena, (size_t)count + 1, sizeof(*vector.features));
	vector.weights = arena_array(arena, (size_t)count + 1, sizeof(*vector.weights));
	vector.items = arena_array(arena, (size_t)count + 1, sizeof(*vector.items));
	for (int i = 0; i < count; i++) {
		vector.features[i] = (uint32_t)i;
		vector.weights[i] = 0.1f;
	}
	return vector;
}

static void rank(const struct snapshot *snapshot, struct arena *arena)
{
	struct ranking ranking;
	struct vector question = everything(snapshot_vocabulary(snapshot), arena);
	index_rank(snapshot_index(snapshot), &question, NULL, arena, &ranking);
	for (int i = 0; i < ranking.count; i++) {
		must((int)ranking.best[i].entry < snapshot_entry_count(snapshot));
		if (ranking.best[i].example != UINT32_MAX)
			must(snapshot_example(snapshot, ranking.best[i].example) != NULL);
	}
}

static void ask(struct snapshot *snapshot)
{
	struct fault fault;
	struct arena *arena = arena_new();
	struct snapshot_hit *hits;
	int count;
	for (int i = 0; i < snapshot_entry_count(snapshot); i++)
		must(strlen(snapshot_entry(snapshot, i)->question) < BYTES_MOST);
	if (snapshot_search(snapshot, "limescale", 5, arena, &hits, &count, &fault))
		for (int i = 0; i < count; i++)
			must(snapshot_entry(snapshot, hits[i].entry)->answer != NULL);
	rank(snapshot, arena);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = {0};
	if (size < 1 || size > BYTES_MOST)
		return 0;
	if (data[0] % 2 == 0)
		write_file(data + 1, size - 1);
	else
		write_changed(data + 1, size - 1);
	struct snapshot *snapshot = snapshot_open(path, &fault);
	must(snapshot != NULL || fault.code != FAULT_NONE);
	if (snapshot != NULL) {
		ask(snapshot);
		snapshot_release(&snapshot);
	}
	return 0;
}
