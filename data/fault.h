/*
 * Faults: errors as values.
 *
 * A function that can fail returns false (or LOOKUP_FAILED) and fills a
 * struct fault.  The code decides, in one table (fault.c), the HTTP status,
 * the problem type and the sentence shown to a person in each language.
 * The struct holds no memory of its own, so it is copied freely.
 */
#ifndef FOYER_DATA_FAULT_H
#define FOYER_DATA_FAULT_H

#include <stdbool.h>
#include <stdint.h>

/* Marks results that a caller must look at. */
#define MUST_USE __attribute__((warn_unused_result))

/* One row for each code: name, HTTP status, problem type, exit status of a
 * command is always 1.  The texts are in fault.c, in the same order. */
#define FAULT_CODES(X)                                                         \
	X(FAULT_NONE, 500, "none")                                             \
	/* The request, before it is looked at */                              \
	X(FAULT_MALFORMED, 400, "malformed")                                   \
	X(FAULT_NOT_JSON, 400, "not-json")                                     \
	X(FAULT_NOT_UTF8, 400, "not-utf8")                                     \
	X(FAULT_TOO_DEEP, 400, "too-deep")                                     \
	X(FAULT_BODY_TOO_LARGE, 413, "body-too-large")                         \
	X(FAULT_MEDIA_TYPE, 415, "media-type")                                 \
	X(FAULT_FILE_KIND, 415, "file-kind")                                   \
	X(FAULT_FILE_LIES, 415, "file-lies")                                   \
	X(FAULT_FILE_DAMAGED, 415, "file-damaged")                             \
	X(FAULT_FILES_FULL, 507, "files-full")                                 \
	X(FAULT_REQUEST_TIMEOUT, 408, "request-timeout")                       \
	/* A field */                                                          \
	X(FAULT_UNKNOWN_FIELD, 422, "unknown-field")                           \
	X(FAULT_MISSING_FIELD, 422, "missing-field")                           \
	X(FAULT_WRONG_TYPE, 422, "wrong-type")                                 \
	X(FAULT_EMPTY, 422, "empty")                                           \
	X(FAULT_TOO_LONG, 422, "too-long")                                     \
	X(FAULT_TOO_SHORT, 422, "too-short")                                   \
	X(FAULT_TOO_MANY, 422, "too-many")                                     \
	X(FAULT_OUT_OF_RANGE, 422, "out-of-range")                             \
	X(FAULT_BAD_CHARACTER, 422, "bad-character")                           \
	X(FAULT_NOT_ALLOWED_VALUE, 422, "not-allowed-value")                   \
	X(FAULT_BAD_CONTACT, 422, "bad-contact")                               \
	X(FAULT_BAD_PATTERN, 422, "bad-pattern")                               \
	X(FAULT_SLOW_PATTERN, 422, "slow-pattern")                             \
	X(FAULT_VAGUE_PATTERN, 422, "vague-pattern")                           \
	/* Who asks, and for what */                                           \
	X(FAULT_SIGN_IN_NEEDED, 401, "sign-in-needed")                         \
	X(FAULT_WRONG_PASSWORD, 401, "wrong-password")                         \
	X(FAULT_LINK_USED, 401, "link-used")                                   \
	X(FAULT_CODE_NEEDED, 401, "code-needed")                               \
	X(FAULT_WRONG_CODE, 401, "wrong-code")                                 \
	X(FAULT_LOCKED_OUT, 429, "locked-out")                                 \
	X(FAULT_ADDRESS_REFUSED, 403, "address-refused")                       \
	X(FAULT_FACTOR_NEEDED, 403, "second-factor-needed")                    \
	X(FAULT_SIGNATURE_WRONG, 403, "signature-wrong")                       \
	X(FAULT_SIGNATURE_OLD, 403, "signature-old")                           \
	X(FAULT_SIGNATURE_USED, 403, "signature-used")                         \
	X(FAULT_CSRF, 403, "csrf")                                             \
	X(FAULT_FORBIDDEN, 403, "forbidden")                                   \
	X(FAULT_VISITOR_BLOCKED, 403, "visitor-blocked")                       \
	X(FAULT_NOT_FOUND, 404, "not-found")                                   \
	X(FAULT_METHOD_NOT_ALLOWED, 405, "method-not-allowed")                 \
	X(FAULT_UPGRADE_NEEDED, 426, "upgrade-needed")                         \
	X(FAULT_TOO_MANY_REQUESTS, 429, "too-many-requests")                   \
	/* The state of things */                                              \
	X(FAULT_MAIL_OFF, 409, "mail-off")                                     \
	X(FAULT_MAILS_ENOUGH, 429, "mails-enough")                             \
	X(FAULT_LEFT_ENOUGH, 429, "left-enough")                               \
	X(FAULT_EXISTS, 409, "exists")                                         \
	X(FAULT_IN_USE, 409, "in-use")                                         \
	X(FAULT_CHANGED_MEANWHILE, 409, "changed-meanwhile")                   \
	X(FAULT_CONVERSATION_CLOSED, 409, "conversation-closed")               \
	X(FAULT_NOT_YOUR_TURN, 409, "not-your-turn")                           \
	X(FAULT_ALREADY_TAKEN, 409, "already-taken")                           \
	X(FAULT_KEY_REUSED, 409, "key-reused")                                 \
	X(FAULT_GROUP_CLOSED, 409, "group-closed")                             \
	X(FAULT_AGENT_BLOCKED, 409, "agent-blocked")                           \
	X(FAULT_GOLDEN_FAILED, 409, "golden-failed")                           \
	X(FAULT_NOTHING_PUBLISHED, 409, "nothing-published")                   \
	X(FAULT_PUBLISHING, 409, "publishing")                                 \
	/* Imports */                                                          \
	X(FAULT_ROWS_REFUSED, 422, "rows-refused")                             \
	X(FAULT_BAD_HEADING, 422, "bad-heading")                               \
	X(FAULT_BAD_ENCODING, 422, "bad-encoding")                             \
	X(FAULT_FORMAT_UNKNOWN, 422, "format-unknown")                         \
	X(FAULT_LEFT_ASIDE, 422, "left-aside")                                 \
	X(FAULT_ALREADY_UNDONE, 409, "already-undone")                         \
	/* Why a thing was not sent out */                                     \
	X(FAULT_SEND_CALLED_OFF, 410, "send-called-off")                       \
	X(FAULT_SEND_NOWHERE, 422, "send-nowhere")                             \
	X(FAULT_SEND_TOO_LARGE, 413, "send-too-large")                         \
	X(FAULT_SEND_ADDRESS, 422, "send-address")                             \
	X(FAULT_SEND_INSIDE, 403, "send-inside")                               \
	X(FAULT_SEND_NAME, 502, "send-name")                                   \
	X(FAULT_SEND_NO_CONNECTION, 502, "send-no-connection")                 \
	X(FAULT_SEND_TIMED_OUT, 504, "send-timed-out")                         \
	X(FAULT_SEND_CERTIFICATE, 502, "send-certificate")                     \
	X(FAULT_SEND_NO_TLS, 502, "send-no-tls")                               \
	X(FAULT_SEND_SIGN_IN, 502, "send-sign-in")                             \
	X(FAULT_SEND_REFUSED, 502, "send-refused")                             \
	X(FAULT_SEND_REDIRECT, 502, "send-redirect")                           \
	X(FAULT_SEND_FAILED, 502, "send-failed")                               \
	/* The machine */                                                      \
	X(FAULT_STORE_FULL, 507, "store-full")                                 \
	X(FAULT_STORE_READ_ONLY, 503, "store-read-only")                       \
	X(FAULT_STORE_IN_USE, 503, "store-in-use")                             \
	X(FAULT_STORE_NEWER, 503, "store-newer")                               \
	X(FAULT_SECRET_LOST, 500, "secret-lost")                               \
	X(FAULT_STORE_DAMAGED, 503, "store-damaged")                           \
	X(FAULT_STORE, 503, "store")                                           \
	X(FAULT_FILE, 500, "file")                                             \
	X(FAULT_SNAPSHOT_DAMAGED, 503, "snapshot-damaged")                     \
	X(FAULT_PORT_IN_USE, 500, "port-in-use")                               \
	X(FAULT_ADDRESS, 500, "address")                                       \
	X(FAULT_BUSY, 503, "busy")                                             \
	X(FAULT_STOPPING, 503, "stopping")                                     \
	X(FAULT_INTERNAL, 500, "internal")

enum fault_code {
#define X(code, status, type) code,
	FAULT_CODES(X)
#undef X
	    FAULT_CODE_COUNT
};

enum language { LANGUAGE_EN, LANGUAGE_ZH_CN, LANGUAGE_ZH_TW, LANGUAGE_COUNT };

/* What went wrong, where, and the numbers that a person needs to mend it. */
struct fault {
	enum fault_code code;
	char field[64];   /* the field, column or file at fault; may be "" */
	char detail[192]; /* more, in plain English, for logs and developers; may be "" */
	int64_t actual;   /* what came, when the code is about a size; else 0 */
	int64_t limit;    /* what is allowed, likewise */
	int64_t line;     /* the line of an imported file, from 1; else 0 */
};

/* The result of looking for one thing. */
enum lookup { LOOKUP_FOUND, LOOKUP_ABSENT, LOOKUP_FAILED };

/* Fills *fault and returns false, so that callers write
 * `return fault_set(fault, FAULT_EMPTY, "text");`. */
bool fault_set(struct fault *fault, enum fault_code code, const char *field);

/* The same with a size that is out of bounds. */
bool fault_limit(struct fault *fault, enum fault_code code, const char *field, int64_t actual,
		 int64_t limit);

/* The same with a detail, printf-style. */
bool fault_detail(struct fault *fault, enum fault_code code, const char *field, const char *format,
		  ...) __attribute__((format(printf, 4, 5)));

/* The HTTP status of a code. */
int fault_status(enum fault_code code);

/* The last part of the problem type, as "too-long". */
const char *fault_type(enum fault_code code);

/* The code of a type; false when no code has it. */
bool fault_from_type(const char *type, enum fault_code *code);

/* Writes the sentence for a person into out (at most size bytes with the
 * closing NUL, cut at a character), in the language given. */
void fault_sentence(const struct fault *fault, enum language language, char *out, int size);

/* What it says in detail, likewise; what nobody translated is quoted. */
void fault_detail_text(const struct fault *fault, enum language language, char *out, int size);

/* The best of our languages for a BCP 47 tag or an Accept-Language header;
 * English when it is NULL or unknown. */
enum language language_from_tag(const char *tag);

/* "en", "zh-CN" or "zh-TW". */
const char *language_tag(enum language language);

#endif
