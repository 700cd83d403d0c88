/*
 * Spelling: see spelling.h.  The words are sorted by length and carry the set
 * of their letters, so that most are ruled out by one comparison.
 */
#include "bot/spelling.h"

#include <stdlib.h>
#include <string.h>

#define LENGTH_MOST    40
#define LENGTH_FOR_TWO 8 /* letters from which two may be wrong */

static int least(int one, int other)
{
	return one < other ? one : other;
}

int spelling_distance(const char *one, size_t one_length, const char *other, size_t other_length,
		      int most)
{
	int rows[3][LENGTH_MOST + 1];
	int *before = rows[0], *above = rows[1], *row = rows[2];
	int width = (int)other_length;

	if (one_length > LENGTH_MOST || other_length > LENGTH_MOST ||
	    abs((int)one_length - width) > most)
		return most + 1;
	for (int column = 0; column <= width; column++)
		above[column] = column;
	for (int at = 1; at <= (int)one_length; at++) {
		int best = row[0] = at;
		for (int column = 1; column <= width; column++) {
			int change = above[column - 1] + (one[at - 1] != other[column - 1]);
			row[column] = least(change, 1 + least(above[column], row[column - 1]));
			if (at > 1 && column > 1 && one[at - 1] == other[column - 2] &&
			    one[at - 2] == other[column - 1])
				row[column] = least(row[column], before[column - 2] + 1);
			best = least(best, row[column]);
		}
		if (best > most)
			return most + 1;
		int *oldest = before;
		before = above;
		above = row;
		row = oldest;
	}
	return above[width];
}

/* The first word of at least this length. */
static int first_of_length(const struct snapshot_word *words, int count, size_t length)
{
	int low = 0, high = count;

	while (low < high) {
		int middle = low + (high - low) / 2;
		if (words[middle].length < length)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *spelling_nearest(const struct snapshot_word *words, int count, const char *word,
			     size_t length)
{
	const struct snapshot_word *nearest = NULL;
	uint32_t letters = snapshot_letters(word, length);

	if (length < SPELLING_LENGTH_LEAST || length > LENGTH_MOST)
		return NULL;
	int most = length < LENGTH_FOR_TWO ? 1 : 2, nearest_distance = most;
	size_t shortest = length - (size_t)most;
	for (int at = first_of_length(words, count, shortest);
	     at < count && words[at].length <= length + (size_t)most; at++) {
		/* Who mistypes a word mostly gets its first letter right. */
		if (words[at].text[0] != word[0] && words[at].text[0] != word[1])
			continue;
		/* Each change takes away one letter and brings one at most. */
		if (__builtin_popcount(letters ^ words[at].letters) > 2 * nearest_distance)
			continue;
		int distance = spelling_distance(word, length, words[at].text, words[at].length,
						 nearest_distance);
		if (distance > nearest_distance)
			continue;
		if (nearest == NULL || distance < nearest_distance ||
		    words[at].count > nearest->count)
			nearest = &words[at];
		nearest_distance = distance;
	}
	return nearest == NULL ? NULL : nearest->text;
}
