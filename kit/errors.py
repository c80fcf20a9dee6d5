"""Named errors that people may see: each knows its HTTP status, a title, and who can help."""


class DeskError(Exception):
    """A refusal that a person should read. `who_can` names who may do what was refused."""

    status = 400
    title = "That could not be done"
    #: Where to go on, besides my work: an address that the person may open.
    back = ""

    def __init__(self, message: str, *, who_can: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.who_can = who_can


class NotVisible(DeskError):
    """Outside the person's scope: the answer must not show that the thing exists."""

    status = 404
    title = "Page not found"

    def __init__(self, message: str = "There is nothing here that you can see.") -> None:
        super().__init__(message)


class NotAllowed(DeskError):
    """Inside the person's scope, but their role, or what they did before, bars the action."""

    status = 403
    title = "You cannot do this"
    #: Whether the ledger has this refusal already.
    recorded = False


class NotPossible(DeskError):
    """The person may, but the request's state or a rule does not allow it."""

    status = 409
    title = "This is not possible now"


class StalePage(NotPossible):
    """The page was older than the request: something happened meanwhile and nothing was changed."""

    title = "Something happened meanwhile"


class InvalidInput(DeskError):
    """What was typed can't be taken. `fields` maps a field's name to what to do."""

    status = 422
    title = "Check what you entered"

    def __init__(self, message: str, *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}
