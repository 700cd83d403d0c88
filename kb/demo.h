/*
 * Demo: the knowledge base of an invented telecom shop, for a first look.
 *
 * The files are in the program (data/demo).  Any thread that may wait.
 */
#ifndef FOYER_KB_DEMO_H
#define FOYER_KB_DEMO_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/store.h"

/* Imports the demo's entries and golden questions, all in one transaction.
 * FAULT_EXISTS (entries) when the store holds an entry already. */
bool demo_load(struct store *store, struct arena *arena, struct fault *fault) MUST_USE;

#endif
