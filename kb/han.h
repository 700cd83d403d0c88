/*
 * Han: what search has to know about Chinese characters.
 *
 * The toneless pinyin syllable of a character, so that homophones meet, and
 * folding Traditional text to Simplified with Taiwan's own words replaced.
 * Both come from a table made when the program is built (generate/han.c);
 * OpenCC itself is asked only for texts that hold a Traditional character.
 * Any thread.
 */
#ifndef FOYER_KB_HAN_H
#define FOYER_KB_HAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"

#define HAN_FIRST 0x4e00
#define HAN_LAST 0x9fff
#define HAN_TRADITIONAL 0x8000 /* in a row of han_table */
#define HAN_FOLDING "tw2sp.json"

/* One row for each character: its syllable's number, or 0, and the bit
 * HAN_TRADITIONAL when folding changes it. */
extern const uint16_t han_table[];

/* The number of the character's syllable, or 0 when it has none. */
uint16_t han_syllable(uint32_t character);

/* The characters that sound alike; they live as long as the program. */
const uint16_t *han_homophones(uint16_t syllable, int *count);

/* True when folding changes the character. */
bool han_is_traditional(uint32_t character);

/* Text with Traditional characters and Taiwan's words made Simplified; the
 * same text where it holds none.  Input beyond what OpenCC takes comes back
 * unchanged. */
const char *han_simplify(const char *text, size_t length, struct arena *arena);

#endif
