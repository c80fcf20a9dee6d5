"""A service without a single page."""

urlpatterns: list[object] = []
