"""What can go wrong with the local services, as a sentence for the person at the terminal."""


class LocalServicesProblem(Exception):
    """A sentence that says what is wrong and what to do; shown without a traceback, exit code 1."""
