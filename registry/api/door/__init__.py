"""The way in and out of every address: who asks, how often, what they hold, how no is said."""
