"""Every enumeration, length and range, once: form, import and CHECK constraint read them here.

Lengths are characters after cleaning (`domain.text`); hours, seconds and counts as named.
Source of the sizes: what a page can show and a person can mean; they never change silently.
"""

from enum import StrEnum

TITLE = 200
NAME = 200
ROLE = 100
CODE = 20
EMAIL = 254
LINE = 2_000  # what was seen, in one line
QUOTE = 5_000
TEXT = 20_000
URL = 2_000
VERSION = 60
SEARCH = 200
SEARCH_WORDS = 16
PASSWORD_MIN, PASSWORD_MAX = 12, 128
PASSWORD_BYTES = 1_024  # longer ones are refused before they are hashed

MAX_INT = 2**31 - 1
PEOPLE_MAX = 1_000_000_000
TIMES_MAX = 100_000
SECONDS_MIN, SECONDS_MAX = 0.1, 8 * 3600.0  # a sighting is capped at a working day
OCCURRENCES_MAX = 1_000
PERFORMED_MAX = 1_000
EFFORT_HOURS_MIN, EFFORT_HOURS_MAX = 0.1, 10_000.0
WEIGHT_MAX = 3.0
PERCENT_MAX = 100
WEEKS_MAX = 53
DAYS_MAX = 366
YEAR_MIN, YEAR_MAX = 1970, 2100  # of a visit or a release

MOOD_MIN, MOOD_MAX = -2, 2  # when it happened: −2 angry, 0 calm, 2 delighted
RATING_MAX = 10  # how likely somebody would recommend the product, from 0
CURRENCY = 10
HOUR_COST_MAX = 100_000.0
OWNERLESS_DAYS_MAX = 3_660
SHARE_DAYS = 90  # for which a site's shared page works, unless somebody says another day
VOLUNTEER_DAYS = 365  # after which an offer to show how somebody works is forgotten
VOLUNTEERS_WAITING = 3  # offers of one address: what it sends beyond them is not kept
VOLUNTEERS_MANY = 20  # offers in one day: more are worth a warning
COMMENTS_MAX = 1_000
SLOTS_MAX = 100  # paper cuts in one round
PLAN_HOURS_MAX = 100_000.0

PAGE_SIZE = 50
COUNT_MOST = 1_000  # beyond it a list says "1,000+": to count 100,000 would take longer than to show the page
CSV_BYTES = 10 * 1024 * 1024
REQUEST_BYTES = 32 * 1024 * 1024
UPLOAD_ROWS = 20_000
TITLES_ROWS = 200_000  # of a list that is searched for similar titles
UPLOAD_COLUMNS = 100
XLSX_BYTES = 5 * 1024 * 1024
XLSX_BYTES_UNPACKED = 50 * 1024 * 1024
XLSX_MEMBERS = 100
XLSX_RATIO = 100  # of unpacked to packed
UNDO_DAYS = 7  # for which an import can be undone

JSON_BYTES = 1024 * 1024
JSON_DEPTH = 32
PHOTO_BYTES = 15 * 1024 * 1024
PHOTO_PIXELS = 50_000_000
PHOTO_SIDE = 1_600  # pixels of the longer side, as it is kept
PHOTO_SMALL_SIDE = 480
PHOTOS_MOST = 10  # of one sighting
OUTBOX_DAYS = 30  # for which a phone keeps what it has sent, and may send it again
HELD_MOST = 500  # records that a phone asks about at once
CLOCK_AHEAD_SECONDS = 10 * 60  # from here on the clock of a phone is worth a word


class Role(StrEnum):
    """What an account may do, from least to most; each may do all that stands before it."""

    VIEWER = "viewer"
    ENGINEER = "engineer"
    FIELD = "field"
    ADMIN = "admin"


class Consent(StrEnum):
    """How a participant may be quoted."""

    NONE = "none"
    ANONYMOUS = "quote anonymously"
    ROLE = "quote with role"
    NAMED = "named"


class Stage(StrEnum):
    """Where in a customer's journey a task lies."""

    DISCOVER = "discover"
    BUY = "buy"
    SET_UP = "set up"
    USE = "use"
    GET_HELP = "get help"
    UPGRADE = "upgrade"


class Source(StrEnum):
    """How a number of people or a frequency is known."""

    TELEMETRY = "telemetry"
    CUSTOMER = "customer said"
    GUESS = "guess"


class Per(StrEnum):
    """The period of a frequency."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class VisitKind(StrEnum):
    """How a visit took place."""

    ON_SITE = "on site"
    REMOTE = "remote"
    EVENT = "event"
    SUPPORT_DESK = "support desk"
    OWN = "own walk-through"


class VisitStatus(StrEnum):
    """How far a visit is."""

    PLANNED = "planned"
    UNDER_WAY = "under way"
    WRITTEN_UP = "written up"


class HowItWent(StrEnum):
    """How a watched task ended."""

    ALONE = "alone"
    NEEDED_HELP = "needed help"
    GAVE_UP = "gave up"


class HowTimed(StrEnum):
    """How the seconds of a sighting are known."""

    STOPWATCH = "stopwatch"
    COUNTED = "counted"
    GUESS = "guess"


class Status(StrEnum):
    """The life of a paper cut."""

    OPEN = "open"
    CLAIMED = "claimed"
    FIXED = "fixed"
    VERIFIED = "verified"
    DECLINED = "declined"
    MERGED = "merged"


class Destination(StrEnum):
    """Where a declined paper cut goes instead."""

    FEATURE_REQUEST = "feature request"
    EPIC = "epic"
    BUG = "bug"
    SUPPORT_ARTICLE = "support article"
    NOWHERE = "nowhere"


class Size(StrEnum):
    """Effort as a T-shirt size."""

    XS = "XS"
    S = "S"
    M = "M"
    L = "L"
    XL = "XL"


class Outcome(StrEnum):
    """What was found when somebody looked again."""

    GONE = "gone"
    BETTER = "better"
    STILL_THERE = "still there"
    WORSE = "worse"
    NOT_YET = "not on that version yet"
    WORKAROUND = "kept the workaround"


class ReleaseStatus(StrEnum):
    """Whether readers see a release."""

    DRAFT = "draft"
    PUBLISHED = "published"


class LinkKind(StrEnum):
    """What a paper cut is linked to."""

    ISSUE = "issue"
    COMMIT = "commit"


class LinkPurpose(StrEnum):
    """What a one-time link is good for."""

    FIRST_ADMIN = "first admin"
    INVITATION = "invitation"
    RESET = "reset"


class Theme(StrEnum):
    """Light or dark, or as the system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class CommentKind(StrEnum):
    """What a colleague wants with a comment."""

    REMARK = "remark"
    QUESTION = "question"
    OBJECTION = "objection"


class RecordKind(StrEnum):
    """What a phone's outbox holds."""

    SIGHTING = "sighting"
    WATCHED = "watched"
    VERIFICATION = "verification"


class PromiseState(StrEnum):
    """What became of what we told a site."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class Side(StrEnum):
    """Which of the two pictures of a fix it is."""

    BEFORE = "before"
    NOW = "now"


class ToldHow(StrEnum):
    """How a site was told what became of something."""

    MAIL = "mail"
    CALL = "call"
    IN_PERSON = "in person"
    SHARED_PAGE = "shared page"


class MailState(StrEnum):
    """How far a message is that papercuts sends itself."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class VolunteerState(StrEnum):
    """What became of somebody's offer to show how they work."""

    WAITING = "waiting"
    PLANNED = "planned"
    DECLINED = "declined"
