"""Templates read with types in place of values: what each asks of the values that it is given."""

# Of the frame, what each page has of its own. Macros imported without context read the rest, the same on all pages.
OF_A_PAGE = frozenset(("output_file", "address", "section", "structured_data"))
