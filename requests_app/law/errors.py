"""The one error of this package."""


class LawDataError(Exception):
    """A law file holds a mistake. Says the file, the line (0 for the file as a whole) and the remedy."""

    def __init__(self, file: str, line: int, problem: str, remedy: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{file}, line {line}: {problem}. {remedy}")
