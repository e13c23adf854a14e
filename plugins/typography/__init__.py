"""French micro-typography: what a copy-editor sets by hand, set in contents, titles and records."""
