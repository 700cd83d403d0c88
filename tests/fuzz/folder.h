/*
 * A folder for a target's files, in memory where the system has such a place;
 * it is removed when the target ends.  One for each program, by its one thread.
 */
#ifndef FOYER_FUZZ_FOLDER_H
#define FOYER_FUZZ_FOLDER_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static char fuzz_folder[32];

static inline int fuzz_remove_one(const char *path, const struct stat *status, int kind,
				  struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

/* A folder with all that is in it. */
static inline void fuzz_remove(const char *path)
{
	nftw(path, fuzz_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void fuzz_remove_folder(void)
{
	fuzz_remove(fuzz_folder);
}

/* Makes fuzz_folder; ends the target when that can't be done. */
static inline void fuzz_make_folder(void)
{
	static const char *const places[] = {"/dev/shm", "/tmp"};
	for (size_t at = 0; at < sizeof(places) / sizeof(*places); at++) {
		/* mkdtemp gives the six letters at the end. */
		snprintf(fuzz_folder, sizeof(fuzz_folder), "%s/foyer-fuzz-XXXXXX", places[at]);
		if (mkdtemp(fuzz_folder) != NULL) {
			atexit(fuzz_remove_folder);
			return;
		}
	}
	perror("a folder for files");
	abort();
}

#endif
