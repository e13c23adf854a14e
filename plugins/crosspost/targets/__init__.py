"""One file for each kind of client blog that posts are sent to."""
