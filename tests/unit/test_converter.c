/* A converter that can't be loaded now is loaded later, by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <unistd.h>

#include "kb/converter.h"
#include "kb/han.h"

static int attempts, failures_left;

/* What the linker finds before the library's own. */
opencc_t opencc_open(const char *configuration)
{
	static __typeof__(&opencc_open) real;
	*(void **)&real = dlsym(RTLD_NEXT, "opencc_open");
	attempts++;
	return failures_left-- > 0 ? (opencc_t)-1 : real(configuration);
}

const char *opencc_error(void)
{
	return "no room";
}

static void a_converter_is_tried_again(void **state)
{
	(void)state;
	static struct converter converter = CONVERTER(HAN_FOLDING); /* kept for good, as all are */
	failures_left = 1;
	assert_null(converter_get(&converter));
	assert_null(converter_get(&converter));
	assert_int_equal(attempts, 1); /* not at each text */
	usleep(1100 * 1000);
	assert_non_null(converter_get(&converter));
	assert_ptr_equal(converter_get(&converter), converter_get(&converter));
	assert_int_equal(attempts, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_converter_is_tried_again)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
