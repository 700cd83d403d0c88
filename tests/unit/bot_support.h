/*
 * A small base of our own for tests of the bot: compiled into a file of this
 * process, opened and prepared.
 */
#ifndef FOYER_TESTS_BOT_SUPPORT_H
#define FOYER_TESTS_BOT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bot/bot.h"
#include "kb/compile.h"
#include "kb/snapshot.h"

#define ROW(...)                                                                                   \
	.variants = (const char *const[]){__VA_ARGS__},                                            \
	.variant_count = (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static const struct compile_entry kettle_shop[] = {
    {.external_id = "kettle_return", .question = "How do I return a kettle?", .answer = "Send it.",
     .category = "orders", .language = "en", .tags = "",
     ROW("I want to give my kettle back", "sending a kettle back to you",
	 "return policy for kettles", "may I bring the kettle back")},
    {.external_id = "kettle_descale", .question = "How do I descale a kettle?",
     .answer = "Use vinegar.", .category = "care", .language = "en", .tags = "",
     ROW("there is limescale inside", "remove chalk from the kettle", "cleaning limescale",
	 "what takes chalk away")},
    {.external_id = "teapot_return", .question = "How do I return a teapot?",
     .answer = "Wrap it well.", .category = "orders", .language = "en", .tags = "",
     ROW("I want to give my teapot back", "sending a teapot back to you",
	 "return policy for teapots", "may I bring the teapot back")},
    {.external_id = "opening_hours", .question = "When are you open?", .answer = "9 to 5.",
     .category = "shop", .language = "en", .tags = "",
     ROW("what are your opening hours", "do you open on Sunday", "until when is the shop open")},
    {.external_id = "invoice_zh", .question = "怎么开发票?", .answer = "请联系店员。",
     .category = "订单", .language = "zh-CN", .tags = "",
     ROW("我要开发票", "发票在哪里下载", "能补开发票吗", "电子发票怎么拿")},
    {.external_id = "delivery_zh", .question = "多久能送到?", .answer = "三天。",
     .category = "订单", .language = "zh-CN", .tags = "",
     ROW("快递几天到", "什么时候送货", "送货要多长时间", "水壶几天能到")},
    {.external_id = "courtesy_hello", .question = "Hello", .answer = "Hello!",
     .category = "courtesy", .language = "en", .tags = "", ROW("hi there", "good morning")},
};
#define KETTLE_SHOP_SIZE ((int)(sizeof(kettle_shop) / sizeof(kettle_shop[0])))

static inline const char *test_snapshot_path(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "/tmp/foyer_test_%d.foyer", getpid());
	return path;
}

static inline struct snapshot *snapshot_of(const struct compile_entry *entries, int count)
{
	struct compile_source source = {.number = 7, .entries = entries, .entry_count = count};
	struct fault fault;

	assert_true(compile_snapshot(&source, test_snapshot_path(), &fault));
	struct snapshot *snapshot = snapshot_open(test_snapshot_path(), &fault);
	assert_non_null(snapshot);
	assert_true(bot_prepare(snapshot, &fault));
	unlink(test_snapshot_path());
	return snapshot;
}

#endif
