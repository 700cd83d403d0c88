/*
 * Log: see log.h.  Not for what visitors write, and not for metrics.
 */
#include "data/log.h"

#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/buffer.h"
#include "data/clock.h"
#include "data/json.h"

static _Atomic enum log_level least = LOG_INFO;
static _Thread_local char request[40];

void log_set_level(enum log_level level)
{
	least = level;
}

void log_set_request(const char *request_id)
{
	snprintf(request, sizeof(request), "%s", request_id);
}

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_DEBUG:
		return "debug";
	case LOG_INFO:
		return "info";
	case LOG_WARNING:
		return "warning";
	case LOG_ERROR:
		return "error";
	}
	return "error";
}

static void time_text(char *out, size_t size)
{
	int64_t now = clock_now();
	time_t seconds = now / 1000;
	struct tm parts;
	char day[32];
	gmtime_r(&seconds, &parts);
	strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(out, size, "%s.%03dZ", day, (int)(now % 1000));
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
	if (level < least)
		return;
	char message[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);

	char at[48];
	time_text(at, sizeof(at));
	struct buffer line = buffer_new(4096);
	struct json_writer json = json_writer(&line);
	json_open_object(&json, NULL);
	json_add_text(&json, "at", at);
	json_add_text(&json, "level", level_name(level));
	json_add_text(&json, "event", event);
	if (request[0] != '\0')
		json_add_text(&json, "request", request);
	json_add_text(&json, "message", message);
	json_close_object(&json);
	buffer_add_char(&line, '\n');
	/* One write call, so that lines of several threads never mix. */
	ssize_t written = write(STDERR_FILENO, line.bytes, line.length);
	(void)written;
	buffer_free(&line);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
void log_tell_ends(void)
{
	/* The sanitizers tell more. */
}
#else
/* Only what a signal handler may call. */
static void tell_end(int number)
{
	static const char
	    aborted[] = "{\"level\":\"error\",\"event\":\"ended\",\"message\":\"by abort()\"}\n",
	    fell[] =
		"{\"level\":\"error\",\"event\":\"ended\",\"message\":\"the process fell over\"}\n";
	const char *line = number == SIGABRT ? aborted : fell;
	ssize_t written = write(STDERR_FILENO, line, strlen(line));
	(void)written;
	raise(number); /* the handler is gone: this time it ends the process */
}

void log_tell_ends(void)
{
	static const int ends[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	const struct sigaction action = {.sa_handler = tell_end, .sa_flags = (int)SA_RESETHAND};
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		sigaction(ends[i], &action, NULL);
}
#endif

void log_fault(enum log_level level, const char *event, const struct fault *fault)
{
	char sentence[512];
	fault_sentence(fault, LANGUAGE_EN, sentence, sizeof(sentence));
	log_line(level, event, "%s: %s%s%s", fault_type(fault->code), sentence,
		 fault->detail[0] ? " " : "", fault->detail);
}
