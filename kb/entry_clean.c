/*
 * What an entry may hold: checks and cleans drafts from outside.  Buttons,
 * files, sites and dates are in entry_extras.c; nothing is stored here
 * (entry.c).  Pure; any thread.
 */
#include "kb/entry.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"
#include "kb/plain.h"

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* A set of texts that are kept elsewhere; room is a power of two above twice
 * the number of texts. */
struct text_set {
	const char **slots;
	size_t room;
};

static struct text_set text_set_new(struct arena *arena, int most)
{
	struct text_set set = {.room = 16};
	while (set.room < (size_t)most * 2 + 2)
		set.room *= 2;
	set.slots = arena_array(arena, set.room, sizeof(*set.slots));
	return set;
}

/* FNV-1a. */
static uint64_t hash_of(const char *text)
{
	uint64_t hash = 14695981039346656037u;
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return hash;
}

/* False when the text was in the set already. */
static bool text_set_add(struct text_set *set, const char *text)
{
	size_t at = hash_of(text) & (set->room - 1);
	while (set->slots[at] != NULL) {
		if (strcmp(set->slots[at], text) == 0)
			return false;
		at = (at + 1) & (set->room - 1);
	}
	set->slots[at] = text;
	return true;
}

static bool clean_variants(const struct entry_draft *draft, struct arena *arena,
			   struct entry_draft *out, struct fault *fault)
{
	struct text_limit limit = {.most = ENTRY_VARIANT_MOST, .one_line = true};
	if (draft->variant_count > ENTRY_VARIANTS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "variants", draft->variant_count,
				   ENTRY_VARIANTS_MOST);
	const char **kept = arena_array(arena, (size_t)draft->variant_count + 1, sizeof(*kept));
	struct text_set seen = text_set_new(arena, draft->variant_count + 1);
	int count = 0;
	text_set_add(&seen, out->question);
	for (int i = 0; i < draft->variant_count; i++) {
		char *text;
		if (!text_clean(plain_text(draft->variants[i], arena), "variants", limit, arena,
				&text, fault))
			return false;
		if (*text != '\0' && text_set_add(&seen, text))
			kept[count++] = text;
	}
	out->variants = kept;
	out->variant_count = count;
	return true;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool clean_tags(const struct entry_draft *draft, struct arena *arena,
		       struct entry_draft *out, struct fault *fault)
{
	struct text_limit limit = {.most = ENTRY_TAG_MOST, .one_line = true};
	if (draft->tag_count > ENTRY_TAGS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "tags", draft->tag_count,
				   ENTRY_TAGS_MOST);
	const char **kept = arena_array(arena, (size_t)draft->tag_count + 1, sizeof(*kept));
	int count = 0;
	for (int i = 0; i < draft->tag_count; i++) {
		char *text;
		if (!text_clean(draft->tags[i], "tags", limit, arena, &text, fault))
			return false;
		if (*text != '\0')
			kept[count++] = text;
	}
	qsort(kept, (size_t)count, sizeof(*kept), compare_texts);
	out->tag_count = 0;
	for (int i = 0; i < count; i++)
		if (i == 0 || strcmp(kept[i], kept[i - 1]) != 0)
			kept[out->tag_count++] = kept[i];
	out->tags = kept;
	return true;
}

/* " a / b//" becomes "a/b". */
static bool clean_category(const char *category, struct arena *arena, const char **out,
			   struct fault *fault)
{
	struct text_limit limit = {.most = ENTRY_CATEGORY_MOST, .one_line = true};
	char *text;
	if (!text_clean(or_empty(category), "category", limit, arena, &text, fault))
		return false;
	char *tidy = arena_alloc(arena, strlen(text) + 1);
	size_t length = 0;
	for (char *part = text; *part != '\0';) {
		size_t size = strcspn(part, "/");
		char *next = part + size + (part[size] != '\0');
		while (size > 0 && *part == ' ') {
			part++;
			size--;
		}
		while (size > 0 && part[size - 1] == ' ')
			size--;
		if (size > 0 && length > 0)
			tidy[length++] = '/';
		memcpy(tidy + length, part, size);
		length += size;
		part = next;
	}
	*out = tidy;
	return true;
}

/* Letters, digits and hyphens, as BCP 47 has them. */
static bool clean_language(const char *language, struct arena *arena, const char **out,
			   struct fault *fault)
{
	struct text_limit limit = {.most = ENTRY_LANGUAGE_MOST, .one_line = true};
	char *text;
	if (!text_clean(or_empty(language), "language", limit, arena, &text, fault))
		return false;
	for (const char *at = text; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && *at != '-')
			return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "language",
					    "a language tag such as en or zh-CN");
	*out = text;
	return true;
}

static bool clean_names(const struct entry_draft *draft, struct arena *arena,
			struct entry_draft *out, struct fault *fault)
{
	struct text_limit id_limit = {.most = ENTRY_EXTERNAL_ID_MOST, .one_line = true};
	struct text_limit question_limit = {.most = ENTRY_QUESTION_MOST, .one_line = true};
	char *external_id;
	char *question;
	if (!text_clean(or_empty(draft->external_id), "id", id_limit, arena, &external_id, fault) ||
	    !text_clean(plain_text(or_empty(draft->question), arena), "question", question_limit,
			arena, &question, fault))
		return false;
	if (*question == '\0')
		question = external_id;
	if (*question == '\0')
		return fault_set(fault, FAULT_MISSING_FIELD, "question");
	out->external_id = *external_id != '\0' ? external_id : NULL;
	out->question = question;
	return true;
}

bool entry_clean(const struct entry_draft *draft, struct arena *arena, struct entry_draft *out,
		 struct fault *fault)
{
	struct text_limit answer_limit = {.least = 1, .most = ENTRY_ANSWER_MOST};
	struct entry_draft clean = {0};
	char *answer;
	if (!clean_names(draft, arena, &clean, fault))
		return false;
	if (draft->answer == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "answer");
	if (!text_clean(draft->answer, "answer", answer_limit, arena, &answer, fault))
		return false;
	clean.answer = answer;
	if (!clean_variants(draft, arena, &clean, fault) ||
	    !clean_tags(draft, arena, &clean, fault) ||
	    !clean_category(draft->category, arena, &clean.category, fault) ||
	    !clean_language(draft->language, arena, &clean.language, fault) ||
	    !entry_clean_extras(draft, arena, &clean, fault))
		return false;
	*out = clean;
	return true;
}

static bool same_texts(const char *const *a, int a_count, const char *const *b, int b_count)
{
	if (a_count != b_count)
		return false;
	for (int i = 0; i < a_count; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

static bool same_files(const struct entry_draft *a, const struct entry_draft *b)
{
	if (a->file_count != b->file_count)
		return false;
	for (int i = 0; i < a->file_count; i++)
		if (strcmp(a->files[i].file, b->files[i].file) != 0 ||
		    strcmp(a->files[i].name, b->files[i].name) != 0)
			return false;
	return true;
}

static bool same_buttons(const struct entry_draft *a, const struct entry_draft *b)
{
	if (a->button_count != b->button_count)
		return false;
	for (int i = 0; i < a->button_count; i++)
		if (a->buttons[i].action != b->buttons[i].action ||
		    strcmp(a->buttons[i].label, b->buttons[i].label) != 0 ||
		    strcmp(a->buttons[i].target, b->buttons[i].target) != 0)
			return false;
	return true;
}

static bool same_scope(const struct entry_draft *a, const struct entry_draft *b)
{
	return a->status == b->status && a->valid_from == b->valid_from &&
	       a->valid_until == b->valid_until &&
	       strcmp(or_empty(a->translation), or_empty(b->translation)) == 0 &&
	       same_texts(a->sites, a->site_count, b->sites, b->site_count);
}

bool entry_same(const struct entry_draft *a, const struct entry_draft *b)
{
	return strcmp(a->question, b->question) == 0 && strcmp(a->answer, b->answer) == 0 &&
	       strcmp(or_empty(a->category), or_empty(b->category)) == 0 &&
	       strcmp(or_empty(a->language), or_empty(b->language)) == 0 &&
	       same_texts(a->variants, a->variant_count, b->variants, b->variant_count) &&
	       same_texts(a->tags, a->tag_count, b->tags, b->tag_count) && same_scope(a, b) &&
	       same_buttons(a, b) && same_files(a, b);
}
