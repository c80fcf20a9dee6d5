"""Consent and objections: facts and rules about people, without a link to a request."""
