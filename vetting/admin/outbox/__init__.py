"""What was sent to whom, what failed and why: the list of messages, and a page for each."""
