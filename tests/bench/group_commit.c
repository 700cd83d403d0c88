/*
 * Group commit: the least that durable writing costs on this machine, to
 * compare with.  Threads that each write one small record to one file and
 * wait until it is synced; whoever comes while a sync runs is in the next one.
 * The file has its full length beforehand and is written round and round, as
 * a write-ahead log is: one that grows costs a sync of its length each time.
 *
 *	group_commit FILE THREADS SECONDS [BYTES]
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FILE_BYTES ((size_t)64 << 20)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static int file;
static size_t record;
static char *batch;           /* what the next sync will have */
static size_t length, room;
static uint64_t written;      /* the batch that is being filled */
static uint64_t synced;       /* batches that are on the disk */
static bool is_syncing;
static size_t place; /* in the file */
static atomic_llong records, syncs;
static atomic_bool over;

/* With the lock held: the batch as it is now, by this thread. */
static void sync_batch(void)
{
	char *mine = batch;
	size_t bytes = length;
	batch = malloc(room);
	length = 0;
	written++;
	is_syncing = true;
	pthread_mutex_unlock(&lock);
	if (place + bytes > FILE_BYTES)
		place = 0;
	if (pwrite(file, mine, bytes, (off_t)place) != (ssize_t)bytes || fdatasync(file) != 0)
		exit(1);
	place += bytes;
	free(mine);
	syncs++;
	pthread_mutex_lock(&lock);
	is_syncing = false;
	synced = written;
	pthread_cond_broadcast(&moved);
}

static void *client(void *unused)
{
	char *mine = malloc(record);
	memset(mine, 'x', record);
	while (!over) {
		pthread_mutex_lock(&lock);
		memcpy(batch + length, mine, record);
		length += record;
		uint64_t wanted = written + 1;
		while (synced < wanted) {
			if (is_syncing)
				pthread_cond_wait(&moved, &lock);
			else
				sync_batch();
		}
		pthread_mutex_unlock(&lock);
		records++;
	}
	free(mine);
	return unused;
}

static void fill_file(const char *path)
{
	char *zeros = calloc(1, FILE_BYTES);
	file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	if (file < 0 || write(file, zeros, FILE_BYTES) != (ssize_t)FILE_BYTES || fsync(file) != 0)
		exit(1);
	free(zeros);
}

int main(int argc, char **argv)
{
	if (argc != 4 && argc != 5)
		return 2;
	int threads = atoi(argv[2]);
	record = argc == 5 ? (size_t)atoi(argv[4]) : 200;
	room = (size_t)threads * record;
	batch = malloc(room);
	fill_file(argv[1]);
	pthread_t *ids = calloc((size_t)threads, sizeof(*ids));
	for (int i = 0; i < threads; i++)
		pthread_create(&ids[i], NULL, client, NULL);
	struct timespec time_to_run = {atoi(argv[3]), 0};
	nanosleep(&time_to_run, NULL);
	long long count = records;
	over = true;
	for (int i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	printf("{\"threads\":%d,\"per_second\":%.0f,\"records_per_sync\":%.1f}\n", threads,
	       (double)count / atof(argv[3]), (double)records / (double)syncs);
	return 0;
}
