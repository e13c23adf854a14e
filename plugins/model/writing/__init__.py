"""The one writer of texts: a value, a key or a passage changes, and every other byte of the file stays.

`edits` replaces parts of a text and keeps its line ends; `scalars` writes values as any reader of YAML takes them;
`tree` says where each value of a header stands; `header` changes one; `portable` gives the header that YAML alone
reads with the same values.
"""
