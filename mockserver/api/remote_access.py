"""Whether the customer's tool still lets anybody in: credentials that died, permissions that are missing."""

from __future__ import annotations

from mockserver.errors import ApiError, IntegrationAuthenticationInvalid, PermissionMissing
from mockserver.state.environments import Integration

_REFUSED = "The tool does not accept the stored credentials any more; the customer has to reconnect the integration."
_FORBIDDEN = "The integration is missing required permissions to access this resource."


def status_of_tool(integration: Integration) -> int | None:
    """Give the status with which the tool would refuse any request: 401 or 403; None if it would serve."""
    if integration.status == "INVALID" or integration.settings.get("credentials") == "broken":
        return 401
    return 403 if integration.settings.get("remote_permission") is False else None


def check_access(integration: Integration, error_class: str) -> None:
    """Refuse what the tool would refuse; reads go on with the data of the last sync, so they do not ask."""
    status = status_of_tool(integration)
    if status is None:
        return
    message = _REFUSED if status == 401 else _FORBIDDEN
    if error_class == "general":
        raise _ToolRefusesError(status, message)
    raise IntegrationAuthenticationInvalid(message) if status == 401 else PermissionMissing(message)


class _ToolRefusesError(ApiError):
    """A refusal of the general class, which knows no code for it."""

    code, title = None, "The tool refuses the integration"

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
