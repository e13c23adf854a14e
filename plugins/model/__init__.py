"""The content model: the one door through which content enters the site."""
