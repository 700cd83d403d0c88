/* Markdown to HTML: the cases that the chat's own reader passes too
 * (http/web/test/markdown_same.test.tsx), and that nothing unsafe comes out. */
#include "tests/unit/support.h"

#include "data/arena.h"
#include "data/command_line.h"
#include "data/json.h"
#include "data/markdown.h"
#include "data/text.h"

static int begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int end(void **state)
{
	arena_free((struct arena **)state);
	return 0;
}

static const char *html_of(struct arena *arena, const char *text)
{
	struct buffer out = buffer_new(1 << 20);

	markdown_html(text, 2, arena, &out);
	assert_false(out.overflowed);
	const char *copy = arena_text(arena, out.length > 0 ? out.bytes : "");
	buffer_free(&out);
	return copy;
}

static char *replaced(struct arena *arena, const char *text, const char *from, const char *to)
{
	char *out = arena_alloc(arena, strlen(text) * (strlen(to) + 1) + 1), *at = out;

	while (*text != '\0') {
		if (strncmp(text, from, strlen(from)) == 0) {
			at = stpcpy(at, to);
			text += strlen(from);
		} else {
			*at++ = *text++;
		}
	}
	return out;
}

/* As the cases are written: no entities, no attributes of safety, any heading <h>. */
static const char *comparable(struct arena *arena, const char *html)
{
	static const char *const pairs[][2] = {
	    {" target=\"_blank\" rel=\"noopener noreferrer nofollow\"", ""},
	    {" loading=\"lazy\"", ""},
	    {"<h2>", "<h>"},
	    {"</h2>", "</h>"},
	    {"<h4>", "<h>"},
	    {"</h4>", "</h>"},
	    {"&lt;", "<"},
	    {"&gt;", ">"},
	    {"&quot;", "\""},
	    {"&#39;", "'"},
	    {"&amp;", "&"},
	};

	for (size_t at = 0; at < sizeof(pairs) / sizeof(pairs[0]); at++)
		html = replaced(arena, html, pairs[at][0], pairs[at][1]);
	return html;
}

static void shows_what_the_chat_shows(void **state)
{
	struct arena *arena = *state;
	struct fault fault = {0};
	const struct json *cases;
	struct buffer file;

	must(
	    command_line_file(SOURCE_DIR "/tests/unit/markdown_cases.json", 1 << 20, &file, &fault),
	    &fault);
	must(json_parse(file.bytes, file.length, arena, &cases, &fault), &fault);
	buffer_free(&file);
	for (const struct json *one = cases->first; one != NULL; one = one->next)
		assert_string_equal(comparable(arena, html_of(arena, one->first->text)),
				    one->first->next->text);
}

static void nothing_unsafe_comes_out(void **state)
{
	struct arena *arena = *state;
	static const char *const unsafe[] = {
	    "<script>alert(1)</script>",
	    "<div onclick=alert(1)>\nblock\n</div>",
	    "[x](javascript:alert(1))",
	    "[x](JaVaScRiPt:alert(1))",
	    "[x](data:text/html;base64,PHNjcmlwdD4=)",
	    "[x](vbscript:x)",
	    "[x](//evil.example)",
	    "![x](javascript:alert(1))",
	    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
	    "![\"onerror=\"alert(1)](https://example.com/a.png)",
	    "[a](https://example.com/\"onmouseover=\"alert(1))",
	    "<https://example.com/'onclick='alert(1)>",
	    "&lt;script&gt;alert(1)&lt;/script&gt;",
	    "```\n</code></pre><script>alert(1)</script>\n```",
	    "[a]: javascript:alert(1)\n\n[a]",
	    "\xef\xb7\x90<script>\xef\xb7\x90",
	};

	for (size_t at = 0; at < sizeof(unsafe) / sizeof(unsafe[0]); at++) {
		const char *html = html_of(arena, unsafe[at]);
		assert_null(strstr(html, "<script"));
		assert_null(strstr(html, "<div"));
		assert_null(strstr(html, "<svg"));
		assert_null(strcasestr(html, "href=\"javascript"));
		assert_null(strcasestr(html, "=\"data:"));
		assert_null(strcasestr(html, "href=\"vbscript"));
		assert_null(strstr(html, "href=\"//"));
		assert_null(strstr(html, "\" onerror"));
		assert_null(strstr(html, "\"onerror"));
		assert_null(strstr(html, "\"onmouseover"));
		assert_null(strstr(html, "'onclick"));
	}
}

static void odd_texts_end(void **state)
{
	struct arena *arena = *state;
	static const char *const pieces[] = {"[",  "*",   "~~", "> ",  "- ",       "![", "`",
					     "](", "**a", "<",  "（*", "https://", "&"};

	for (size_t at = 0; at < sizeof(pieces) / sizeof(pieces[0]); at++) {
		struct buffer text = buffer_new(1 << 17);
		for (int times = 0; times < 20000; times++)
			buffer_add_text(&text, pieces[at]);
		struct buffer out = buffer_new(1 << 23);
		markdown_html(text.bytes, 2, arena, &out);
		buffer_free(&out);
		buffer_free(&text);
		arena_reset(arena);
	}
}

static void excerpts_have_no_marks(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(markdown_excerpt("# Hello\n\n**Bold** [link](/x)\n- a\n- b", 80, arena),
			    "Hello Bold link a b");
	assert_string_equal(markdown_excerpt("您好，**海港移动**！谢谢", 6, arena),
			    "您好，海港移…");
	assert_string_equal(markdown_excerpt("", 10, arena), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(shows_what_the_chat_shows, begin, end),
	    cmocka_unit_test_setup_teardown(nothing_unsafe_comes_out, begin, end),
	    cmocka_unit_test_setup_teardown(odd_texts_end, begin, end),
	    cmocka_unit_test_setup_teardown(excerpts_have_no_marks, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
