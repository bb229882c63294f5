"""What of a site's shared page somebody has to approve: each thing with its words, and what may not stand in it.

Apart from the page itself, so that what waits can be counted for many sites in as many statements as for one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import Status
from papercuts.domain.private import Private, numbers_in
from papercuts.domain.sharing import CONTACT, NAME, Item, Standing, standing
from papercuts.models import Account, Fix, PaperCut, Promise, SharedPage, Sighting, Site
from papercuts.queries import private_words, promises
from papercuts.queries.shared_words import SHOWN
from papercuts.queries.shown_us import Seen, seen_at, words_of

Text = tuple[str, bool]  # and whether it is the team's own, which must not repeat a quote
Raw = tuple[Item, tuple[Text, ...]]  # an item, and everything that it would say


def n_waiting(pages: Collection[SharedPage], product: str) -> dict[int, int]:
    """Return how many things of each page wait for approval, by its id; the sites are loaded.

    In as many statements for many pages as for one. product: our own name.
    """
    if not pages:
        return {}
    site_ids = [page.site_id for page in pages]
    seen, promised = seen_at(site_ids), promises.of_sites(site_ids)
    # to look for names takes longer than all else, so only in what waits: where nothing does, that is mostly nowhere
    waiting = {page: _waiting(page, seen[page.site_id], promised[page.site_id]) for page in pages}
    sites = [page.site for page, some in waiting.items() if some]
    private = private_words.of_sites(sites, product) if sites else {}
    return {
        page.id: sum(not one.names for one in _checked(some, private[page.site_id])) if some else 0
        for page, some in waiting.items()
    }


def items(site: Site, seen: Seen, promised: Sequence[Promise], private: Private) -> dict[str, Item]:
    """Return everything that the page of a site would say, by its key."""
    return {item.key: item for item in _checked(list(_raw(site, seen, promised)), private)}


def whom_to_ask(seen: Seen) -> list[Account]:
    """Return who of the team was there and is still with it, whoever was there last first."""
    there = (person for visit in reversed(seen.visits) for person in visit.observers if not person.is_disabled)
    return list(dict.fromkeys(there))


def contact(person: Account) -> Item:
    """Return that a site may ask somebody."""
    return Item(CONTACT, {"name": person.name, "e-mail": person.email})


def _waiting(page: SharedPage, seen: Seen, promised: Sequence[Promise]) -> list[Raw]:
    """Return what nobody has approved or left out; a name may stand in it, and then it does not wait."""
    return [one for one in _raw(page.site, seen, promised) if standing(one[0], page.approved) is Standing.WAITS]


def _checked(raw: Sequence[Raw], private: Private) -> Iterator[Item]:
    """Yield items with what may not stand in them."""
    near = private.narrowed([text for _, texts in raw for text, _ in texts])
    yield from (replace(item, names=_found(texts, near)) for item, texts in raw)


def _raw(site: Site, seen: Seen, promised: Sequence[Promise]) -> Iterator[Raw]:
    yield Item(NAME, {"name": site.name}, is_kept=True), ()
    for cut_id, some in seen.of_cuts.items():
        cut = some[0].paper_cut
        if cut is not None and cut.status in SHOWN:
            yield _cut(cut, seen.fixes.get(cut_id))
            yield from filter(None, map(_quote, some))
    for one in seen.sightings:
        if one.is_delight:
            yield _delight(one)
    for promise in promised:
        item = Item(f"promise-{promise.id}", {"what": promise.what}, may_be_left_out=False)
        yield item, ((promise.what, True),)
    yield from ((contact(person), ()) for person in whom_to_ask(seen)[:1])


def _cut(cut: PaperCut, fix: Fix | None) -> Raw:
    fixed = fix if cut.status in SHIPPED else None
    words = {} if fixed and fixed.public_title else {"title": cut.title}
    if cut.status is Status.DECLINED:
        words["reason"] = cut.decline_reason
    published = (fixed.public_title, fixed.public_text, fixed.before, fixed.after) if fixed else ()
    texts = [(text, True) for text in words.values()] + [(text, False) for text in published]
    return Item(f"cut-{cut.id}", words), tuple(texts)


def _quote(one: Sighting) -> Raw | None:
    words = words_of(one)
    if words is None:
        return None
    item = Item(f"quote-{one.id}", {"quote": words.text, "who": words.who})
    return item, ((words.text, False), (words.who, False))


def _delight(one: Sighting) -> Raw:
    words = words_of(one)
    text, who = (words.text, words.who) if words else (one.what_happened, "")
    return Item(f"delight-{one.id}", {"delight": text, "who": who}), ((text, words is None), (who, False))


def _found(texts: Iterable[Text], private: Private) -> tuple[str, ...]:
    """Return what stands in them and is not theirs to read."""
    known = list(texts)
    every, own = [text for text, _ in known], [text for text, is_own in known if is_own]
    quoted = [f"“{quote}”" for quote in private.quotes_in(own)] if private.quotes else []
    named = private.names_in(every) if private.names else []
    return (*named, *numbers_in(every), *quoted)
