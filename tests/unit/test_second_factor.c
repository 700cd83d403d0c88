/* Second factors: codes as the standard has them, codes that work once, and who may take them away. */
#include "tests/unit/people_support.h"

#include "data/one_time_code.h"
#include "data/qr_code.h"
#include "handoff/agent_acts.h"
#include "handoff/second_factor.h"

/* --- Codes ------------------------------------------------------------------------------- */

/* The secret of RFC 6238's appendix B, "12345678901234567890", in base32. */
#define RFC_SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

static void test_codes_are_those_of_the_standard(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		const char *code; /* the last six of the eight digits there */
	} vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
		       {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		assert_string_equal(code_at(RFC_SECRET, vectors[i].seconds / 30).text,
				    vectors[i].code);
}

static void test_codes_are_found_near_their_time(void **state)
{
	(void)state;
	const int64_t now = 1111111111000;
	const int64_t step = now / CODE_STEP_MS;
	assert_int_equal(code_find(RFC_SECRET, "050471", now, 0), step);
	assert_int_equal(code_find(RFC_SECRET, " 050 471 ", now, 0), step);
	assert_int_equal(code_find(RFC_SECRET, "050471", now + CODE_STEP_MS, 0), step);
	assert_int_equal(code_find(RFC_SECRET, "050471", now - CODE_STEP_MS, 0), step);
	assert_int_equal(code_find(RFC_SECRET, "050471", now + 2 * CODE_STEP_MS, 0), 0);
	assert_int_equal(code_find(RFC_SECRET, "050471", now, step), 0);
	static const char *const wrong[] = {"", "05047", "0504711", "05047x", "０５０４７１", "-50471"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(code_find(RFC_SECRET, wrong[i], now, 0), 0);
}

static void test_new_secrets_differ_and_work(void **state)
{
	(void)state;
	struct code_secret one = code_secret_new();
	struct code_secret other = code_secret_new();
	assert_string_not_equal(one.text, other.text);
	assert_int_equal(strlen(one.text), CODE_SECRET_LENGTH);
	assert_int_equal(strlen(code_at(one.text, 1).text), CODE_DIGITS);
}

static void test_recovery_codes_as_people_type_them(void **state)
{
	(void)state;
	struct recovery_code code = recovery_code_new();
	struct recovery_code read;
	char typed[64];
	assert_true(recovery_code_read(code.text, &read));
	assert_string_equal(read.text, code.text);
	snprintf(typed, sizeof(typed), " %.4s %.4s%.4s-%.4s ", code.text, code.text + 5,
		 code.text + 10, code.text + 15);
	for (char *at = typed; *at != '\0'; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 32);
	assert_true(recovery_code_read(typed, &read));
	assert_string_equal(read.text, code.text);
	assert_false(recovery_code_read("", &read));
	assert_false(recovery_code_read("123456", &read));
	assert_false(recovery_code_read("aaaa-aaaa-aaaa-aaaaa", &read));
	assert_false(recovery_code_read("aaaa-aaaa-aaaa-aaa!", &read));
}

static void test_a_qr_code_is_a_picture(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct fault fault;
	const char *svg;
	must(qr_code_svg("otpauth://totp/Foyer:mei?secret=" RFC_SECRET, arena, &svg, &fault), &fault);
	assert_non_null(strstr(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\""));
	assert_non_null(strstr(svg, "M4 4h7v1h-7z")); /* the upper edge of the first finder */
	char *long_text = memory_new(5000);
	memset(long_text, 'x', 4999);
	assert_false(qr_code_svg(long_text, arena, &svg, &fault));
	assert_int_equal(fault.code, FAULT_TOO_LONG);
	free(long_text);
	arena_free(&arena);
}

/* --- The second factor ------------------------------------------------------------------------ */

static struct code_secret start(struct world *world, const struct staff_id *staff)
{
	struct fault fault;
	struct second_factor_start begin = {.staff = *staff};
	second_factor_start_prepare(&begin);
	must(write(world, &begin.change, &fault), &fault);
	return begin.secret;
}

static const char *code_now(const struct code_secret *secret, int64_t offset)
{
	static struct code_digits code;
	code = code_at(secret->text, clock_now() / CODE_STEP_MS + offset);
	return code.text;
}

static bool confirm(struct world *world, const struct staff_id *staff, const char *code,
		    struct second_factor_confirm *out, struct fault *fault)
{
	*out = (struct second_factor_confirm){.staff = *staff, .code = code};
	second_factor_confirm_prepare(out);
	return write(world, &out->change, fault);
}

struct admission {
	struct change change;
	struct staff_id staff;
	const char *code;
};

static bool apply_admission(struct change *change, struct transaction *transaction,
			    struct fault *fault)
{
	const struct admission *admission = (const struct admission *)change;
	return second_factor_admit(transaction, &admission->staff, admission->code, fault);
}

static enum fault_code admit_with(struct world *world, const struct staff_id *staff, const char *code)
{
	struct fault fault = {0};
	struct admission admission = {
	    .change = {.apply = apply_admission}, .staff = *staff, .code = code};
	return write(world, &admission.change, &fault) ? FAULT_NONE : fault.code;
}

static void test_a_code_is_taken_once(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct second_factor_confirm done;
	struct fault fault;
	assert_int_equal(admit_with(world, &mei, NULL), FAULT_NONE);
	struct code_secret secret = start(world, &mei);
	/* Pending: nothing is asked for yet. */
	assert_int_equal(admit_with(world, &mei, NULL), FAULT_NONE);
	assert_false(confirm(world, &mei, "000000x", &done, &fault));
	assert_int_equal(fault.code, FAULT_WRONG_CODE);
	must(confirm(world, &mei, code_now(&secret, 0), &done, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, NULL), FAULT_CODE_NEEDED);
	/* The code that confirmed it was seen already, and so is every one before. */
	assert_int_equal(admit_with(world, &mei, code_now(&secret, 0)), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, code_now(&secret, -1)), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, code_now(&secret, 1)), FAULT_NONE);
	assert_int_equal(admit_with(world, &mei, code_now(&secret, 1)), FAULT_WRONG_CODE);
	assert_int_equal(count_audit(world, "second-factor.on"), 1);
}

static void test_recovery_codes_work_once_each(void **state)
{
	struct world *world = *state;
	struct staff_id lin = add_staff(world, "lin", ROLE_AGENT, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct second_factor_confirm done, again;
	struct second_factor factor;
	struct fault fault;
	struct code_secret secret = start(world, &mei);
	must(confirm(world, &mei, code_now(&secret, 0), &done, &fault), &fault);
	struct code_secret others = start(world, &lin);
	must(confirm(world, &lin, code_now(&others, 0), &again, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, done.codes[3].text), FAULT_NONE);
	assert_int_equal(admit_with(world, &mei, done.codes[3].text), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, again.codes[0].text), FAULT_WRONG_CODE);
	must(second_factor_read(store_reader(world->store), &mei, &factor, &fault), &fault);
	assert_true(factor.is_on);
	assert_int_equal(factor.recovery_left, RECOVERY_CODES - 1);
	assert_int_equal(count_audit(world, "second-factor.recovery"), 1);
	/* New ones take the place of the old. */
	again = (struct second_factor_confirm){
	    .staff = mei, .code = done.codes[4].text, .only_codes = true};
	second_factor_confirm_prepare(&again);
	must(write(world, &again.change, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, done.codes[5].text), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, again.codes[5].text), FAULT_NONE);
}

static void test_a_new_secret_waits_for_its_code(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct second_factor_confirm done;
	struct fault fault;
	struct code_secret first = start(world, &mei);
	must(confirm(world, &mei, code_now(&first, -1), &done, &fault), &fault);
	struct code_secret second = start(world, &mei);
	assert_int_equal(admit_with(world, &mei, code_now(&second, 0)), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, code_now(&first, 0)), FAULT_NONE);
	must(confirm(world, &mei, code_now(&second, 0), &done, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, code_now(&first, 1)), FAULT_WRONG_CODE);
	assert_int_equal(admit_with(world, &mei, code_now(&second, 1)), FAULT_NONE);
	assert_false(confirm(world, &mei, code_now(&second, 1), &done, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void test_who_may_take_a_factor_away(void **state)
{
	struct world *world = *state;
	struct staff_id boss = add_staff(world, "boss", ROLE_ADMIN, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct second_factor_confirm done;
	struct second_factor_remove removal = {.staff = mei, .by = mei};
	struct fault fault;
	second_factor_remove_prepare(&removal);
	assert_false(write(world, &removal.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	struct code_secret secret = start(world, &mei);
	must(confirm(world, &mei, code_now(&secret, 0), &done, &fault), &fault);
	assert_false(write(world, &removal.change, &fault));
	assert_int_equal(fault.code, FAULT_CODE_NEEDED);
	removal.by = boss;
	must(write(world, &removal.change, &fault), &fault);
	assert_int_equal(admit_with(world, &mei, NULL), FAULT_NONE);
	assert_int_equal(count_audit(world, "second-factor.reset"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_codes_are_those_of_the_standard),
	    cmocka_unit_test(test_codes_are_found_near_their_time),
	    cmocka_unit_test(test_new_secrets_differ_and_work),
	    cmocka_unit_test(test_recovery_codes_as_people_type_them),
	    cmocka_unit_test(test_a_qr_code_is_a_picture),
	    TEST(test_a_code_is_taken_once),
	    TEST(test_recovery_codes_work_once_each),
	    TEST(test_a_new_secret_waits_for_its_code),
	    TEST(test_who_may_take_a_factor_away),
	};
	return cmocka_run_group_tests_name("second factor", tests, NULL, NULL);
}
