/*
 * Embedded: files that the build puts into the program, so that one file is
 * all there is to install.
 */
#ifndef FOYER_DATA_EMBEDDED_H
#define FOYER_DATA_EMBEDDED_H

struct embedded_file {
	const char *path; /* relative to its folder; NULL ends a table */
	const char *bytes;
	const char *end;
};

extern const struct embedded_file embedded_migrations[];
extern const struct embedded_file embedded_demo[];
extern const struct embedded_file embedded_web[];

#endif
