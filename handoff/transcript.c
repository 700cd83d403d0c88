/*
 * Transcript: see transcript.h.
 */
#include "handoff/transcript.h"

#include <string.h>

#include "data/html.h"
#include "data/json.h"
#include "data/markdown.h"

#define EVENTS_AT_ONCE 500
#define MINUTE_MS      60000

/* Words ------------------------------------------------------------------------------------ */

enum word { WORD_TITLE, WORD_VISITOR, WORD_BOT, WORD_NOTE, WORD_FILE, WORD_COUNT };

static const char *const words[WORD_COUNT][LANGUAGE_COUNT] = {
    [WORD_TITLE] = {"Conversation", "对话记录", "對話記錄"},
    [WORD_VISITOR] = {"Visitor", "访客", "訪客"},
    [WORD_BOT] = {"Assistant", "智能助手", "智慧助理"},
    [WORD_NOTE] = {"Note", "内部备注", "內部備註"},
    [WORD_FILE] = {"File", "文件", "檔案"},
};

/* What happened beside what was said, as readers are told it. */
static const struct {
	enum event_type type;
	const char *text[LANGUAGE_COUNT];
} happenings[] = {
    {EVENT_HANDOFF, {"Passed on to a person", "已转接人工", "已轉接真人"}},
    {EVENT_ASSIGNED, {"An agent has the conversation", "客服已接入", "客服已接手"}},
    {EVENT_TRANSFERRED, {"Passed on to a colleague", "已转交同事", "已轉交同事"}},
    {EVENT_RETURNED, {"Waiting for another agent", "等待其他客服", "等待其他客服"}},
    {EVENT_BACK_TO_BOT, {"Back to the assistant", "返回智能助手", "回到智慧助理"}},
    {EVENT_JOINED, {"A colleague joined", "有同事加入", "有同事加入"}},
    {EVENT_LEFT, {"A colleague left", "有同事离开", "有同事離開"}},
    {EVENT_CLOSED, {"The conversation was closed", "对话已结束", "對話已結束"}},
    {EVENT_RATING, {"The visitor rated the conversation", "访客已评价", "訪客已評分"}},
};

static const char *happening(const struct event *event, enum language language)
{
	for (size_t at = 0; at < sizeof(happenings) / sizeof(*happenings); at++)
		if (happenings[at].type == event->type)
			return happenings[at].text[language];
	return NULL;
}

static bool is_aside(const struct event *event)
{
	return event->type == EVENT_NOTE || event->type == EVENT_WHISPER;
}

static bool is_said(const struct event *event)
{
	return event->type == EVENT_MESSAGE || event->type == EVENT_LEFT_MESSAGE || is_aside(event);
}

static const char *speaker(const struct event *event, enum language language)
{
	if (event->author == AUTHOR_VISITOR)
		return words[WORD_VISITOR][language];
	if (event->author == AUTHOR_BOT || event->author_name == NULL)
		return words[WORD_BOT][language];
	return event->author_name;
}

/* "2026-11-21 16:05" */
static const char *moment(const struct transcript *transcript, int64_t at, struct arena *arena)
{
	const struct time_zone *zone =
	    transcript->zone != NULL ? transcript->zone : time_zone_find("UTC");
	struct local_time local = {.day = at / (1440LL * MINUTE_MS),
				   .minute = (int)(at / MINUTE_MS % 1440)};
	if (zone != NULL)
		local = time_zone_local(zone, at);
	struct date date = date_of_day(local.day);
	return arena_format(arena, "%04d-%02d-%02d %02d:%02d", date.year, date.month, date.day,
			    local.minute / 60, local.minute % 60);
}

/* Files ------------------------------------------------------------------------------------ */

/* The files that a message carries, or NULL. */
static const struct json *files_of(const struct event *event, struct arena *arena)
{
	const struct json *body;
	struct fault fault;
	if (event->body == NULL ||
	    !json_parse(event->body, strlen(event->body), arena, &body, &fault))
		return NULL;
	const struct json *files = json_member(body, "files");
	return files != NULL && files->type == JSON_ARRAY ? files->first : NULL;
}

static const char *file_name(const struct json *file)
{
	const char *name = json_text(file, "name");
	return name == NULL ? "" : name;
}

/* As text ---------------------------------------------------------------------------------- */

static void add_said(struct buffer *out, const struct transcript *transcript,
		     const struct event *event, struct arena *arena)
{
	buffer_format(out, "%s", speaker(event, transcript->language));
	if (is_aside(event))
		buffer_format(out, " (%s)", words[WORD_NOTE][transcript->language]);
	buffer_add_text(out, ":");
	if (event->text != NULL) {
		buffer_add_char(out, ' ');
		buffer_add_text(out, event->text);
	}
	for (const struct json *file = files_of(event, arena); file != NULL; file = file->next)
		buffer_format(out, " [%s: %s]", words[WORD_FILE][transcript->language],
			      file_name(file));
	buffer_add_char(out, '\n');
}

void transcript_text(const struct transcript *transcript, const struct event *events, int count,
		     struct arena *arena, struct buffer *out)
{
	buffer_format(out, "%s %s\n\n", words[WORD_TITLE][transcript->language],
		      transcript->conversation->text);
	for (int at = 0; at < count; at++) {
		const char *line = happening(&events[at], transcript->language);
		if (line == NULL && !is_said(&events[at]))
			continue;
		buffer_format(out, "[%s] ", moment(transcript, events[at].at, arena));
		if (line != NULL)
			buffer_format(out, "-- %s --\n", line);
		else
			add_said(out, transcript, &events[at], arena);
	}
}

/* As a page -------------------------------------------------------------------------------- */

static const char style[] =
    "<style>body{font:15px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color:#1d2622;background:#fff}h1{font-size:1.25rem}header p,time{color:#5b655f;font-size:.8rem}"
    "article{margin:.75rem 0;padding:.6rem .9rem;border:1px solid #d9d6cd;border-radius:.6rem;"
    "break-inside:avoid}article.visitor{background:#f6f4ee}article.note{border-style:dashed;"
    "background:#fdf6dc}article>p:first-child{margin:0 0 .25rem}article p{margin:.25rem 0}"
    "p.line{color:#5b655f;font-size:.85rem;text-align:center}img{max-width:100%}"
    "@media print{body{margin:0}}</style>";

/* What visitors write is no Markdown. */
static void add_plain(struct buffer *out, const char *text)
{
	buffer_add_text(out, "<p>");
	for (const char *line = text; line != NULL;) {
		const char *end = strchr(line, '\n');
		html_bytes(out, line, end == NULL ? strlen(line) : (size_t)(end - line));
		if (end != NULL)
			buffer_add_text(out, "<br>");
		line = end == NULL ? NULL : end + 1;
	}
	buffer_add_text(out, "</p>");
}

static void add_article(struct buffer *out, const struct transcript *transcript,
			const struct event *event, struct arena *arena)
{
	bool by_visitor = event->author == AUTHOR_VISITOR;
	buffer_format(out, "<article class=\"%s\"><p><strong>",
		      is_aside(event) ? "note" : author_kind_name(event->author));
	html_text(out, speaker(event, transcript->language));
	buffer_add_text(out, "</strong> ");
	if (is_aside(event))
		buffer_format(out, "(%s) ", words[WORD_NOTE][transcript->language]);
	buffer_format(out, "<time>%s</time></p>", moment(transcript, event->at, arena));
	if (event->text != NULL && (by_visitor || is_aside(event)))
		add_plain(out, event->text);
	else if (event->text != NULL)
		markdown_html(event->text, 3, arena, out);
	for (const struct json *file = files_of(event, arena); file != NULL; file = file->next) {
		buffer_format(out, "<p>[%s: ", words[WORD_FILE][transcript->language]);
		html_text(out, file_name(file));
		buffer_add_text(out, "]</p>");
	}
	buffer_add_text(out, "</article>\n");
}

void transcript_page(const struct transcript *transcript, const struct event *events, int count,
		     struct arena *arena, struct buffer *out)
{
	const char *title = words[WORD_TITLE][transcript->language];
	buffer_format(out,
		      "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
		      "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title>",
		      language_tag(transcript->language), title);
	buffer_add_text(out, style);
	buffer_format(out, "</head><body><header><h1>%s</h1><p>%s</p></header>\n", title,
		      transcript->conversation->text);
	for (int at = 0; at < count; at++) {
		const char *line = happening(&events[at], transcript->language);
		if (line != NULL)
			buffer_format(out, "<p class=\"line\">%s <time>%s</time></p>\n", line,
				      moment(transcript, events[at].at, arena));
		else if (is_said(&events[at]))
			add_article(out, transcript, &events[at], arena);
	}
	buffer_add_text(out, "</body></html>\n");
}

/* Events ----------------------------------------------------------------------------------- */

bool transcript_events(struct db *db, const struct transcript *transcript, struct arena *arena,
		       struct event **events, int *count, struct fault *fault)
{
	struct event *all = NULL;
	int room = 0, filled = 0, found = EVENTS_AT_ONCE;
	while (found == EVENTS_AT_ONCE) {
		struct event *page;
		int64_t after = filled == 0 ? 0 : all[filled - 1].number;
		if (!event_read(db, transcript->conversation, after, &transcript->reader,
				EVENTS_AT_ONCE, arena, &page, &found, fault))
			return false;
		if (filled + found > room) {
			struct event *grown =
			    arena_array(arena, (size_t)(2 * room + found), sizeof(*grown));
			if (filled > 0)
				memcpy(grown, all, (size_t)filled * sizeof(*all));
			room = 2 * room + found;
			all = grown;
		}
		if (found > 0)
			memcpy(all + filled, page, (size_t)found * sizeof(*page));
		filled += found;
	}
	*events = all;
	*count = filled;
	return true;
}
