-- From which number on a conversation's texts are not in the index of what was said yet; 0: none of
-- them is, nor what is known of the visitor.
ALTER TABLE event_search_due ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
