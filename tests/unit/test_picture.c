/* Pictures without what they tell beside. */
#include "tests/unit/support.h"

#include "data/arena.h"
#include "data/picture.h"

struct made {
	char bytes[4096];
	size_t length;
};

static void add(struct made *made, const char *bytes, size_t length)
{
	assert_true(made->length + length <= sizeof(made->bytes));
	memcpy(made->bytes + made->length, bytes, length);
	made->length += length;
}
#define ADD(made, text) add(made, text, sizeof(text) - 1)

static int set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	struct arena *arena = *state;
	arena_free(&arena);
	return 0;
}

static struct made bare(void **state, const char *type, const struct made *made)
{
	struct made once = {0};
	const char *bytes;
	size_t length;
	assert_true(picture_bare(type, made->bytes, made->length, *state, &bytes, &length));
	add(&once, bytes, length);
	/* What is bare stays as it is. */
	assert_true(picture_bare(type, once.bytes, once.length, *state, &bytes, &length));
	assert_int_equal(length, once.length);
	assert_memory_equal(bytes, once.bytes, length);
	return once;
}

static bool tells(const struct made *made, const char *word)
{
	return memmem(made->bytes, made->length, word, strlen(word)) != NULL;
}

static void is_equal(const struct made *made, const struct made *expected)
{
	assert_int_equal(made->length, expected->length);
	assert_memory_equal(made->bytes, expected->bytes, made->length);
}

/* The TIFF data of Exif: the maker, then how it is turned, in either order of bytes. */
#define BIG_EXIF    "MM\0*\0\0\0\x08\0\x02\x01\x0f\0\x02\0\0\0\x04" "Foto\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
#define LITTLE_EXIF "II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x04\0\0\0" "Foto\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
#define TURNED      "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"

/* JPEG ----------------------------------------------------------------------------------- */

#define JPEG_START  "\xff\xd8"
#define JPEG_HEADER "\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
#define JPEG_COLOUR "\xff\xe2\0\x11ICC_PROFILE\0\x01\x01!"
#define JPEG_PIXELS "\xff\xdb\0\x04qt\xff\xc2\0\x04sf\xff\xda\0\x04sd12\xff\0\x33\xff\xd0\x34"
#define JPEG_MORE   "\xff\xc4\0\x04ht\xff\xda\0\x04sd56"
#define JPEG_END    "\xff\xd9"

static void photos_tell_nothing_but_which_way_is_up(void **state)
{
	static const char *const both[] = {LITTLE_EXIF, BIG_EXIF};
	for (int i = 0; i < 2; i++) {
		struct made photo = {0}, wanted = {0};
		ADD(&photo, JPEG_START JPEG_HEADER "\xff\xe1\0\x2e" "Exif\0\0");
		add(&photo, both[i], sizeof(BIG_EXIF) - 1);
		ADD(&photo, "\xff\xe1\0\x0dhttp://ns\0\0\xff\xed\0\x0bPhotoshop");
		ADD(&photo, JPEG_COLOUR "\xff\xe2\0\x06MPF\0\xff\xee\0\x07" "Adobe\xff\xfe\0\x09secret!");
		ADD(&photo, JPEG_PIXELS "\xff\xfe\0\x06" "more" JPEG_MORE JPEG_END "a film behind it");
		ADD(&wanted, JPEG_START JPEG_HEADER "\xff\xe1\0\x22" "Exif\0\0" TURNED);
		ADD(&wanted, JPEG_COLOUR "\xff\xee\0\x07" "Adobe" JPEG_PIXELS JPEG_MORE JPEG_END);
		struct made got = bare(state, "image/jpeg", &photo);
		assert_false(tells(&got, "Foto"));
		is_equal(&got, &wanted);
	}
}

static void an_upright_photo_needs_no_note(void **state)
{
	struct made photo = {0}, wanted = {0};
	ADD(&photo, JPEG_START "\xff\xe1\0\x18" "Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0secret" JPEG_PIXELS JPEG_END);
	photo.bytes[5] = 0x1c;
	ADD(&wanted, JPEG_START JPEG_PIXELS JPEG_END);
	struct made got = bare(state, "image/jpeg", &photo);
	is_equal(&got, &wanted);
}

static void a_preview_goes_with_its_header_kept(void **state)
{
	struct made photo = {0}, wanted = {0};
	ADD(&photo, JPEG_START "\xff\xe0\0\x13JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01rgb" JPEG_PIXELS);
	ADD(&wanted, JPEG_START JPEG_HEADER JPEG_PIXELS JPEG_END);
	struct made got = bare(state, "image/jpeg", &photo);
	is_equal(&got, &wanted);
}

/* PNG ------------------------------------------------------------------------------------ */

#define PNG_PIXELS "\0\0\0\x04" "IDAT" "1234" "chck"
#define PNG_END    "\0\0\0\0IEND\xae\x42\x60\x82"

static void chunks_of_words_are_left_out(void **state)
{
	struct made picture = {0}, wanted = {0};
	static const char start[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0chck";
	ADD(&picture, start);
	ADD(&picture, "\0\0\0\x04gAMA" "1234" "chck" "\0\0\0\x08tEXtAuthor\0Mchck" "\0\0\0\x04zTXtMeiichck");
	ADD(&picture, "\0\0\0\x04iTXtMeiichck" "\0\0\0\x07tIME1234567chck");
	ADD(&picture, PNG_PIXELS "\0\0\0\x04prVtMeiichck" PNG_END "a film behind it");
	ADD(&wanted, start);
	ADD(&wanted, "\0\0\0\x04gAMA" "1234" "chck" PNG_PIXELS PNG_END);
	struct made got = bare(state, "image/png", &picture);
	is_equal(&got, &wanted);
}

static void a_turned_png_stays_turned(void **state)
{
	struct made picture = {0}, wanted = {0};
	static const char start[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0chck";
	ADD(&picture, start);
	ADD(&picture, "\0\0\0\x26" "eXIf" LITTLE_EXIF "chck" PNG_PIXELS PNG_END);
	ADD(&wanted, start);
	ADD(&wanted, "\0\0\0\x1a" "eXIf" TURNED "\xd6\x67\x4b\x69" PNG_PIXELS PNG_END);
	struct made got = bare(state, "image/png", &picture);
	is_equal(&got, &wanted);
}

/* GIF ------------------------------------------------------------------------------------ */

#define GIF_START  "GIF89a\x20\x03\x58\x02\x80\0\0abcdef"
#define GIF_LOOPS  "!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
#define GIF_TIME   "!\xf9\x04\0\x0a\0\0\0"
#define GIF_PIXELS ",\0\0\0\0\x20\x03\x58\x02\0\x02\x03" "123" "\x01" "4" "\0"

static void comments_of_animations_are_left_out(void **state)
{
	struct made picture = {0}, wanted = {0};
	ADD(&picture, GIF_START GIF_LOOPS "!\xfe\x06secret\0" "!\xff\x0bXMP DataXMP\x06secret\0");
	ADD(&picture, GIF_TIME GIF_PIXELS "!\x01\x01" "x\x06secret\0" GIF_TIME GIF_PIXELS ";behind it");
	ADD(&wanted, GIF_START GIF_LOOPS GIF_TIME GIF_PIXELS GIF_TIME GIF_PIXELS ";");
	struct made got = bare(state, "image/gif", &picture);
	is_equal(&got, &wanted);
}

/* WebP ----------------------------------------------------------------------------------- */

static struct made webp(const char *chunks, size_t length)
{
	struct made made = {0};
	ADD(&made, "RIFF....WEBP");
	add(&made, chunks, length);
	for (int i = 0; i < 4; i++)
		made.bytes[4 + i] = (char)((made.length - 8) >> (8 * i));
	return made;
}
#define WEBP(chunks) webp(chunks, sizeof(chunks) - 1)

static void webp_flags_say_what_is_left(void **state)
{
	struct made photo = WEBP("VP8X\x0a\0\0\0\x2c\0\0\0\x1f\x03\0\x57\x02\0" "ICCP\x03\0\0\0icc\0"
				 "VP8 \x04\0\0\0" "1234" "EXIF\x26\0\0\0" LITTLE_EXIF "XMP \x06\0\0\0secret");
	struct made wanted = WEBP("VP8X\x0a\0\0\0\x28\0\0\0\x1f\x03\0\x57\x02\0" "ICCP\x03\0\0\0icc\0"
				  "VP8 \x04\0\0\0" "1234" "EXIF\x1a\0\0\0" TURNED);
	struct made got = bare(state, "image/webp", &photo);
	is_equal(&got, &wanted);
}

static void pictures_of_a_webp_animation_are_bare_too(void **state)
{
#define FRAME_HEAD "0123456789abcdef"
	struct made moving = WEBP("VP8X\x0a\0\0\0\x02\0\0\0\x1f\x03\0\x57\x02\0" "ANIM\x06\0\0\0......"
				  "ANMF\x2a\0\0\0" FRAME_HEAD "VP8L\x04\0\0\0" "1234" "note\x06\0\0\0secret"
				  "XMP \x06\0\0\0secret");
	struct made wanted = WEBP("VP8X\x0a\0\0\0\x02\0\0\0\x1f\x03\0\x57\x02\0" "ANIM\x06\0\0\0......"
				  "ANMF\x1c\0\0\0" FRAME_HEAD "VP8L\x04\0\0\0" "1234");
	struct made got = bare(state, "image/webp", &moving);
	is_equal(&got, &wanted);
}

/* Damage --------------------------------------------------------------------------------- */

static void without_pixels_it_is_damaged(void **state)
{
	static const struct {
		const char *type;
		const char *bytes;
		size_t length;
	} damaged[] = {
#define DAMAGED(type, text) {type, text, sizeof(text) - 1}
	    DAMAGED("image/jpeg", ""),
	    DAMAGED("image/jpeg", JPEG_START JPEG_HEADER JPEG_END),
	    DAMAGED("image/jpeg", JPEG_START "\xff\xe1\xff\xff" "Exif"),
	    DAMAGED("image/png", PNG_END),
	    DAMAGED("image/png", "\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR........."),
	    DAMAGED("image/png", "\x89PNG\r\n\x1a\n" PNG_PIXELS),
	    DAMAGED("image/gif", GIF_START ";"),
	    DAMAGED("image/gif", "GIF89a\x20\x03\x58\x02\xf7\0\0;"),
	    DAMAGED("image/gif", GIF_START ",\0\0\0\0\x20\x03\x58\x02\0\x02\xff" "123;"),
	    DAMAGED("image/webp", "RIFF\x04\0\0\0WEBP"),
	    DAMAGED("image/webp", "RIFF\x10\0\0\0WEBPVP8 \xff\xff\xff\xff" "1234"),
	    DAMAGED("application/pdf", "%PDF-1.7"),
	};
	const char *bytes;
	size_t length;
	for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++)
		if (picture_bare(damaged[i].type, damaged[i].bytes, damaged[i].length, *state,
				 &bytes, &length))
			fail_msg("%zu is taken for a picture", i);
}

/* Cut off anywhere it is bare as far as it goes, or damaged. */
static void a_cut_off_picture_tells_nothing(void **state)
{
	struct made photo = {0};
	const char *bytes;
	size_t length;
	ADD(&photo, JPEG_START JPEG_HEADER "\xff\xe1\0\x2e" "Exif\0\0" BIG_EXIF JPEG_PIXELS "\xff\xfe\0\x08secret" JPEG_END);
	for (size_t cut = 0; cut < photo.length; cut++) {
		if (!picture_bare("image/jpeg", photo.bytes, cut, *state, &bytes, &length))
			continue;
		assert_null(memmem(bytes, length, "Foto", 4));
		assert_null(memmem(bytes, length, "secret", 6));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(photos_tell_nothing_but_which_way_is_up, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(an_upright_photo_needs_no_note, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_preview_goes_with_its_header_kept, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(chunks_of_words_are_left_out, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_turned_png_stays_turned, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(comments_of_animations_are_left_out, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(webp_flags_say_what_is_left, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(pictures_of_a_webp_animation_are_bare_too, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(without_pixels_it_is_damaged, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_cut_off_picture_tells_nothing, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
