-- The knowledge studio: what curating keeps beyond entries.

-- The tags with which a conversation began, before rules gave it more: trials
-- on past questions begin with them.  NULL: it is from before they were kept.
ALTER TABLE conversation ADD COLUMN first_tags TEXT;
