/*
 * Site settings of the widget: what a visitor may send, what is asked first,
 * how it looks, and what is said when somebody is silent.
 *
 * Members of a site's settings as JSON (all may be left out or null):
 * "files": {"kinds": ["picture"], "most_bytes": 5242880, "most": 20},
 * "look": {"colour": "#0b6b5b", "position": "left", "avatar": FILE},
 * "form": {"when": "before-chat", "fields": [{"name": "order", "kind": "text",
 * "label": {"en": "Order number"}, "required": true, "options": []}]},
 * "silence": {"no_reply_seconds": 60, "silent_seconds": 300, "close_seconds":
 * 600}, "queue_most": 20.
 *
 * Part of site_settings.h.  Pure; any thread.
 */
#ifndef FOYER_HANDOFF_SITE_WIDGET_H
#define FOYER_HANDOFF_SITE_WIDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "data/fault.h"

/* What may be sent in conversations. */
struct site_files {
	unsigned kinds;     /* bits of enum attachment_kind; 0: nothing */
	int64_t most_bytes; /* of one file */
	int most;           /* in one conversation */
};

#define SITE_FILE_BYTES_LEAST 16384
#define SITE_FILES_MOST       200

struct site_look {
	const char *colour; /* "#rrggbb", or "" for the program's */
	bool left;          /* where the button stands */
	const char *avatar; /* a file of kb/file.h, or "" */
};

/* What a visitor is asked before the chat, or before a person is called. */
#define FORM_KINDS(X)                                                                              \
	X(FORM_NAME, "name")                                                                       \
	X(FORM_EMAIL, "email")                                                                     \
	X(FORM_PHONE, "phone")                                                                     \
	X(FORM_TEXT, "text")                                                                       \
	X(FORM_CHOICE, "choice")   /* one of the options */                                        \
	X(FORM_CONSENT, "consent") /* a box to tick */

enum form_kind {
#define X(code, name) code,
	FORM_KINDS(X)
#undef X
	    FORM_KIND_COUNT
};
const char *form_kind_name(enum form_kind kind);

#define FORM_FIELDS_MOST  10
#define FORM_OPTIONS_MOST 20
#define FORM_NAME_MOST    40
#define FORM_LABEL_MOST   200

struct site_form_field {
	const char *name; /* letters, digits, - and _ */
	enum form_kind kind;
	bool required;
	const char *label[LANGUAGE_COUNT]; /* NULL: the kind's own */
	const char *options[FORM_OPTIONS_MOST];
	int option_count;
};

struct site_form {
	bool before_person; /* false: before the first message */
	struct site_form_field fields[FORM_FIELDS_MOST];
	int count; /* 0: nothing is asked */
};

/* After how many seconds something is said; 0: never. */
struct site_silence {
	int64_t no_reply; /* the visitor waits for the agent's answer */
	int64_t silent;   /* the agent waits for the visitor's */
	int64_t close;    /* and after that many more it ends */
};

#define SITE_SILENCE_MOST 86400

#endif
