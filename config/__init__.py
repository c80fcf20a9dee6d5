"""The project's configuration: settings, addresses, task queue and the local runner."""
