"""The closed lists of words that law files may use."""

from enum import StrEnum


class Tag(StrEnum):
    """How sure we are of an entry."""

    VERIFIED = "verified"  # seen in the source that the entry names
    MIXED = "mixed"  # partly seen in a source; the entry's note says what is from general knowledge
    KNOWLEDGE = "knowledge"  # general knowledge of the field, to be confirmed
    CONTESTED = "contested"  # law or guidance is disputed
    DESIGN = "design"  # this service's own practice, not a statement of law


class Answer(StrEnum):
    """An answer about the law that may be open."""

    YES = "yes"
    NO = "no"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


class Effect(StrEnum):
    """What a power does to the one who holds the data."""

    COMPEL = "compel"
    PERMIT = "permit"
    PROHIBIT = "prohibit"
    NONE = "none"


class Footing(StrEnum):
    """On what one item of one request would be disclosed."""

    COMPELLED = "compelled"  # a power compels it, and its instrument was checked
    CONSENTED = "consented"  # the patient agreed to this recipient and this item
    PERMITTED = "permitted"  # the law permits it, where the public interest outweighs confidence


class Extent(StrEnum):
    """What a power reaches when it compels."""

    DISCLOSURE = "disclosure"  # information must be given on demand
    DOCUMENTS = "documents"  # existing documents must be handed over
    ENTRY = "entry"  # officers must be let in; nothing need be handed over
    OWN_INITIATIVE = "own_initiative"  # a duty to come forward, which nobody can demand
    NOTHING = "nothing"


class Issuer(StrEnum):
    """Who issues the instrument, and so with whom it is checked."""

    COURT = "court"  # a court, tribunal, judge, justice or coroner
    OFFICER = "officer"  # the requesting body itself
    NOBODY = "nobody"  # there is no instrument


class SpecialCategory(StrEnum):
    """Whether an item falls under Art 9 UK GDPR."""

    NO = "no"
    ARGUABLE = "arguable"
    LIKELY = "likely"
    YES = "yes"


class Handling(StrEnum):
    """What happens to an item unless a guardian approves it."""

    NCND = "neither_confirm_nor_deny"
    MATCH_ONLY = "match_only"
    ITEMISE = "itemise"
    WITHHOLD = "withhold"
    SEPARATE_TEST = "separate_test"
    REFUSE = "refuse"
    RESTRICT = "restrict"


class Override(StrEnum):
    """What it takes to go past a prohibition."""

    STATUTORY_EXCEPTION = (
        "statutory_exception"  # a named exception, recorded legal advice, a second senior person
    )
    SECOND_SENIOR = "second_senior"  # recorded advice and a second senior person
    COURT_ONLY = "court_only"  # a court's order stands: to the court only, covering note, the DPO's advice
    NEVER = "never"


class OutcomeKind(StrEnum):
    """The family of an outcome."""

    DISCLOSE = "disclose"
    REFUSE = "refuse"
    COMPELLED = "compelled"
    PROCEDURAL = "procedural"
    MISDIRECTED = "misdirected"
    RECLASSIFIED = "reclassified"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"


class GateAnswer(StrEnum):
    """An answer to a gate's question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AnswerForm(StrEnum):
    """How a reviewer answers a question."""

    TEXT = "text"
    TEXT_PER_ITEM = "text_per_item"
    CHOICE = "choice"
    CHOICES_AND_REASON = "choices_and_reason"


class Side(StrEnum):
    """The side on which a factor weighs."""

    FOR = "for"
    AGAINST = "against"


class LineKind(StrEnum):
    """What a line of the pre-check asks of people, in the order in which they are shown. None decides."""

    STOP = "stop"  # it can't rest on this, or can't leave, as the request stands
    ASK = "ask"  # something is missing: ask the requester, or look
    WARN = "warn"  # to be weighed or kept in mind
    NO_VIEW = "no_view"  # the law is open, so the service says nothing: to the data protection officer


class InstrumentKind(StrEnum):
    """The paper by which a power is used."""

    COURT_ORDER = "court_order"
    SUMMONS = "summons"
    WARRANT = "warrant"
    STATUTORY_NOTICE = "statutory_notice"


class Shown(StrEnum):
    """What the record of a request can itself show of the evidence that a power needs."""

    INSTRUMENT = "instrument"
    OFFENCE = "offence"
    OFFICER = "officer"
    PURPOSE = "purpose"
    REFERENCE = "reference"
    SUPERVISOR = "supervisor"
    WRITTEN = "written"


class Circumstance(StrEnum):
    """What may hold of a request, for a rule that applies only then."""

    BY_PHONE = "by_phone"
    DECEASED = "deceased"
    EMERGENCY = "emergency"
    FREE_MAIL = "free_mail"
    MINOR = "minor"
    NO_INSTRUMENT = "no_instrument"
    NO_OFFENCE = "no_offence"
    NO_PURPOSE = "no_purpose"
    NOBODY_NAMED = "nobody_named"
    UNVERIFIED = "unverified"


class SubjectRole(StrEnum):
    """What the person is to the requester, as the requester says."""

    SUSPECT = "suspect"
    VICTIM = "victim"
    WITNESS = "witness"
    MISSING = "missing"
    PARTY = "party"
    OTHER = "other"
