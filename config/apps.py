"""The project itself as an application: what must be there in every process that runs Django."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Binds tasks to our queue, so that a web process sends to Redis and not to Celery's default."""

    name = "config"

    def ready(self) -> None:
        import config.celery  # noqa: F401 (importing it is what binds the tasks)
