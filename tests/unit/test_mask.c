/* Personal data goes, everything else stays. */
#include "tests/unit/support.h"

#include "data/arena.h"
#include "kb/mask.h"

struct row {
	const char *text, *masked;
};

static void check(const struct row *rows, size_t count)
{
	struct arena *arena = arena_new();
	for (size_t at = 0; at < count; at++)
		assert_string_equal(mask_text(rows[at].text, arena, NULL), rows[at].masked);
	arena_free(&arena);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof(*rows))

static void english_is_masked(void **state)
{
	static const struct row rows[] = {
	    {"Write to jane.doe+shop@mail.example.com please.", "Write to [email] please."},
	    {"call me on +44 20 7946 0018", "call me on [phone]"},
	    {"call 0207 946 0018 today", "call [phone] today"},
	    {"my card is 4111 1111 1111 1111.", "my card is [card]."},
	    {"order AB-123456 is late", "order [number] is late"},
	    {"order SO20260101 is late", "order [number] is late"},
	    {"reference 88123456", "reference [number]"},
	    {"My name is Jane Doe and I wait", "My name is [name] and I wait"},
	    {"Dear Mr. O'Neill, thanks", "Dear Mr. [name], thanks"},
	    {"Hi Paula, it is done", "Hi [name], it is done"},
	    {"My name is José García, thanks", "My name is [name], thanks"},
	    {"Dear Özlem Şahin, hello", "Dear [name], hello"},
	};
	(void)state;
	CHECK(rows);
}

static void chinese_is_masked(void **state)
{
	static const struct row rows[] = {
	    {"我的电话是13812345678，谢谢", "我的电话是[电话]，谢谢"},
	    {"身份证11010519491231002X", "身份证[证件号]"},
	    {"卡号6222021234567890123", "卡号[卡号]"},
	    {"订单号DD20261121001没到", "订单号[号码]没到"},
	    {"邮箱zhang@example.cn", "邮箱[邮箱]"},
	    {"我叫王小明，想退货", "我叫[姓名]，想退货"},
	    {"李先生您好", "[姓名]先生您好"},
	    {"請聯絡陳美玲小姐", "請聯絡[姓名]小姐"},
	    {"我的电话是１３８１２３４５６７８，谢谢", "我的电话是[电话]，谢谢"},
	    {"卡号６２２２　０２１２　３４５６　７８９０　１２３", "卡号[卡号]"},
	    {"邮箱ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｎ。", "邮箱[邮箱]。"},
	    {"订单号ＤＤ２０２６１１２１００１没到", "订单号[号码]没到"},
	};
	(void)state;
	CHECK(rows);
}

static void the_rest_stays(void **state)
{
	static const struct row rows[] = {
	    {"We open 9:00-18:00, 2026-11-21 to 2026-12-31.",
	     "We open 9:00-18:00, 2026-11-21 to 2026-12-31."},
	    {"It costs $1,299.00 or 30% less", "It costs $1,299.00 or 30% less"},
	    {"Press F5, then wifi6 and 4K", "Press F5, then wifi6 and 4K"},
	    {"Hi there, dear customer", "Hi there, dear customer"},
	    {"我叫了外卖还没到", "我叫了外卖还没到"},
	    {"先生您好，请在3个工作日内付299元", "先生您好，请在3个工作日内付299元"},
	    {"رقم هاتفي ٠٥٠١٢٣٤٥٦٧", "رقم هاتفي [phone]"},
	    {"周一～周五，９：００－１８：００，２０２６－１１－２１起，ＶＩＰ８折", "周一～周五，９：００－１８：００，２０２６－１１－２１起，ＶＩＰ８折"},
	    {"", ""},
	};
	(void)state;
	CHECK(rows);
}

static void it_is_counted(void **state)
{
	struct arena *arena = arena_new();
	int masked;
	(void)state;
	(void)mask_text("a@b.com and c@d.org", arena, &masked);
	assert_int_equal(masked, 2);
	(void)mask_text("nothing here", arena, &masked);
	assert_int_equal(masked, 0);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(english_is_masked),
	    cmocka_unit_test(chinese_is_masked),
	    cmocka_unit_test(the_rest_stays),
	    cmocka_unit_test(it_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
