"""What each operation does: one module per resource, each function registered under its operationId."""

from importlib import import_module

for _module in (
    "general",
    "integrations",
    "attachments",
    "ats_create",
    "ats_attachments",
    "ats_stages",
    "ats_notes",
    "ats_result_links",
    "ats_tags",
    "ats_update_candidate",
    "force_sync",
    "integrations_write",
    "passthrough",
    "connect",
    "hris_employees",
    "hris_absences",
    "hris_provisioning",
    "assessment",
    "datev_payroll",
    "datev_pushes",
    "silae_supplements",
):
    import_module(f"{__name__}.{_module}")
