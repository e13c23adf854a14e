"""The body of a text: what people paste, read as they meant it, told or refused. `reading` is its door."""
