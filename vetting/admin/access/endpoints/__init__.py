"""Where messages go for a production or a team: add, test, pause and remove its endpoints."""
