"""Many at once: checking a file, recording a batch, releasing its rows as ordinary jobs."""
