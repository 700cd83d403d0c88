/*
 * Rule pattern: see rule_pattern.h.  Not here: which rules are tried, and in
 * which order (bot/rules.c).
 */
#include "bot/rule_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/text.h"
#include "kb/analysis.h"

/* Beyond these a pattern counts as not matching.  A limit of 10,000 costs
 * ordinary patterns nothing and ends a catastrophic one within a fraction of
 * a millisecond. */
#define MATCH_LIMIT        10000
#define DEPTH_LIMIT        10000
#define HEAP_LIMIT_KIB     1024
#define JIT_STACK_LEAST    (32 * 1024)
#define JIT_STACK_MOST     (512 * 1024)
#define NESTING_MOST       60
#define PATTERN_BYTES_MOST (64 * 1024)

/* Without the compiler to machine code a pattern takes hundreds of times
 * longer on long texts, and the match limit doesn't count all of its work. */
#define INTERPRETED_BYTES_MOST 1000

struct rule_pattern {
	pcre2_code *code;
	bool is_compiled; /* to machine code */
};

/* What a thread matches with ------------------------------------------------ */

struct matcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

static pthread_key_t matcher_key;
static pthread_once_t matcher_once = PTHREAD_ONCE_INIT;

static void free_matcher(void *memory)
{
	struct matcher *matcher = memory;

	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->context);
	pcre2_jit_stack_free(matcher->stack);
	free(matcher);
}

static void make_matcher_key(void)
{
	if (pthread_key_create(&matcher_key, free_matcher) != 0)
		abort();
}

static struct matcher *thread_matcher(void)
{
	pthread_once(&matcher_once, make_matcher_key);
	struct matcher *matcher = pthread_getspecific(matcher_key);
	if (matcher != NULL)
		return matcher;
	matcher = memory_array(1, sizeof(*matcher));
	matcher->data = pcre2_match_data_create(1, NULL);
	matcher->context = pcre2_match_context_create(NULL);
	if (matcher->data == NULL || matcher->context == NULL)
		memory_ran_out(0);
	pcre2_set_match_limit(matcher->context, MATCH_LIMIT);
	pcre2_set_depth_limit(matcher->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(matcher->context, HEAP_LIMIT_KIB);
	/* NULL where there is no compiler to machine code: then none is needed. */
	matcher->stack = pcre2_jit_stack_create(JIT_STACK_LEAST, JIT_STACK_MOST, NULL);
	if (matcher->stack != NULL)
		pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
	pthread_setspecific(matcher_key, matcher);
	return matcher;
}

/* Folding a pattern ---------------------------------------------------------- */

struct folder {
	const char *at;
	struct arena *arena;
	char *out; /* room for what folding makes of the rest */
	bool in_class;
	bool quoted; /* between \Q and \E */
};

static bool is_plain_byte(char byte)
{
	return (unsigned char)byte < 0x80;
}

/* Adds folded text; what came out as ASCII punctuation is no syntax. */
static void add_folded(struct folder *folder, const char *text, size_t length)
{
	const char *folded =
	    analysis_fold(arena_copy_text(folder->arena, text, length), folder->arena);

	for (; *folded != '\0'; folded++) {
		if (!folder->quoted && strchr("\\^$.[]|()?*+{}-#\"'/", *folded) != NULL)
			*folder->out++ = '\\';
		*folder->out++ = *folded;
	}
}

/* A run of characters beyond ASCII.  In a class each stands for itself; else
 * they fold as a phrase, but for the one that a quantifier belongs to. */
static void fold_run(struct folder *folder)
{
	const char *start = folder->at, *last = folder->at, *end = folder->at;

	while (*end != '\0' && !is_plain_byte(*end)) {
		last = end;
		text_next(&end);
		if (folder->in_class)
			break;
	}
	if (last > start && *end != '\0' && strchr("?*+{", *end) != NULL) {
		add_folded(folder, start, (size_t)(last - start));
		start = last;
	}
	add_folded(folder, start, (size_t)(end - start));
	folder->at = end;
}

static void fold_syntax(struct folder *folder)
{
	const char *at = folder->at;

	if (folder->quoted) {
		folder->quoted = strncmp(at, "\\E", 2) != 0;
	} else if (at[0] == '\\' && at[1] != '\0') {
		folder->quoted = at[1] == 'Q';
		folder->at++;
		if (!is_plain_byte(at[1]))
			return; /* an escaped Chinese character is that character */
		*folder->out++ = '\\';
	} else if (at[0] == '[' && !folder->in_class) {
		folder->in_class = true;
		*folder->out++ = *folder->at++;
		if (*folder->at == '^')
			*folder->out++ = *folder->at++;
		if (*folder->at != ']')
			return;
	} else if (at[0] == ']') {
		folder->in_class = false;
	}
	*folder->out++ = *folder->at++;
}

const char *pattern_fold(const char *pattern, struct arena *arena)
{
	/* One character folds to at most 18 (U+FDFA), each perhaps escaped. */
	size_t room = strlen(pattern) * 36 + 1;
	char *folded = arena_alloc(arena, room);
	struct folder folder = {.at = pattern, .arena = arena, .out = folded};

	while (*folder.at != '\0') {
		if (is_plain_byte(*folder.at))
			fold_syntax(&folder);
		else
			fold_run(&folder);
	}
	*folder.out = '\0';
	return folded;
}

/* Compiling ------------------------------------------------------------------ */

static void bad_pattern(const char *pattern, const char *field, int code, size_t offset,
			struct fault *fault)
{
	char message[128] = "";
	int64_t character = 1;

	for (size_t at = 0; at < offset && pattern[at] != '\0'; at++)
		character += ((unsigned char)pattern[at] & 0xc0) != 0x80;
	pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof(message));
	fault_detail(fault, FAULT_BAD_PATTERN, field, "at character %lld: %s", (long long)character,
		     message);
	fault->actual = character;
}

/* Without memory a good pattern would look wrong. */
static void *take_memory(size_t size, void *unused)
{
	(void)unused;
	return memory_new(size);
}

static void give_memory(void *memory, void *unused)
{
	(void)unused;
	free(memory);
}

static pcre2_code *compile(const char *pattern, int *error, size_t *offset)
{
	pcre2_general_context *memory =
	    pcre2_general_context_create(take_memory, give_memory, NULL);
	pcre2_compile_context *context = pcre2_compile_context_create(memory);

	pcre2_set_parens_nest_limit(context, NESTING_MOST);
	pcre2_set_max_pattern_length(context, PATTERN_BYTES_MOST);
	pcre2_code *code =
	    pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
			  PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, error,
			  offset, context);
	pcre2_compile_context_free(context);
	pcre2_general_context_free(memory);
	return code;
}

struct rule_pattern *pattern_compile(const char *pattern, const char *field, struct fault *fault)
{
	int error = 0;
	size_t offset = 0;
	pcre2_code *code = compile(pattern, &error, &offset);

	if (code == NULL) {
		bad_pattern(pattern, field, error, offset, fault);
		return NULL;
	}
	struct rule_pattern *made = memory_array(1, sizeof(*made));
	made->code = code;
	made->is_compiled = pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
	return made;
}

void pattern_free(struct rule_pattern **pattern)
{
	if (*pattern == NULL)
		return;
	pcre2_code_free((*pattern)->code);
	free(*pattern);
	*pattern = NULL;
}

/* Matching ------------------------------------------------------------------- */

/* At most so many bytes, cut at a character. */
static size_t cut(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

enum pattern_result pattern_match(const struct rule_pattern *pattern, const char *text,
				  size_t length, int *start, int *end)
{
	struct matcher *matcher = thread_matcher();

	if (!pattern->is_compiled)
		length = cut(text, length, INTERPRETED_BYTES_MOST);
	int result = pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, PCRE2_NO_UTF_CHECK,
				 matcher->data, matcher->context);
	if (result == PCRE2_ERROR_NOMATCH)
		return PATTERN_ABSENT;
	if (result < 0)
		return PATTERN_LIMITED;
	const PCRE2_SIZE *span = pcre2_get_ovector_pointer(matcher->data);
	*start = (int)span[0];
	*end = (int)span[1];
	return PATTERN_MATCHES;
}

int64_t pattern_micros(void)
{
	struct timespec time;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}
