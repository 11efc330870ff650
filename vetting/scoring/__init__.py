"""The rules, pure: answers and a policy in, verdicts with reasons out. Standard library only."""
