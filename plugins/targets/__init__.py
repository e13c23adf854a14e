"""The client blogs that posts are sent to: one file for each kind, the client of their APIs, what can go wrong."""
