/*
 * Problem: see problem.h.  Not here: the table of codes and sentences
 * (data/fault.c).
 */
#include "http/problem.h"

#include <microhttpd.h>
#include <stdio.h>

/* What a stranger may know of trouble inside: its name, no more. */
static bool is_inside(enum fault_code code)
{
	return fault_status(code) >= 500;
}

static void write_where(struct json_writer *json, const struct fault *fault,
			enum language language)
{
	char detail[sizeof(fault->detail) * 2];
	if (fault->field[0] != '\0')
		json_add_text(json, "field", fault->field);
	if (fault->limit != 0 || fault->actual != 0) {
		json_add_int(json, "limit", fault->limit);
		json_add_int(json, "actual", fault->actual);
	}
	if (fault->line != 0)
		json_add_int(json, "line", fault->line);
	fault_detail_text(fault, language, detail, sizeof(detail));
	if (detail[0] != '\0')
		json_add_text(json, "detail", detail);
}

/* Fields and details of inner faults name files and tables: for the log. */
static struct fault shown(const struct fault *fault)
{
	struct fault shown = *fault;
	if (is_inside(fault->code)) {
		shown.field[0] = '\0';
		shown.detail[0] = '\0';
	}
	return shown;
}

void problem_members(struct json_writer *json, const struct fault *fault_, enum language language,
		     const char *request_id)
{
	struct fault fault = shown(fault_);
	char type[64];
	char title[512];
	snprintf(type, sizeof(type), "urn:foyer:problem:%s", fault_type(fault.code));
	fault_sentence(&fault, language, title, sizeof(title));
	json_add_text(json, "type", type);
	json_add_text(json, "title", title);
	json_add_int(json, "status", fault_status(fault.code));
	json_add_text(json, "code", fault_type(fault.code));
	write_where(json, &fault, language);
	if (request_id[0] != '\0')
		json_add_text(json, "request_id", request_id);
}

void problem_write(struct json_writer *json, const char *name, const struct fault *fault,
		   enum language language, const char *request_id)
{
	json_open_object(json, name);
	problem_members(json, fault, language, request_id);
	json_close_object(json);
}

void problem_raw(struct buffer *out, const struct fault *fault, enum language language,
		 const char *request_id)
{
	struct buffer body = buffer_new(4096);
	struct json_writer json = json_writer(&body);
	int status = fault_status(fault->code);
	problem_write(&json, NULL, fault, language, request_id);
	buffer_format(out,
		      "HTTP/1.1 %d %s\r\n"
		      "Content-Type: " PROBLEM_MEDIA_TYPE "\r\n"
		      "Content-Length: %zu\r\n"
		      "Content-Language: %s\r\n"
		      "Cache-Control: no-store\r\n"
		      "X-Content-Type-Options: nosniff\r\n"
		      "Connection: close\r\n\r\n",
		      status, MHD_get_reason_phrase_for((unsigned)status), body.length,
		      language_tag(language));
	buffer_add(out, body.bytes, body.length);
	buffer_free(&body);
}
