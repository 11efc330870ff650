"""What runs out or waits at the desk, who is reminded of it, and what people do about that."""
