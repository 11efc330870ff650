"""Answering the questions of an offering: all on one sheet, or one by one, with what it gives."""
