"""The forms of photos: attaching them, and saying what one shows."""

from wtforms import Form, MultipleFileField

from papercuts.domain import limits
from papercuts.forms.base import AtMost, Line


class PhotosForm(Form):
    """Photos to attach; what is in the files is read elsewhere."""

    photos = MultipleFileField("Photos")


class CaptionForm(Form):
    """What a photo shows."""

    caption = Line("What it shows", [AtMost(limits.NAME)])
