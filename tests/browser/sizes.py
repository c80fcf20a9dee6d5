"""Windows to look through."""

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
