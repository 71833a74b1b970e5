"""What each operation does: one module per resource, each function registered under its operationId."""

from importlib import import_module

for _module in ("general", "integrations", "attachments"):
    import_module(f"{__name__}.{_module}")
