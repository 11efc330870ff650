"""What pages are put together from: badges, days, links, menus, forms that save through services."""
