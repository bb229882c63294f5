"""How a weekly summary calls customers and people: for the team, and for everybody else."""

from papercuts.domain.attribution import attribution
from papercuts.models import Participant, Site, Verification
from papercuts.pages.paper_cut_parts import called

A_CUSTOMER = "a customer"


class Team:
    """Calls customers by their names, and people by role or code."""

    def place(self, site: Site) -> str:
        """Return what a site is called."""
        return site.name

    def quote(self, words: str, who: Participant, site: Site) -> str:
        """Return what somebody said who may be quoted, and who."""
        return f"“{in_one_line(words)}” {called(who, False)}, {site.name}"


class Public(Team):
    """Calls customers by their public alias, and people as their consent allows."""

    def place(self, site: Site) -> str:
        """Return what a site is called."""
        return site.public_alias or A_CUSTOMER

    def quote(self, words: str, who: Participant, site: Site) -> str:
        """Return what somebody said who may be quoted, and who; never by name."""
        alias = self.place(site)
        who_said = attribution(who.consent, role=who.role, real_name="", alias=alias, site=site.name)
        return f"“{in_one_line(words)}” {who_said}"


def has_words(look: Verification) -> bool:
    """Say whether somebody who looked again said something that may be repeated."""
    return bool(look.quote) and look.participant is not None and look.participant.may_be_quoted


def in_one_line(words: str) -> str:
    """Return words without their line breaks."""
    return " ".join(words.split())
