"""Who calls: a program by its token, or a person by the session of their browser."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request as ApiRequest

from practices import service_tokens
from practices.models import Person, ServiceToken
from requests_app.api.problems import NotKnown

SCHEME = "Bearer"


class TokenOfProgram(BaseAuthentication):
    """`Authorization: Bearer desk_…`: the token of a service account that is in force."""

    def authenticate(self, request: ApiRequest) -> tuple[Person, ServiceToken] | None:
        """The program and its token; None without the header. Raises NotKnown for any other token."""
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, text = header.partition(" ")
        now = timezone.now()
        token = service_tokens.known(text.strip(), at=now) if scheme.lower() == SCHEME.lower() else None
        if token is None:
            raise NotKnown("The token is not known, has expired or was revoked.")
        service_tokens.note_use(token, at=now)
        return token.account.person, token

    def authenticate_header(self, request: ApiRequest) -> str:
        """What a 401 asks for."""
        return SCHEME


class SessionOfPerson(SessionAuthentication):
    """The session of somebody who signed in on the pages."""


class TokenInSchema(OpenApiAuthenticationExtension):
    """How the API's description names the token."""

    target_class = TokenOfProgram
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "The token of a service account, which the practice administrator issues.",
        }


class SessionInSchema(OpenApiAuthenticationExtension):
    """How the API's description names the session."""

    target_class = SessionOfPerson
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """The cookie of the pages."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Somebody who has signed in on the pages reads what the pages show them.",
        }
