/*
 * Makes the table of Chinese characters, when the program is built.
 *
 * For each character of the CJK Unified Ideographs block: the number of its
 * toneless pinyin syllable (ICU's Han-Latin) and whether folding Traditional
 * to Simplified changes it (OpenCC's tw2sp).  Asking ICU at run time would
 * cost half a second at each start.  Prints C to standard output.
 */
#include <opencc/opencc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "kb/han.h"

#define HAN_COUNT     (HAN_LAST - HAN_FIRST + 1)
#define SYLLABLE_ROOM 16 /* bytes; the longest toneless syllable is "zhuang" */

static char syllables[HAN_COUNT][SYLLABLE_ROOM];
static int syllable_count;

static void fail(const char *what)
{
	fprintf(stderr, "making the table of Chinese characters: %s\n", what);
	exit(1);
}

static UTransliterator *open_transliterator(void)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar id[64];

	u_uastrcpy(id, "Han-Latin; Latin-ASCII");
	UTransliterator *made = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	if (U_FAILURE(status))
		fail(u_errorName(status));
	return made;
}

/* Writes the syllable of one character; "" when ICU knows none. */
static void find_syllable(UTransliterator *transliterator, UChar character, char *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar text[64] = {character, 0};
	int32_t length = 1, limit = 1, used = 0;

	utrans_transUChars(transliterator, text, &length, 64, 0, &limit, &status);
	if (U_FAILURE(status))
		fail(u_errorName(status));
	for (int at = 0; at < length && used < SYLLABLE_ROOM - 1; at++)
		if (text[at] >= 'a' && text[at] <= 'z')
			out[used++] = (char)text[at];
	out[used] = 0;
}

/* The number of a syllable, from 1, in order of first use. */
static int syllable_number(const char *syllable)
{
	for (int at = 0; at < syllable_count; at++)
		if (strcmp(syllables[at], syllable) == 0)
			return at + 1;
	snprintf(syllables[syllable_count], sizeof(syllables[0]), "%s", syllable);
	return ++syllable_count;
}

/* Whether OpenCC changes the character when it stands alone. */
static int is_changed(opencc_t opencc, unsigned character)
{
	const char text[4] = {(char)(0xe0 | character >> 12),
			      (char)(0x80 | (character >> 6 & 0x3f)),
			      (char)(0x80 | (character & 0x3f)), 0};
	char *converted = opencc_convert_utf8(opencc, text, 3);

	if (converted == NULL)
		fail(opencc_error());
	int changed = strcmp(converted, text) != 0;
	opencc_convert_utf8_free(converted);
	return changed;
}

static opencc_t open_opencc(const char *configuration)
{
	opencc_t opencc = opencc_open(configuration);

	if (opencc == (opencc_t)-1)
		fail(opencc_error());
	return opencc;
}

int main(void)
{
	UTransliterator *transliterator = open_transliterator();
	opencc_t simplify = open_opencc(HAN_FOLDING), complicate = open_opencc("s2t.json");
	char syllable[SYLLABLE_ROOM];

	printf("#include \"kb/han.h\"\n\nconst uint16_t han_table[] = {\n");
	for (unsigned character = HAN_FIRST; character <= HAN_LAST; character++) {
		find_syllable(transliterator, (UChar)character, syllable);
		int value = syllable[0] == 0 ? 0 : syllable_number(syllable);
		/* Some, as the last of "why" in Simplified, are changed both ways. */
		if (is_changed(simplify, character) && !is_changed(complicate, character))
			value |= HAN_TRADITIONAL;
		printf("%d,%s", value, (character - HAN_FIRST) % 16 == 15 ? "\n" : "");
	}
	printf("};\n");
	utrans_close(transliterator);
	opencc_close(simplify);
	opencc_close(complicate);
	return 0;
}
