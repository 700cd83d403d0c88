/*
 * Rule conditions: whether they hold for a message; see rule_content.h.
 */
#include "bot/rule_content.h"

#include <string.h>
#include <strings.h>

/* "zh" holds for "zh" and "zh-CN", "zh-CN" not for "zh". */
static bool language_holds(const char *wanted, const char *language)
{
	size_t length = strlen(wanted);

	return language != NULL && strncasecmp(wanted, language, length) == 0 &&
	       (language[length] == '\0' || language[length] == '-');
}

static bool any_language(const struct rule_texts *wanted, const char *language)
{
	for (int at = 0; at < wanted->count; at++)
		if (language_holds(wanted->items[at], language))
			return true;
	return wanted->count == 0;
}

static bool any_text(const struct rule_texts *wanted, const char *text)
{
	for (int at = 0; at < wanted->count; at++)
		if (text != NULL && strcmp(wanted->items[at], text) == 0)
			return true;
	return wanted->count == 0;
}

static bool any_tag(const struct rule_texts *wanted, const struct bot_context *context)
{
	for (int at = 0; at < context->member_tag_count; at++)
		if (wanted->count > 0 && any_text(wanted, context->member_tags[at]))
			return true;
	return wanted->count == 0;
}

/* '*' stands for anything.  Without one the pattern is a beginning.  Each
 * star gives up what it took when the rest doesn't fit; the last star alone
 * is ever gone back to, so the time is bounded by both lengths. */
static bool glob_holds(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;
	bool is_prefix = strchr(pattern, '*') == NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (*pattern == '\0' && is_prefix) {
			return true;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

/* What follows the host in an address: "https://a.b/pay?x" -> "/pay?x". */
static const char *path_of(const char *page)
{
	const char *host = strstr(page, "://");
	const char *slash = host == NULL ? NULL : strchr(host + 3, '/');

	return host == NULL ? page : slash == NULL ? "/" : slash;
}

/* A pattern that begins with a slash is about the path, another about the
 * whole address. */
static bool any_page(const struct rule_texts *wanted, const char *page)
{
	for (int at = 0; at < wanted->count && page != NULL; at++) {
		const char *pattern = wanted->items[at];
		if (glob_holds(pattern, *pattern == '/' ? path_of(page) : page))
			return true;
	}
	return wanted->count == 0;
}

static bool is_open(const struct rule_conditions *conditions, const struct bot_context *context)
{
	if (conditions->hours != NULL)
		return hours_open_at(conditions->hours, context->now_ms);
	for (int at = 0; at < context->open_group_count; at++)
		if (strcmp(context->open_groups[at], conditions->hours_group) == 0)
			return true;
	return false;
}

static bool hours_hold(const struct rule_conditions *conditions, const struct bot_context *context)
{
	if (!conditions->asks_hours)
		return true;
	return context->now_ms != 0 && is_open(conditions, context) == conditions->wants_open;
}

bool rule_conditions_hold(const struct rule_conditions *conditions,
			  const struct bot_context *context, const char *language)
{
	return any_language(&conditions->languages, language) &&
	       any_text(&conditions->sites, context->site) &&
	       any_page(&conditions->pages, context->page) &&
	       any_text(&conditions->groups, context->group) &&
	       any_tag(&conditions->tags, context) && hours_hold(conditions, context);
}

bool rule_conditions_any(const struct rule_conditions *conditions)
{
	return conditions->sites.count + conditions->languages.count + conditions->pages.count +
		       conditions->groups.count + conditions->tags.count >
		   0 ||
	       conditions->asks_hours;
}

bool rule_actions_only_tag(const struct rule_actions *actions)
{
	return actions->entry == NULL && actions->text == NULL && actions->menu == NULL &&
	       actions->field_count == 0 && !actions->hands_over;
}
