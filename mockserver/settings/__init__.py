"""Settings: one table of options that flags, environment variables, a YAML file and Python callers share."""

from mockserver.settings.option import Option
from mockserver.settings.options import OPTIONS, Settings

__all__ = ["OPTIONS", "Option", "Settings"]
