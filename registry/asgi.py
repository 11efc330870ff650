"""The door for an ASGI server, for hosts that only speak ASGI; every view is synchronous."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")

application = get_asgi_application()
