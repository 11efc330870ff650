"""What was decided and done, and by which rules: decisions, reviews, policies, the trail."""
