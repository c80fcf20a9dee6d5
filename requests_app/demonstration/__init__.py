"""Made-up practices, people and requests, played through the journey itself so that every entry is real."""
