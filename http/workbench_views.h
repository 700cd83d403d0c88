/* Workbench views: clusters and suggestions as JSON.  Pure; any thread. */
#ifndef FOYER_HTTP_WORKBENCH_VIEWS_H
#define FOYER_HTTP_WORKBENCH_VIEWS_H

#include "data/json.h"
#include "kb/suggestion.h"
#include "kb/workbench.h"

void view_cluster(struct json_writer *json, const char *name,
		  const struct workbench_cluster *cluster);
void view_cluster_question(struct json_writer *json, const struct workbench_question *question);
void view_cluster_answer(struct json_writer *json, const struct workbench_answer *answer);
void view_suggestion(struct json_writer *json, const char *name,
		     const struct suggestion *suggestion);
void view_suggestion_source(struct json_writer *json, const struct suggestion_source *source);

#endif
