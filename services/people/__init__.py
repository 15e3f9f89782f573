"""Who may sign in, who has, how much each may do, and what everybody did."""
