"""A change of the workspace takes place whole or not at all, however the run that makes it ends."""
