"""How lists are asked for: their parameters, filters, order, pages and fields."""
