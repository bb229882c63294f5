"""How the issues of three trackers are read: what papercuts knows of their exports without being told.

An issue is a report, not a visit: nobody was watched. Its title says what was seen, since its text mostly begins with
what a template asks for. The site and the task it is counted at are for a person to name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain.import_columns import Columns, Source, names_of


@dataclass(frozen=True)
class Tracker:
    """The export of one tracker: how its columns are called, and which are ours."""

    key: str
    name: str
    needed: frozenset[str]  # names that together no other file has, in small letters
    ours: tuple[tuple[str, tuple[str, ...]], ...]  # our column, and what it is called in this version or that

    def columns(self, header: Sequence[str]) -> Columns | None:
        """Return how a file is read; none when its header is not of this tracker."""
        names = {name.lower(): name for name in names_of(header)}
        if not self.needed <= names.keys():
            return None
        found = {ours: next((names[name] for name in called if name in names), None) for ours, called in self.ours}
        sources = {ours: Source(column=column) for ours, column in found.items() if column is not None}
        return Columns(sources, is_reports=True, name=self.name)


TRACKERS = (
    # Issues of GitHub have no export of their own to CSV: people write one from `gh issue list --json
    # number,title,body,labels,createdAt,url` (https://cli.github.com/manual/gh_issue_list lists the fields), which
    # names columns like the fields, or in words: Title,Body,Labels,Created At,URL.
    Tracker(
        "github",
        "GitHub issues",
        frozenset({"title", "body"}),
        (
            ("visited_on", ("createdat", "created_at", "created at", "created", "creation date")),
            ("what_happened", ("title",)),
            ("paper_cut", ("title",)),
            ("link", ("url", "html_url", "html url", "link")),
        ),
    ),
    # https://docs.gitlab.com/user/project/issues/csv_export/ names the columns; since 2020 Title and Description come
    # first (https://gitlab.com/gitlab-org/gitlab/-/issues/34769 has the older order, with the same names).
    Tracker(
        "gitlab",
        "GitLab issues",
        frozenset({"title", "description", "issue id", "created at (utc)"}),
        (
            ("visited_on", ("created at (utc)",)),
            ("what_happened", ("title",)),
            ("paper_cut", ("title",)),
            ("link", ("url",)),
        ),
    ),
    # Jira's "Export CSV (all fields)" begins Summary,Issue key,Issue id,Issue Type,Status and has one column for each
    # value of a field, so that names stand there more than once.
    # Days are written as 14/Jul/25 3:42 PM unless the instance was told otherwise. It has no address of an issue, but
    # its key.
    # https://support.atlassian.com/jira-software-cloud/docs/export-your-data-from-jira/
    Tracker(
        "jira",
        "Jira issues",
        frozenset({"summary", "issue key"}),
        (
            ("visited_on", ("created",)),
            ("what_happened", ("summary",)),
            ("paper_cut", ("summary",)),
        ),
    ),
)


def of_header(header: Sequence[str]) -> Columns | None:
    """Return how the export of a tracker is read, by its header."""
    return next((found for tracker in TRACKERS if (found := tracker.columns(header))), None)


def named(name: str, header: Sequence[str]) -> Columns | None:
    """Return how the export of the tracker of this name is read: "github", or "GitHub issues"."""
    wanted = name.strip().lower()
    tracker = next((one for one in TRACKERS if wanted in (one.key, one.name.lower())), None)
    return tracker.columns(header) if tracker else None
