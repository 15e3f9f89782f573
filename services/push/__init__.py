"""Web Push: a browser is told that a job has ended when no page of Adtrail is open in it."""
