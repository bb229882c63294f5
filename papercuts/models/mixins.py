"""Columns that several tables share."""

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column


class MaybeSample:
    """Rows of the sample data carry a mark, so that they can be taken out without touching anything else."""

    is_sample: Mapped[bool] = mapped_column(default=False, server_default=false())
