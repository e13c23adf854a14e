"""What helps those who write: checks of the sources, ready files for new texts."""
