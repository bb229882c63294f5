"""What the factors of a score are called, the same in every sentence, legend, form and guide."""

PEOPLE = "how many people do the task"
FREQUENCY = "how often they do the task"
HIT = "how many of them are hit"
OCCURRENCES = "how often it happens to those it hits"
SECONDS = "the seconds lost each time"
EFFORT = "the effort"
REMOVED = "how much the fix removes"
IN_WORDS = {
    "people": PEOPLE,
    "frequency": FREQUENCY,
    "hit rate": HIT,
    "occurrences": OCCURRENCES,
    "seconds": SECONDS,
    "effort": EFFORT,
    "fix removes": REMOVED,
}
