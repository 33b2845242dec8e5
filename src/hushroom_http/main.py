"""The application by the import string that servers take: `hushroom_http.main:app`. Settings are the environment's."""

import os

from hushroom_adapters.observability.logs import configure_logs
from hushroom_adapters.settings import read_settings
from hushroom_http.serving import serving

settings = read_settings(os.environ)
# Here and not only in the command: each worker process of a server imports this module anew.
configure_logs(settings.log)
app = serving(settings)
