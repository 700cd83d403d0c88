/*
 * Base part: what a knowledge base holds beside its entries, a line of JSON
 * each: rules, synonyms, stop words, names of categories, golden questions,
 * judgements, pictures and files.
 *
 * {"part": "stop-word", "word": "please"}.  A part is known by its key (a rule
 * by its name, a golden question by its text), so that reading a line twice
 * changes nothing.  With the entries' lines they are the whole base: a server
 * that imports them publishes the same snapshot.
 *
 * Reading is for the long-work thread or a command; putting and dropping run
 * on the writer's thread.
 */
#ifndef FOYER_KB_BASE_PART_H
#define FOYER_KB_BASE_PART_H

#include "data/arena.h"
#include "data/buffer.h"
#include "data/json.h"
#include "data/store.h"
#include "kb/category.h"
#include "kb/golden.h"
#include "kb/judgement.h"
#include "kb/rule.h"
#include "kb/synonym.h"

/* In the order of an export. */
#define BASE_KINDS(X)                                                                              \
	X(BASE_FILE, "file")                                                                       \
	X(BASE_CATEGORY, "category")                                                               \
	X(BASE_RULE, "rule")                                                                       \
	X(BASE_SYNONYMS, "synonyms")                                                               \
	X(BASE_STOP_WORD, "stop-word")                                                             \
	X(BASE_GOLDEN, "golden")                                                                   \
	X(BASE_JUDGEMENT, "judgement")

enum base_kind {
#define X(code, name) code,
	BASE_KINDS(X)
#undef X
	    BASE_KIND_COUNT
};
const char *base_kind_name(enum base_kind kind);

struct base_part {
	enum base_kind kind;
	const char *key;  /* tells it from others of its kind */
	const char *line; /* as exports write it; "" for a file, which its key says all of */
	struct category_name names[LANGUAGE_COUNT];
	int name_count;
	struct rule_draft rule;
	struct word_group words;
	struct golden golden;
	struct verdict verdict;
	const char *bytes; /* of a file */
	size_t length;
};

/* Reads a rule of an object and checks it; the bot's room has the one there is
 * (bot/rule_draft.h). */
typedef bool (*base_read_rule)(const struct json *object, struct arena *arena,
			       struct rule_draft *draft, struct fault *fault);

/* An object with a member "part", everything in it checked; *part is in the
 * arena.  FAULT_* names the member. */
bool base_part_read(const struct json *object, base_read_rule read_rule, struct arena *arena,
		    struct base_part *part, struct fault *fault) MUST_USE;

/* A line that was stored as a part's own. */
bool base_part_restore(const char *line, struct arena *arena, struct base_part *part,
		       struct fault *fault) MUST_USE;

/* Stores it in the place of one with its key; takes that one away (a file stays).
 * FAULT_EXISTS (words) when another group has one of the words. */
bool base_part_put(struct transaction *transaction, const struct base_part *part,
		   const struct staff_id *by, struct fault *fault) MUST_USE;
bool base_part_drop(struct transaction *transaction, const struct base_part *part,
		    const struct staff_id *by, struct fault *fault) MUST_USE;

/* How many of a kind one transaction may store, so that nobody waits long. */
int base_part_batch(enum base_kind kind);

/* All parts of a kind as they are stored, to compare with. */
struct base_lines;
struct base_lines *base_lines_read(struct db *db, enum base_kind kind, struct arena *arena,
				   struct fault *fault) MUST_USE;
/* The line of the part with this key, or NULL. */
const char *base_lines_find(const struct base_lines *lines, const char *key);

/* All parts, a line each. */
bool base_write(struct db *db, struct buffer *out, struct fault *fault) MUST_USE;

#endif
