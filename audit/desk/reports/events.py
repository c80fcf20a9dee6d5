"""The reports' own ledger events, each with the label that people read."""

READ = "desk.report_read"
MADE = "desk.report_exported"
WITH_NAMES = "desk.report_with_names_exported"
NAMED = "desk.named_in_report"
DOWNLOADED = "desk.report_downloaded"
LOOKED_AT = "desk.transparency_looked_at"
VIEWS = {
    READ: "Disclosure report read",
    MADE: "Disclosure report made as a file",
    WITH_NAMES: "Disclosure report with names made as a file",
    NAMED: "Named in a disclosure report",
    LOOKED_AT: "Transparency report looked at before it is published",
    DOWNLOADED: "File of a disclosure report downloaded",
}
PUBLISHED = "desk.transparency_published"
CHANGES = {PUBLISHED: "Transparency report published"}
