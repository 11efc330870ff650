"""Who may come in: people, productions and their keys."""
