/*
 * Erlang: how many people a stream of hand-overs needs.
 *
 * Erlang's C formula (A. K. Erlang, 1917): who comes waits until one of the
 * places is free; nobody leaves.  Pure.
 */
#ifndef FOYER_BOT_ERLANG_H
#define FOYER_BOT_ERLANG_H

/* The share that waits longer than `seconds` when `per_hour` come, each takes
 * `handling_seconds`, and `places` serve; 1 when they can't keep up. */
double erlang_late(double per_hour, double handling_seconds, int places, double seconds);

/* The fewest places so that at most `late_most` wait longer than `seconds`. */
int erlang_places(double per_hour, double handling_seconds, double seconds, double late_most);

#endif
