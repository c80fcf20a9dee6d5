"""What a browser may do with our pages: the Content-Security-Policy, its one inline script by hash."""

import base64
import hashlib
from typing import Any

# The design system's page template says by a script in the page whether the browser runs scripts. A test
# computes this anew from the template, and so fails when another version says it otherwise.
INLINE_SCRIPT = "sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0="


def script_hash(script: str) -> str:
    """A script's hash as the policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def content_security_policy() -> dict[str, Any]:
    """For `CONTENT_SECURITY_POLICY`: nothing but our own files, no styles in the page, no frames."""
    own, nothing = "'self'", "'none'"
    return {
        "DIRECTIVES": {
            "default-src": [nothing],
            "script-src": [own, f"'{INLINE_SCRIPT}'"],
            "style-src": [own],
            "img-src": [own],
            "connect-src": [own],
            "manifest-src": [own],
            "form-action": [own],
            "base-uri": [nothing],
            "frame-ancestors": [nothing],
        }
    }
