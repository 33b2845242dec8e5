"""The application under the import string of servers, `hushroom_http.main:app`, with settings of the environment."""

import os

from hushroom_adapters.observability.logs import configure_logs
from hushroom_adapters.settings import read_settings
from hushroom_http.serving import serving

settings = read_settings(os.environ)
# Not only in the command, because each worker process of a server imports this module itself.
configure_logs(settings.log)
app = serving(settings)
