-- The words of the index of what was said, in order: for finding those that begin like one.
-- A view of the index here, words of their own on PostgreSQL.
CREATE VIRTUAL TABLE event_search_term USING fts5vocab (event_search, instance);
