/*
 * Converter: one configuration of OpenCC, loaded at its first use (about
 * 15 ms) and then only read, so every thread may convert at the same time.
 *
 * Where it can't be loaded now (no descriptor, no memory, a disk that fails)
 * the log says so once, and it is tried again every second.
 */
#ifndef FOYER_KB_CONVERTER_H
#define FOYER_KB_CONVERTER_H

#include <opencc/opencc.h>
#include <pthread.h>
#include <stdint.h>

struct converter {
	const char *configuration;
	_Atomic(opencc_t) loaded;
	_Atomic int64_t tried_at; /* by the steady clock; 0: not yet */
	pthread_mutex_t lock;
};

#define CONVERTER(name)                                                                            \
	{                                                                                          \
		.configuration = (name), .lock = PTHREAD_MUTEX_INITIALIZER                         \
	}

/* NULL while there is none; texts stay as they are then. */
opencc_t converter_get(struct converter *converter);

#endif
