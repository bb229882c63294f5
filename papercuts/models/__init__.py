"""The tables. One module a group of things; `from papercuts.models import Visit` finds each."""

from papercuts.models.account import Account, OneTimeLink, RateCount, Session
from papercuts.models.event import Event
from papercuts.models.judgement import Comment, FamiliarInput, Gate
from papercuts.models.merge import Merge, NotTheSame
from papercuts.models.paper_cut import Effort, Link, PaperCut
from papercuts.models.photo import Photo
from papercuts.models.place import Participant, Segment, Site
from papercuts.models.plan import Plan, PlanItem, Round, RoundPlace
from papercuts.models.promise import Promise
from papercuts.models.receipt import Receipt
from papercuts.models.release import Fix, FixPicture, Release, Verification
from papercuts.models.setting import Setting
from papercuts.models.sighting import Sighting
from papercuts.models.task import Area, Task, TaskUse
from papercuts.models.telling import Mail, SharedPage, Told
from papercuts.models.upload import ImportMade, ImportRun, Mapping, Upload
from papercuts.models.visit import Question, Visit, Watch, visit_observer, visit_participant, visit_task
from papercuts.models.voice import Rating, Volunteer

__all__ = [
    "Account",
    "Area",
    "Comment",
    "Effort",
    "Event",
    "FamiliarInput",
    "Fix",
    "FixPicture",
    "Gate",
    "ImportMade",
    "ImportRun",
    "Link",
    "Mail",
    "Mapping",
    "Merge",
    "NotTheSame",
    "OneTimeLink",
    "PaperCut",
    "Participant",
    "Photo",
    "Plan",
    "PlanItem",
    "Promise",
    "Question",
    "RateCount",
    "Rating",
    "Receipt",
    "Release",
    "Round",
    "RoundPlace",
    "Segment",
    "Session",
    "Setting",
    "SharedPage",
    "Sighting",
    "Site",
    "Task",
    "TaskUse",
    "Told",
    "Upload",
    "Verification",
    "Visit",
    "Volunteer",
    "Watch",
    "visit_observer",
    "visit_participant",
    "visit_task",
]
