"""Templates read with types in place of values: what each asks of the values that it is given."""
