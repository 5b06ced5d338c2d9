"""Graph -> a format: a Run, a Moment of one of its passes and, where needed, a Placement come in, bytes go out."""

from app.export.formats import FORMATS as FORMATS
from app.export.formats import Format as Format
