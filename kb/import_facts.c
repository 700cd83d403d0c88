/*
 * Facts: see import_facts.h.
 */
#include "kb/import_facts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "kb/import_internal.h"

#define VARIANT_SEPARATORS "|｜"
#define TAG_SEPARATORS     ",，、;；|｜"

const char *fact_name(enum fact fact)
{
	static const char *const names[FACT_COUNT] = {
#define X(code, name) [code] = name,
	    FACTS(X)
#undef X
	};
	return names[fact];
}

bool fact_from_name(const char *name, enum fact *out)
{
	for (int i = 0; i < FACT_COUNT; i++)
		if (strcmp(fact_name((enum fact)i), name) == 0) {
			*out = (enum fact)i;
			return true;
		}
	return false;
}

/* Times ------------------------------------------------------------------------- */

#define DAY_MS ((int64_t)86400000)

/* Days since 1899-12-30, as spreadsheets count. */
static bool read_serial(const char *text, int64_t *out)
{
	char *end;
	double days = strtod(text, &end);
	if (*end != '\0' || end == text || !(days >= 20000 && days <= 100000))
		return false;
	*out = (int64_t)((days - 25569) * (double)DAY_MS + 0.5);
	return true;
}

/* ".250" of a second. */
static const char *read_fraction(const char *at, int64_t *ms)
{
	if (*at != '.')
		return at;
	int64_t unit = 100;
	for (at++; isdigit((unsigned char)*at); at++, unit /= 10)
		*ms += (*at - '0') * unit;
	return at;
}

/* "Z", "+08:00" or nothing, which is UTC. */
static bool read_zone(const char *at, int64_t *ms)
{
	int hours;
	int minutes;
	int used = 0;
	if (*at == '\0' || strcmp(at, "Z") == 0)
		return true;
	if ((*at != '+' && *at != '-') || sscanf(at + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 ||
	    at[1 + used] != '\0')
		return false;
	*ms += (*at == '+' ? -1 : 1) * ((int64_t)hours * 60 + minutes) * 60000;
	return true;
}

static bool read_time(const char *text, int64_t *out)
{
	struct tm date = {0};
	int used = 0;
	int64_t ms = 0;
	if (sscanf(text, "%4d-%2d-%2d%n", &date.tm_year, &date.tm_mon, &date.tm_mday, &used) != 3 &&
	    sscanf(text, "%4d/%2d/%2d%n", &date.tm_year, &date.tm_mon, &date.tm_mday, &used) != 3)
		return read_serial(text, out);
	const char *at = text + used;
	if (*at == 'T' || *at == ' ') {
		used = 0;
		if (sscanf(at + 1, "%2d:%2d%n", &date.tm_hour, &date.tm_min, &used) != 2)
			return false;
		at += 1 + used;
		if (*at == ':') {
			if (sscanf(at + 1, "%2d%n", &date.tm_sec, &used) != 1)
				return false;
			at = read_fraction(at + 1 + used, &ms);
		}
	}
	struct tm asked = date;
	date.tm_year -= 1900;
	date.tm_mon -= 1;
	time_t seconds = timegm(&date);
	if (date.tm_mon + 1 != asked.tm_mon || date.tm_mday != asked.tm_mday ||
	    date.tm_hour != asked.tm_hour || asked.tm_year < 1970 || !read_zone(at, &ms))
		return false;
	*out = (int64_t)seconds * 1000 + ms;
	return *out > 0;
}

static const char *time_text(int64_t time, struct arena *arena)
{
	struct tm date;
	time_t seconds = (time_t)(time / 1000);
	char text[40];
	if (time <= 0)
		return "";
	gmtime_r(&seconds, &date);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &date);
	if (time % 1000 != 0)
		return arena_format(arena, "%s.%03dZ", text, (int)(time % 1000));
	return arena_format(arena, "%sZ", text);
}

static bool set_time(int64_t *out, const char *text, enum fact fact, struct fault *fault)
{
	*out = 0;
	if (*text == '\0' || read_time(text, out))
		return true;
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, fact_name(fact),
			    "a date such as 2026-01-31 or 2026-01-31T08:00:00Z");
}

/* Lists ------------------------------------------------------------------------- */

static void append(struct arena *arena, const char *const **texts, int *count, const char *text,
		   const char *separators)
{
	int more;
	const char *const *parts = import_split(text, separators, arena, &more);
	const char **all = arena_array(arena, (size_t)(*count + more), sizeof(*all));
	if (*count > 0)
		memcpy(all, *texts, (size_t)*count * sizeof(*all));
	memcpy(all + *count, parts, (size_t)more * sizeof(*all));
	*texts = all;
	*count += more;
}

static const char *join(const char *const *texts, int count, const char *between,
			struct arena *arena)
{
	struct buffer out = buffer_new((size_t)256 * 1024 * 1024);
	for (int i = 0; i < count; i++) {
		if (i > 0)
			buffer_add_text(&out, between);
		buffer_add_text(&out, texts[i]);
	}
	const char *copy = arena_text(arena, out.length > 0 ? out.bytes : "");
	buffer_free(&out);
	return copy;
}

/* A text that holds what separates, alone, gets a line break that says: lines
 * separate here. */
static const char *join_lines(const char *const *texts, int count, const char *separators,
			      const char *between, struct arena *arena)
{
	bool needs_lines = false;
	for (int i = 0; i < count && !needs_lines; i++) {
		int parts;
		(void)import_split(texts[i], separators, arena, &parts);
		needs_lines = parts > 1;
	}
	if (!needs_lines)
		return join(texts, count, between, arena);
	return arena_format(arena, "%s%s", join(texts, count, "\n", arena), count == 1 ? "\n" : "");
}

/* Status -------------------------------------------------------------------------- */

static bool set_status(struct entry_draft *draft, const char *text, struct fault *fault)
{
	static const struct {
		const char *word;
		enum entry_status status;
	} words[] = {
	    {"", ENTRY_PUBLISHED},       {"已发布", ENTRY_PUBLISHED}, {"已發布", ENTRY_PUBLISHED},
	    {"草稿", ENTRY_DRAFT},       {"审核中", ENTRY_REVIEW},    {"待审核", ENTRY_REVIEW},
	    {"審核中", ENTRY_REVIEW},    {"待審核", ENTRY_REVIEW},    {"已停用", ENTRY_RETIRED},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, text) == 0) {
			draft->status = words[i].status;
			return true;
		}
	for (int i = 0; i < ENTRY_STATUS_COUNT; i++)
		if (strcasecmp(entry_status_name((enum entry_status)i), text) == 0) {
			draft->status = (enum entry_status)i;
			return true;
		}
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "status",
			    "published, draft, review or retired");
}

/* ----------------------------------------------------------------------------------- */

bool fact_set(struct entry_draft *draft, enum fact fact, const char *text, struct arena *arena,
	      struct fault *fault)
{
	switch (fact) {
	case FACT_ID:
		draft->external_id = text;
		break;
	case FACT_QUESTION:
		draft->question = text;
		break;
	case FACT_VARIANTS:
		append(arena, &draft->variants, &draft->variant_count, text, VARIANT_SEPARATORS);
		break;
	case FACT_ANSWER:
		draft->answer = text;
		break;
	case FACT_CATEGORY:
		draft->category = text;
		break;
	case FACT_TAGS:
		append(arena, &draft->tags, &draft->tag_count, text, TAG_SEPARATORS);
		break;
	case FACT_LANGUAGE:
		draft->language = text;
		break;
	case FACT_STATUS:
		return set_status(draft, text, fault);
	case FACT_VALID_FROM:
		return set_time(&draft->valid_from, text, fact, fault);
	case FACT_VALID_UNTIL:
		return set_time(&draft->valid_until, text, fact, fault);
	case FACT_SITES:
		entry_split_sites(text, arena, draft);
		break;
	case FACT_TRANSLATION:
		draft->translation = text;
		break;
	case FACT_EXTRAS:
		return *text == '\0' || entry_read_extras(text, arena, draft, fault);
	case FACT_COUNT:
		break;
	}
	return true;
}

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

const char *fact_text(const struct entry_draft *draft, enum fact fact, struct arena *arena)
{
	switch (fact) {
	case FACT_ID:
		return or_empty(draft->external_id);
	case FACT_QUESTION:
		return or_empty(draft->question);
	case FACT_VARIANTS:
		return join_lines(draft->variants, draft->variant_count, VARIANT_SEPARATORS, "\n",
				  arena);
	case FACT_ANSWER:
		return or_empty(draft->answer);
	case FACT_CATEGORY:
		return or_empty(draft->category);
	case FACT_TAGS:
		return join_lines(draft->tags, draft->tag_count, TAG_SEPARATORS, ", ", arena);
	case FACT_LANGUAGE:
		return or_empty(draft->language);
	case FACT_STATUS:
		return entry_status_name(draft->status);
	case FACT_VALID_FROM:
		return time_text(draft->valid_from, arena);
	case FACT_VALID_UNTIL:
		return time_text(draft->valid_until, arena);
	case FACT_SITES:
		return entry_join_sites(draft, arena);
	case FACT_TRANSLATION:
		return or_empty(draft->translation);
	case FACT_EXTRAS:
		return entry_extras(draft, arena);
	case FACT_COUNT:
		break;
	}
	return "";
}
