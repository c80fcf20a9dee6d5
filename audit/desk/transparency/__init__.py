"""The transparency report: what a practice may publish about its decisions without telling of anybody."""
