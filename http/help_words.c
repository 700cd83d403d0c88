/*
 * Help words: see help_words.h.
 */
#include "http/help_words.h"

const char *help_word(enum help_word word, enum language language)
{
	static const char *const texts[][LANGUAGE_COUNT] = {
#define X(code, english, simplified, traditional) {english, simplified, traditional},
	    HELP_WORDS(X)
#undef X
	};

	return texts[word][language];
}

const char *help_language_name(enum language language)
{
	static const char *const names[LANGUAGE_COUNT] = {"English", "简体中文", "繁體中文"};

	return names[language];
}
