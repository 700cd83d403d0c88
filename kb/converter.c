/*
 * Converter: see converter.h.
 */
#include "kb/converter.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "data/clock.h"
#include "data/log.h"

#define AGAIN_MS 1000

static bool is_due(const struct converter *converter)
{
	int64_t tried = atomic_load_explicit(&converter->tried_at, memory_order_relaxed);
	return tried == 0 || clock_steady() - tried >= AGAIN_MS;
}

static void load(struct converter *converter)
{
	bool is_first = converter->tried_at == 0;
	opencc_t loaded = opencc_open(converter->configuration);
	converter->tried_at = clock_steady();
	if (loaded == (opencc_t)-1) {
		if (is_first)
			log_line(LOG_ERROR, "opencc",
				 "%s can't be loaded: %s; texts stay as they are until it can",
				 converter->configuration, opencc_error());
		return;
	}
	if (!is_first)
		log_line(LOG_INFO, "opencc", "%s is loaded", converter->configuration);
	atomic_store_explicit(&converter->loaded, loaded, memory_order_release);
}

opencc_t converter_get(struct converter *converter)
{
	opencc_t loaded = atomic_load_explicit(&converter->loaded, memory_order_acquire);
	if (loaded != NULL || !is_due(converter))
		return loaded;
	pthread_mutex_lock(&converter->lock);
	if (converter->loaded == NULL && is_due(converter))
		load(converter);
	pthread_mutex_unlock(&converter->lock);
	return converter->loaded;
}
