"""What the service costs: measured beside the limit, the same machine without our own work."""
