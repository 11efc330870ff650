"""How I am told: each person's own page about their reminders, their chat and their calendar."""
