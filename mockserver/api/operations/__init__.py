"""What each operation does: one module per resource, each function registered under its operationId."""

from importlib import import_module

for _module in (
    "general",
    "integrations",
    "attachments",
    "ats_create",
    "ats_attachments",
    "force_sync",
    "integrations_write",
    "passthrough",
    "connect",
    "hris_employees",
    "hris_absences",
    "hris_provisioning",
    "assessment",
    "datev",
    "datev_pushes",
    "silae",
):
    import_module(f"{__name__}.{_module}")
