"""Where messages go beside people's mail: added, tested, paused, and given new secrets."""
