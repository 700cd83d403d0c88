/*
 * Thread: see thread.h.  Any thread.
 */
#include "data/thread.h"

#include <stdlib.h>
#include <string.h>

#include "data/log.h"

void thread_start(pthread_t *thread, void *(*run)(void *), void *context)
{
	int error = pthread_create(thread, NULL, run, context);
	if (error == 0)
		return;
	log_line(LOG_ERROR, "thread", "pthread_create: %s", strerror(error));
	abort();
}
