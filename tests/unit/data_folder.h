/*
 * A data folder as the first start makes it, without its half second: the database that brought the
 * schema up to date is made once by each test program, then copied.
 */
#ifndef FOYER_TESTS_DATA_FOLDER_H
#define FOYER_TESTS_DATA_FOLDER_H

#include "tests/unit/support.h"

#include "data/store.h"

struct database_file {
	char *bytes;
	size_t size;
};

static inline char *database_path(const char *folder)
{
	static char path[300];
	snprintf(path, sizeof(path), "%s/foyer.db", folder);
	return path;
}

static inline struct database_file first_database(void)
{
	struct fault fault = {0};
	char *folder = test_folder();
	struct store *store = store_open(folder, &fault);
	must(store != NULL, &fault);
	store_close(&store);
	FILE *file = fopen(database_path(folder), "rb");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	struct database_file first = {.size = (size_t)ftell(file)};
	first.bytes = malloc(first.size);
	rewind(file);
	assert_int_equal(fread(first.bytes, 1, first.size, file), first.size);
	fclose(file);
	/* All of it is in that file when no log stands beside it. */
	assert_null(fopen(strcat(database_path(folder), "-wal"), "rb"));
	test_folder_remove(folder);
	return first;
}

/* A new folder with such a database, for store_open and test_folder_remove. */
static inline char *test_data_folder(void)
{
	static struct database_file first;
	if (first.bytes == NULL)
		first = first_database();
	char *folder = test_folder();
	FILE *file = fopen(database_path(folder), "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(first.bytes, 1, first.size, file), first.size);
	assert_int_equal(fclose(file), 0);
	return folder;
}

#endif
