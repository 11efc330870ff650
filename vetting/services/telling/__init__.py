"""What productions are told of what happened to the offerings that they subscribed to."""
