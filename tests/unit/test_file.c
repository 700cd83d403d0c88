/* Files: what they are is said by their bytes. */
#include "tests/unit/knowledge_support.h"

#include "kb/file.h"

#define TYPE(bytes) file_type(bytes, sizeof(bytes) - 1)

static const char png[] =
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR....size.....chck\0\0\0\x04" "IDAT" "1234" "chck"
    "\0\0\0\0IEND\xae\x42\x60\x82";

static void files_are_known_by_their_bytes(void **state)
{
	(void)state;
	assert_string_equal(TYPE(png), "image/png");
	assert_string_equal(TYPE("\xff\xd8\xff\xe0 picture \xff\xd9 more of the camera"),
			    "image/jpeg");
	assert_string_equal(TYPE("GIF89a..............;"), "image/gif");
	assert_string_equal(TYPE("RIFF\x0c\0\0\0WEBPVP8 ...."), "image/webp");
	assert_string_equal(TYPE("%PDF-1.7 ..."), "application/pdf");
	assert_string_equal(TYPE("PK\x03\x04 ..."), "application/zip");
	assert_string_equal(TYPE("Opening hours: 9 to 5\n营业时间"), "text/plain");
}

static void what_only_claims_to_be_one_is_refused(void **state)
{
	(void)state;
	assert_null(TYPE("\x89PNG\r\n\x1a\n\0\0\0\rIHDR and then nothing"));
	assert_null(TYPE("\xff\xd8\xff\xe0 cut off"));
	assert_null(TYPE("RIFF\xff\0\0\0WEBPVP8 ...."));
	assert_null(TYPE("\x7f" "ELF\x02\x01\x01\0"));
}

static void what_a_browser_could_run_is_refused(void **state)
{
	(void)state;
	assert_null(TYPE("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"));
	assert_null(TYPE("  \n<!doctype html><script>alert(1)</script>"));
	assert_null(TYPE("\xef\xbb\xbf<html>"));
	assert_null(TYPE("caf\xe9 in Latin-1"));
}

static void one_file_is_kept_once_and_read_back_whole(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct file file;
	struct file_save first = {.arena = base->arena, .bytes = png, .length = sizeof(png) - 1};
	struct file_save second = first;
	must(file_save_prepare(&first, &fault), &fault);
	must(store_write(base->store, &first.change, &fault), &fault);
	must(file_save_prepare(&second, &fault), &fault);
	must(store_write(base->store, &second.change, &fault), &fault);
	assert_string_equal(first.id, second.id);
	assert_true(file_id_is_valid(first.id));
	assert_int_equal(file_read(store_reader(base->store), first.id, base->arena, &file,
				   &fault),
			 LOOKUP_FOUND);
	assert_int_equal(file.length, sizeof(png) - 1);
	assert_memory_equal(file.bytes, png, file.length);
	assert_string_equal(file.type, "image/png");
}

static void too_much_and_nothing_are_refused(void **state)
{
	struct fault fault;
	struct file_save nothing = {.bytes = "", .length = 0};
	struct file_save much = {.bytes = png, .length = FILE_BYTES_MOST + 1};
	(void)state;
	assert_false(file_save_prepare(&nothing, &fault));
	assert_int_equal(fault.code, FAULT_EMPTY);
	assert_false(file_save_prepare(&much, &fault));
	assert_int_equal(fault.code, FAULT_BODY_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_are_known_by_their_bytes),
	    cmocka_unit_test(what_only_claims_to_be_one_is_refused),
	    cmocka_unit_test(what_a_browser_could_run_is_refused),
	    cmocka_unit_test_setup_teardown(one_file_is_kept_once_and_read_back_whole, base_set_up,
					    base_tear_down),
	    cmocka_unit_test(too_much_and_nothing_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
