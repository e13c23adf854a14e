"""The site as readers will be told it: one frozen value, made of the content by `assemble`, and the pages it gives."""
