"""Long trials that are no part of the test suite: tasks of their own run them."""
