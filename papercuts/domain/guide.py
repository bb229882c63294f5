"""The questions a visit starts from, one a line; a team may edit them.

Half an hour of talk, about two to four minutes a question, before the tasks are watched. They ask for stories of
what happened, never for opinions on what we might build.
"""

DEFAULT_GUIDE = """\
Before you started with it, what did you hope it would do for you? What turned out otherwise?
How did you start: who set it up, and what did you need before the first useful result?
Walk me through yesterday. When did you open it, and what were you in the middle of?
What do you do right before this, and right after?
What do you keep next to the screen: notes, lists, a second program?
What do you do again and again by hand that it could know?
When you were stuck the last time, what did you do first? Whom did you ask, and how long did it take?
Tell me about a day when it saved you. What would you miss most if we took it away?
Tell me about a day when it spoiled your work. What did that cost you?
May I now sit beside you while you work? Please go on as if I were not here.
"""


def questions(guide: str) -> list[str]:
    """Return the questions of a guide in their order, without empty lines."""
    return [line.strip() for line in guide.splitlines() if line.strip()]
