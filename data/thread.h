/*
 * Thread: starting those that live as long as the server.
 *
 * Not for helpers that a piece of work can do without (kb/compile.c).
 */
#ifndef FOYER_DATA_THREAD_H
#define FOYER_DATA_THREAD_H

#include <pthread.h>

/* Starts a thread that the server can't be without.  Where the system has no
 * room for one the log says so and the process ends. */
void thread_start(pthread_t *thread, void *(*run)(void *), void *context);

#endif
