-- A line's row goes with the last who waits in it.
DELETE FROM line_length WHERE waiting <= 0;
