"""What could be observed to learn more of a paper cut, as something to do."""

from papercuts.domain import observing
from papercuts.domain.observing import MORE
from papercuts.pages.factor_names import FREQUENCY, OCCURRENCES, PEOPLE

TOLD = {  # before the name of a task, but for the last
    observing.WATCH: f"Watch {MORE} more people doing",
    observing.ASK: f"Ask {MORE} people {FREQUENCY.removesuffix(' the task')}",
    observing.TIME: f"Time what holds up {MORE} people doing",
    observing.HAPPEN: f"Count {OCCURRENCES}, with {MORE} more of them, doing",
    observing.COUNT: f"Count by telemetry {PEOPLE.removesuffix(' the task')}",
    observing.ESTIMATE: "Estimate the effort with low, likely and high hours",
}
HINTS = {
    observing.WATCH: f"watching {MORE} more people",
    observing.ASK: f"asking {MORE} people {FREQUENCY}",
    observing.TIME: f"timing what holds up {MORE} people",
    observing.HAPPEN: f"counting {OCCURRENCES}, with {MORE} more of them,",
}
