/*
 * Confine: what a process that serves strangers can still do when somebody
 * has taken it over: read and write its own folders, and nothing else.
 *
 * Root is given up once the port is bound; files are bounded by Landlock,
 * system calls by seccomp, where the system has them, and what it hasn't is
 * said in the log.  A process can't begin another program, gain rights, leave
 * a core dump with secrets in it, or listen to one more port.  The setting
 * `confine` turns all of it but giving up root off.
 *
 * Main thread, before any other thread begins: threads inherit it.
 */
#ifndef FOYER_HTTP_CONFINE_H
#define FOYER_HTTP_CONFINE_H

#include <stdbool.h>

#include "data/fault.h"

/* Gives up root for this account, to whom the data folder is given when it
 * doesn't exist yet.  FAULT_NOT_ALLOWED_VALUE "user" for an account that there
 * isn't, and for one that only root could become. */
bool confine_become(const char *user, const char *folder, struct fault *fault) MUST_USE;

/* Bounds the process to these folders (backup may be NULL), made when they
 * are missing, and to what it reads of the system. */
void confine_process(const char *folder, const char *backup);

/* confine_calls.c: bounds system calls; false when the system can't. */
bool confine_calls(void);

/* confine_files.c: bounds files; the version of Landlock, 0 without. */
int confine_files(const char *folder, const char *backup);

#endif
