"""Building the site from a content folder to an output folder, whole or not at all, and previewing it."""
