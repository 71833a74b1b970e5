"""Resolution: the integration that a request is about, and whether it can serve the operation now."""

from __future__ import annotations

from mockserver.api.remote_access import check_access
from mockserver.api.request import Request
from mockserver.api.view import View
from mockserver.description import Operation
from mockserver.errors import (
    ActionDisabled,
    ActionNotAvailable,
    ApiError,
    InputInvalid,
    IntegrationInactive,
    IntegrationNotFound,
    ModelDisabled,
    ModelNotAvailable,
    QaFailed,
    SetupIncomplete,
    SetupSyncPending,
)
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store

_INACTIVE = "This integration is inactive. You can only request data from active integrations."


def resolve(
    store: Store, environment: Environment, operation: Operation, request: Request, path: dict[str, str]
) -> Integration | None:
    """Give the integration that the header or the path names; None for operations that need none."""
    if operation.integration == "none":
        return None
    id = path.get("integration_id") if operation.integration == "path" else request.header("x-integration-id")
    if not id:
        raise InputInvalid("X-Integration-Id: the header is missing; it must name an integration of this environment.")
    integration = store.integration(environment, id)
    if integration is None:
        raise IntegrationNotFound("Integration not found in this environment!")
    return integration


def admit(operation: Operation, integration: Integration, view: View, label: str) -> None:
    """Refuse what the integration cannot serve: by category, by state, by coverage, by scope."""
    if operation.category is not None and integration.category != operation.category:
        raise _unavailable(operation, view, label, f"it is an integration of the category {integration.category}")
    _admit_state(operation, integration)
    if operation.kind == "list" or (operation.kind == "read" and operation.model and operation.action is None):
        model = str(operation.model)
        if not view.coverage.has_model(model):
            raise _unavailable(operation, view, label, "the connector does not offer it")
        if model in view.disabled_models:
            raise ModelDisabled(f"The model {model!r} is disabled in the scope config of this integration.")
    if operation.action is not None:
        if not view.has_action(operation.action):
            raise _unavailable(operation, view, label, "the connector does not offer it")
        if operation.action in view.disabled_actions:
            raise ActionDisabled(
                f"The action {operation.action!r} is disabled in the scope config of this integration."
            )


def _admit_state(operation: Operation, integration: Integration) -> None:
    if integration.status == "INACTIVE" and operation.kind != "general":
        if operation.error_class == "general":
            raise _InactiveError(_INACTIVE)
        raise IntegrationInactive(_INACTIVE)
    if operation.error_class == "general" or operation.kind == "general":
        return
    if integration.qa_status == "FAILED":
        raise QaFailed("The data of this integration did not pass the quality checks; support has to look at it.")
    if integration.setup_status == "INCOMPLETE":
        raise SetupIncomplete("The setup of this integration is not complete; the customer has to finish it.")
    if integration.setup_status == "FINAL_SYNC_PENDING":
        raise SetupSyncPending(
            "The first sync of this integration didn't finish successfully yet! You can keep polling this until you "
            "get a successful response or react to our webhooks."
        )
    if operation.kind == "action":
        check_access(integration, operation.error_class)


class _InactiveError(ApiError):
    """A refusal of the general class, which knows no code for it."""

    status, code, title = 403, None, "Integration inactive"


def _unavailable(operation: Operation, view: View, label: str, reason: str) -> ApiError:
    what = operation.action or operation.model or operation.summary
    if operation.error_class == "general":
        return InputInvalid(f"The action {what!r} is not available for {label}: {reason}.")
    explanation = f"{what} is not available for {label}: {reason}"
    if operation.kind == "action" or operation.action is not None:
        return ActionNotAvailable(f'The "{what}" action is not available for {label}.', explanation=explanation)
    # The vendor's example calls a model by its short name: The "employees" model …
    name = view.coverage.catalog.models[operation.model].short if operation.model else what
    return ModelNotAvailable(f'The "{name}" model is not yet available for {label}.', explanation=explanation)
