"""Where a production is told: its webhooks, and what the desk has added for it."""
