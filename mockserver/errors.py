"""Every error we raise, raised where it is noticed and rendered once.

MockServerError
├── ConfigurationError        stops the start: bad option, fixture, description or database
└── ApiError                  answers a client in the vendor's envelope
    ├── AuthenticationInvalid         401  PLATFORM.AUTHENTICATION_INVALID
    ├── InputInvalid                  400  PLATFORM.INPUT_INVALID
    │   ├── NotFound                  404
    │   ├── MethodNotAllowed          405
    │   ├── BodyTooLarge              413
    │   ├── OriginRefused             403
    │   └── NotForVisitors            403
    ├── IntegrationNotFound           404  PLATFORM.INTEGRATION_NOT_FOUND
    ├── RateLimitExceeded             429  PLATFORM.RATE_LIMIT_EXCEEDED
    │   └── ServerFull
    ├── ConcurrencyLimitExceeded      429  PLATFORM.CONCURRENCY_LIMIT_EXCEEDED
    ├── IpNotWhitelisted              403  PLATFORM.IP_NOT_WHITELISTED
    ├── TaskTimedOut                  504  PLATFORM.TASK_TIMED_OUT
    ├── UnknownError                  500  PLATFORM.UNKNOWN_ERROR
    │   └── DatabaseUnavailable       503
    ├── IntegrationError              INTEGRATION.*  (HRIS and ATS class only)
    ├── RemoteError                   REMOTE.*
    ├── EmployeeAlreadyExists, StaffingEntityClosed            HRIS.*
    ├── JobClosed, ApplicationAlreadyExists                    ATS.*
    └── JobFeedImportAlreadyRunning, JobFeedImportTimedOut     AI_APPLY.*

Statuses and codes follow the vendor's published list; where a status is our inference, docs/fidelity.md says so.
"""

from __future__ import annotations

from collections.abc import Mapping


class MockServerError(Exception):
    """Anything that this project raises on purpose."""


class ConfigurationError(MockServerError):
    """Something that the operator gave us cannot be used; the message names it and the nearest valid word."""


class ApiError(MockServerError):
    """An error answer: the class says which one, the instance says why.

    `explanation` is the mock's own, longer reason; it goes to the log and to the X-Mock-Explanation header.
    """

    status: int = 500
    code: str | None = "PLATFORM.UNKNOWN_ERROR"
    title: str | None = "Unknown error"

    def __init__(
        self, message: str, *, explanation: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.explanation = explanation
        self.headers = dict(headers or {})


class UnknownError(ApiError):
    """Something broke inside; the answer says no more than that."""


class DatabaseUnavailable(UnknownError):
    """The database behind the server is gone, for now.

    REMOTE.SERVICE_UNAVAILABLE, the one published code for 503, would blame the customer's tool, and endpoints of the
    general class do not know it.
    """

    status = 503
    title = "Service unavailable"


class AuthenticationInvalid(ApiError):
    """The key is missing, malformed or not accepted."""

    status, code, title = 401, "PLATFORM.AUTHENTICATION_INVALID", "Authentication invalid"


class InputInvalid(ApiError):
    """Path, query, header or body do not follow the description."""

    status, code, title = 400, "PLATFORM.INPUT_INVALID", "Input invalid"


class NotFound(InputInvalid):
    """No such path, or no such record in the path."""

    status = 404
    title = "Not found"


class MethodNotAllowed(InputInvalid):
    """The path exists, the method does not."""

    status = 405
    title = "Method not allowed"


class BodyTooLarge(InputInvalid):
    """The body is larger than the configured limit."""

    status = 413
    title = "Body too large"


class OriginRefused(InputInvalid):
    """Another website's page asks for what only this server's own pages and programs may do."""

    status = 403
    title = "Origin refused"


class NotForVisitors(InputInvalid):
    """A visitor of demo mode asks for what tells about others."""

    status = 403
    title = "Not for visitors"


class IntegrationNotFound(ApiError):
    """No integration of that id in the environment of the key."""

    status, code, title = 404, "PLATFORM.INTEGRATION_NOT_FOUND", "Integration not found"


class RateLimitExceeded(ApiError):
    """Too many requests in the window."""

    status, code, title = 429, "PLATFORM.RATE_LIMIT_EXCEEDED", "Rate limit exceeded"


class ServerFull(RateLimitExceeded):
    """The mock holds as much as it may: environments, or bytes."""

    title = "Server full"


class ConcurrencyLimitExceeded(ApiError):
    """Too many actions of one integration in flight."""

    status, code, title = 429, "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED", "Concurrency limit exceeded"


class IpNotWhitelisted(ApiError):
    """The caller's address is not on the allow-list."""

    status, code, title = 403, "PLATFORM.IP_NOT_WHITELISTED", "IP not whitelisted"


class TaskTimedOut(ApiError):
    """The work behind the request did not finish in time."""

    status, code, title = 504, "PLATFORM.TASK_TIMED_OUT", "Task timed out"


class IntegrationError(ApiError):
    """The integration cannot do this now; codes that only the HRIS and ATS classes know."""


class PermissionMissing(IntegrationError):
    """The customer's credentials lack a permission in the tool."""

    status, code, title = 403, "INTEGRATION.PERMISSION_MISSING", "Permission missing"


class IntegrationAuthenticationInvalid(IntegrationError):
    """The tool refuses the stored credentials."""

    status, code, title = 401, "INTEGRATION.AUTHENTICATION_INVALID", "Integration authentication invalid"


class QaFailed(IntegrationError):
    """The data of the first sync did not pass the vendor's checks."""

    status, code, title = 409, "INTEGRATION.QA_FAILED", "Quality assurance failed"


class SetupSyncPending(IntegrationError):
    """The first sync has not finished."""

    status, code = 409, "INTEGRATION.SETUP_SYNC_PENDING"
    title = "The integration's setup sync is still running."


class SetupIncomplete(IntegrationError):
    """Steps of the setup flow are missing."""

    status, code, title = 409, "INTEGRATION.SETUP_INCOMPLETE", "Setup incomplete"


class IntegrationInactive(IntegrationError):
    """The integration is switched off."""

    status, code, title = 403, "INTEGRATION.INACTIVE", "Integration inactive"


class ModelNotAvailable(IntegrationError):
    """The connector does not offer the model, or the integration is of another category."""

    status, code = 400, "INTEGRATION.MODEL_NOT_AVAILABLE"
    title = "This data model isn't supported for the selected integration."


class ModelDisabled(IntegrationError):
    """The model is switched off in the scope configuration."""

    status, code, title = 403, "INTEGRATION.MODEL_DISABLED", "Model disabled"


class ActionNotAvailable(IntegrationError):
    """The connector does not offer the action."""

    status, code = 400, "INTEGRATION.ACTION_NOT_AVAILABLE"
    title = "This action isn't supported for the selected integration."


class ActionDisabled(IntegrationError):
    """The action is switched off in the scope configuration."""

    status, code, title = 403, "INTEGRATION.ACTION_DISABLED", "Action disabled"


class RemoteError(ApiError):
    """The customer's tool refused or failed."""


class RemoteServiceUnavailable(RemoteError):
    """The tool cannot be reached."""

    status, code, title = 503, "REMOTE.SERVICE_UNAVAILABLE", "Remote service unavailable"


class RemoteRateLimitExceeded(RemoteError):
    """The tool limits the rate."""

    status, code, title = 429, "REMOTE.RATE_LIMIT_EXCEEDED", "Remote rate limit exceeded"


class RemoteInputInvalid(RemoteError):
    """The tool refused the values."""

    status, code, title = 400, "REMOTE.INPUT_INVALID", "Remote input invalid"


class RemoteUnknownHttpError(RemoteError):
    """The tool answered with an error that nobody classified."""

    status, code, title = 500, "REMOTE.UNKNOWN_HTTP_ERROR", "Remote unknown HTTP error"


class EmployeeAlreadyExists(ApiError):
    """An equivalent employee exists."""

    status, code, title = 400, "HRIS.EMPLOYEE_ALREADY_EXISTS", "Employee already exists"


class StaffingEntityClosed(ApiError):
    """The position is closed."""

    status, code, title = 400, "HRIS.STAFFING_ENTITY_CLOSED", "Staffing entity closed"


class JobClosed(ApiError):
    """The job takes no applications any more."""

    status, code, title = 400, "ATS.JOB_CLOSED", "Job is closed"


class ApplicationAlreadyExists(ApiError):
    """The candidate has applied to this job before."""

    status, code = 400, "ATS.APPLICATION_ALREADY_EXISTS"
    title = "Candidate has already applied to this job."


class JobFeedImportAlreadyRunning(ApiError):
    """A bulk import of the job feed is running."""

    status, code, title = 409, "AI_APPLY.JOB_FEED_IMPORT_ALREADY_RUNNING", "Job feed import already running"


class JobFeedImportTimedOut(ApiError):
    """A bulk import of the job feed took too long."""

    status, code, title = 504, "AI_APPLY.JOB_FEED_IMPORT_TIMED_OUT", "Job feed import timed out"


def error_classes() -> dict[str, type[ApiError]]:
    """Give the class of every vendor code; the plainest one where several share a code."""
    found: dict[str, type[ApiError]] = {}
    pending: list[type[ApiError]] = [ApiError]
    while pending:
        kind = pending.pop(0)
        pending.extend(kind.__subclasses__())
        if kind.code is not None and kind not in (ApiError, IntegrationError, RemoteError):
            found.setdefault(kind.code, kind)
    return found
