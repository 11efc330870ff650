"""What productions are told: changes of what they subscribed to, what runs out, what they asked."""
