"""The application server, the same in development and production; the environment says where and how big."""

import os
import signal
from typing import Any

from config.local.processes import end_with_parent
from kit.logging import logging_configuration

wsgi_app = "config.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60  # seconds
graceful_timeout = 5
reload = os.environ.get("RELOAD") == "1"
control_socket_disable = True
accesslog = None  # the application writes one line a request, with its id and without addresses
logconfig_dict = logging_configuration(os.environ.get("ENVIRONMENT", "development"))


def post_fork(server: Any, worker: Any) -> None:
    """A worker must not outlive a server that was killed."""
    end_with_parent(signal.SIGKILL)
