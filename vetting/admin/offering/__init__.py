"""An offering's own pages: the list, the page of one, its questions, and the acts on it."""
