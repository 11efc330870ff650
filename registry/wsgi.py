"""The door for a WSGI server: `gunicorn registry.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")

site = get_wsgi_application()

# They import models, for which Django has to be ready.
from registry.api.door.held import NotModified  # noqa: E402
from vetting.reminders.background import start_in_process  # noqa: E402

application = NotModified(site)
background = start_in_process()
