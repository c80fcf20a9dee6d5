from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """The journey of a request."""

    name = "requests_app"
    verbose_name = "Requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core import checks
        from django.db.models.signals import post_migrate

        from audit.desk import cases
        from audit.desk.reports.identities import register_identities
        from audit.desk.words import register_words
        from audit.ledger.api import register_events
        from practices import following, foreseeing, people
        from requests_app import calendar_check, events, tasks
        from requests_app.after_migrating import start_clocks
        from requests_app.journey import waking
        from requests_app.law.loader import catalogue
        from requests_app.presenters.ledger_words import VOCABULARIES, law_words
        from requests_app.reminders import feed
        from requests_app.selectors import audited, identities, moving

        register_events(events.CHANGES)
        register_events(events.VIEWS, view=True)
        # A mistake in the law's files stops the service here, with file and line.
        for vocabulary, words in law_words(catalogue()).items():
            # Law and outcomes are looked up by their codes; a kind of body is not.
            register_words(vocabulary, words, keep_code=vocabulary != "requester_kind")
        for vocabulary, words in VOCABULARIES.items():
            register_words(vocabulary, words)
        waking.register(tasks.wake_sender)
        checks.register(calendar_check.check_calendar)
        post_migrate.connect(start_clocks, sender=self)
        following.register(tasks.wake_follower)
        foreseeing.register(moving.moves_under)
        people.register_at_deactivation(feed.end)
        cases.register(audited.about_of, audited.cases_about)
        register_identities(identities.told)
