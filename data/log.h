/*
 * Log: one JSON object a line on standard error.
 *
 * Lines carry the request id of the thread's current request, never what a
 * visitor wrote, names, addresses or secrets.  Any thread; a line is written
 * whole.
 */
#ifndef FOYER_DATA_LOG_H
#define FOYER_DATA_LOG_H

#include "data/fault.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Lines below this level are dropped.  The default is LOG_INFO. */
void log_set_level(enum log_level level);

/* The request this thread works for now; "" for none.  Copied. */
void log_set_request(const char *request_id);

/* One line; event is a fixed word such as "publish", the rest is printf. */
void log_line(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* From now on a process that falls over, or ends by abort(), says so with its last line. */
void log_tell_ends(void);

/* One line for a fault that somebody should look at. */
void log_fault(enum log_level level, const char *event, const struct fault *fault);

#endif
