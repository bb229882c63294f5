"""The form that takes a spreadsheet."""

from wtforms import FileField, Form


class UploadForm(Form):
    """A file; what is in it decides whether it is one of ours, not its name."""

    file = FileField("Spreadsheet")
