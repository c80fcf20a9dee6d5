"""The ledger events of this room, each with the label that people read."""

#: In the log of the practice: who holds which role there.
PRACTICE_EVENTS = {
    "membership.founded": "First administrator or guardian set up",
    "membership.appointed": "Appointed to a role",
    "membership.confirmed": "Appointment confirmed",
    "membership.declined": "Appointment declined",
    "membership.ended": "Role ended",
    "deputyship.named": "Deputy named",
    "deputyship.confirmed": "Deputy confirmed",
    "deputyship.declined": "Deputy declined",
    "deputyship.ended": "Deputy's time ended",
    "outside_guardian.agreed": "Outside guardian agreed by the administrator",
    "outside_guardian.confirmed": "Outside guardian confirmed by the guardian",
    "outside_guardian.ended": "Outside guardian taken off the list",
    "practice.settings_changed": "Practice settings changed",
    "closure.added": "Days closed added",
    "closure.called_off": "Days closed called off",
    "closure.cut_short": "Days closed cut short",
    "service_account.made": "Service account made",
    "service_account.ended": "Service account ended",
    "service_token.issued": "Service account's token issued",
    "service_token.revoked": "Service account's token revoked",
}

#: In the site's log: people, who belong to no one practice, and imports.
SITE_EVENTS = {
    "person.invited": "Account made and invitation sent",
    "person.invited_again": "Invitation sent again",
    "person.renamed": "Name changed",
    "person.deactivated": "Account deactivated",
    "person.reactivated": "Account reactivated",
    "person.password_changed": "Password changed",
    "person.password_set": "Password set from a mailed link",
    "person.password_reset_asked": "Password link asked for",
    "person.signed_in": "Signed in",
    "person.signed_out": "Signed out",
    "person.sign_in_failed": "Sign-in failed",
    "person.sign_in_throttled": "Sign-in refused after too many attempts",
    "practices.imported": "List of practices imported",
}
