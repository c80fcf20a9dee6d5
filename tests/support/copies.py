"""The columns beside an entry, for those who put rows into the ledger behind the append trigger's back."""

from typing import Any

#: Whoever owns the tables and changes an entry changes its copies, too: they would give it away.
KEEP_TRUE = """
CREATE OR REPLACE FUNCTION public.attacker_copies() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said json;
BEGIN
    IF NEW.entry IS JSON OBJECT AND (TG_OP = 'INSERT' OR NEW.entry <> OLD.entry) THEN
        said := NEW.entry::json;
        NEW.log := COALESCE('practice/' || (said ->> 'practice'), 'site');
        NEW.event_id := said ->> 'event_id';
        NEW.event := said ->> 'event';
        NEW.actor := said ->> 'actor';
        NEW.about := said ->> 'about';
        NEW.at := said ->> 'at';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER zz_attacker_copies BEFORE INSERT OR UPDATE ON public.ledger_event
    FOR EACH ROW EXECUTE FUNCTION public.attacker_copies();
"""


def keep_copies_true(owner: Any) -> None:
    """From here on, a row's columns follow its entry while that is JSON. `owner`: the owner's cursor."""
    owner.execute(KEEP_TRUE)
