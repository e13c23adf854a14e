"""Texts that come from other tools, read by `./inv new … --from FILE`.

Each format has its reader, which gives HTML, pictures and what is to be told (`read`); `written` makes Markdown of the
HTML, `taken` a text of the content of it.
"""
