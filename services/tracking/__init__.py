"""What moves a job on: `Tracker.advance` does the next thing for it (design 3)."""
