"""What pages are put together from: badges, days, links, menus, and forms that save by services."""
