"""The usual annoyances as steps, before and after a fix: a beginning to change, our own counts, Ms as the rules go."""

from dataclasses import dataclass

from papercuts.domain.klm import Device, Model, lost, timing


@dataclass(frozen=True)
class Preset:
    """One annoyance: the steps as it is, and what of them is left after a fix; nothing left: an empty line."""

    title: str
    device: Device
    before: str
    after: str

    def lost(self) -> float:
        """Return the seconds lost each time, with average typing."""
        model = Model(self.device)
        after = timing(self.after, model).seconds if self.after else 0.0
        return lost(timing(self.before, model).seconds, after)


_MOUSE = (
    ("Scroll to find a button", "M P B D8 B M P BB", "M P BB"),
    ("Click into a field before typing", "H M P BB H 6K", "6K"),
    ("Leave the keys for the mouse", "H M P BB H", "M KK"),
    ("Retype a value", "8K M K", "M K"),
    ("Copy a value from another window", "M KK M P BB M KK M KK M P BB M KK", ""),
    ("Close a dialog nobody needs", "M P BB", ""),
    ("Undo a slip and do it again", "M KK M P BB 6K", ""),
    ("Wait for a page", "M P BB W3", "M P BB W0.5"),
    ("Search again after going back", "M P BB W1 P BB 8K M K W1 P BB", "M P BB W1 P BB"),
)
_TOUCH = (
    ("Scroll to find a button", "M 3S M T", "M T"),
    ("Tap into a field before typing", "M T 6T", "6T"),
    ("Retype a value", "M T 8T M T", "M T"),
    ("Zoom in to read, and out again", "M O M C", ""),
    ("Close a dialog nobody needs", "M T", ""),
    ("Undo a slip and do it again", "M T M T 6T", ""),
    ("Wait for a page", "M T W3", "M T W0.5"),
    ("Search again after going back", "M T W1 T 8T M T W1 T", "M T W1 T"),
)
PRESETS = tuple(
    Preset(title, device, before, after)
    for device, some in ((Device.MOUSE, _MOUSE), (Device.TOUCH, _TOUCH))
    for title, before, after in some
)
