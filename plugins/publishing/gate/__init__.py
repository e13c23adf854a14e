"""The gate: what is about to go out is read once, whole, before it takes the place of the site in place.

    staged folder, register of writers, rules ──read, file by file──▶ facts ──across──▶ faults ──places──▶ Problems

`read` turns the bytes of one file into facts (`values.Facts`): faults of its own, ids, links. They depend on these
bytes and on the rules alone, so `store` keeps them. `across` asks of all of them what no file says alone: that links
and fragments exist, that the folder holds what was registered and nothing else. `places` says each fault at the line
of the text, or of the template, that holds its cause. Nothing here knows the page engine, and the site only in `look`
and `known`: the rest takes plain values.
"""
