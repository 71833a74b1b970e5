from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver.description import Description, load
from mockserver.errors import ConfigurationError

ROOT = """
openapi: 3.1.0
info: {title: A small API, version: '1'}
security: [{apiKey: []}]
paths:
  /ats/jobs: {$ref: './jobs.yaml#/paths/~1ats~1jobs'}
  /ats/jobs/{job_id}/applications: {$ref: './jobs.yaml#/paths/~1ats~1jobs~1{job_id}~1applications'}
  /ats/jobs/{job_id}/stages: {$ref: './jobs.yaml#/paths/~1ats~1jobs~1{job_id}~1stages'}
  /ats/jobs/open/stages: {$ref: './jobs.yaml#/paths/~1ats~1jobs~1open~1stages'}
components:
  securitySchemes:
    apiKey: {type: http, scheme: bearer}
"""

JOBS = """
paths:
  /ats/jobs:
    get:
      operationId: GetAtsJobs
      summary: Get jobs
      tags: [Jobs]
      x-operation-class: ats
      x-category: ATS
      x-integration: header
      x-kind: list
      x-model: ats_jobs
      x-source: [{from: sdk-1.4.0, as_of: '2026-04'}]
      parameters:
        - $ref: './components.yaml#/components/parameters/IntegrationId'
        - $ref: './components.yaml#/components/parameters/PageSize'
        - $ref: './components.yaml#/components/parameters/UpdatedAfter'
        - $ref: './components.yaml#/components/parameters/IncludeDeleted'
        - $ref: './components.yaml#/components/parameters/Ids'
        - name: statuses
          in: query
          schema: {type: string}
          x-list: true
          x-filter: {path: status, match: equals}
        - name: outcomes
          in: query
          schema: {type: string, enum: [PENDING, HIRED]}
          x-list: true
          x-filter: {path: outcome, match: equals}
        - name: status
          in: query
          deprecated: true
          schema: {type: string, enum: [OPEN, CLOSED]}
          x-filter: {path: status, match: equals}
        - name: name_contains
          in: query
          schema: {type: string}
          x-filter: {path: name, match: contains, field: name}
        - name: custom_fields
          in: query
          schema: {type: string}
          x-filter: {path: custom_fields, match: equals, format: json_object}
      responses:
        '200':
          description: A page of jobs.
          content:
            application/json:
              schema:
                type: object
                required: [status, data]
                properties:
                  status: {type: string, const: success}
                  data:
                    type: object
                    required: [next, results]
                    properties:
                      next: {type: [string, 'null']}
                      results: {type: array, items: {$ref: '#/components/schemas/Job'}}
        '400': {$ref: './components.yaml#/components/responses/Refused'}
  /ats/jobs/{job_id}/applications:
    parameters:
      - $ref: './components.yaml#/components/parameters/IntegrationId'
      - $ref: '#/components/parameters/JobId'
    post: &create
      operationId: CreateApplication
      summary: Create an application
      x-operation-class: ats
      x-category: ATS
      x-integration: header
      x-kind: action
      x-action: ats_create_application
      x-permission: Create applications and candidates
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/NewApplication'}
      responses:
        '200':
          description: Done.
          content:
            application/json:
              schema:
                type: object
                required: [status, data, warnings]
                properties:
                  status: {type: string, const: success}
                  data: {type: object, properties: {}}
                  warnings: {type: array, items: {type: object}}
  /ats/jobs/{job_id}/stages:
    parameters:
      - $ref: './components.yaml#/components/parameters/IntegrationId'
      - $ref: '#/components/parameters/JobId'
    delete:
      <<: *create
      operationId: DeleteStages
      x-kind: action
      requestBody: {content: {application/json: {schema: {type: object}}}}
  /ats/jobs/open/stages:
    get:
      operationId: GetOpenStages
      summary: Stages of open jobs
      x-operation-class: general
      x-category: null
      x-integration: none
      x-kind: general
      responses: {'200': {description: Done.}}
components:
  parameters:
    JobId: {name: job_id, in: path, required: true, schema: {type: string}}
  schemas:
    Job:
      type: object
      required: [id, location]
      properties:
        id: {$ref: './components.yaml#/components/schemas/Id', description: The job's own.}
        location: {$ref: './components.yaml#/components/schemas/Address'}
    NewApplication:
      type: object
      required: [candidate]
      properties:
        candidate:
          type: object
          required: [first_name, email_address]
          properties:
            first_name: {type: string, minLength: 1}
            email_address: {type: string, format: email}
            available: {type: string, format: date-time}
"""

COMPONENTS = """
components:
  parameters:
    IntegrationId: {name: X-Integration-Id, in: header, required: true, schema: {type: string}}
    PageSize:
      name: page_size
      in: query
      schema: {type: integer, minimum: 1, maximum: 250, default: 100}
    UpdatedAfter: {name: updated_after, in: query, schema: {type: string, format: date-time}}
    IncludeDeleted:
      name: include_deleted
      in: query
      schema: {type: string, enum: ['true', 'false'], default: 'false'}
    Ids:
      name: ids
      in: query
      schema: {type: string}
      x-list: true
      x-filter: {path: id, match: equals}
  responses:
    Refused:
      description: Refused.
      content:
        application/json:
          schema: {type: object, required: [status], properties: {status: {const: error}}}
  schemas:
    Id: {type: string, description: Unified id.}
    Country: {type: string}
    Address:
      type: [object, 'null']
      required: [country]
      properties:
        country: {$ref: '#/components/schemas/Country'}
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A small description in three files."""
    place = tmp_path / "openapi"
    place.mkdir()
    for name, text in {"openapi": ROOT, "jobs": JOBS, "components": COMPONENTS}.items():
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def description(directory: Path, tmp_path: Path) -> Description:
    return load(directory, [tmp_path / "compiled"])


Change = Callable[[str, str, str], None]


@pytest.fixture
def change(directory: Path) -> Change:
    """Replaces text that stands exactly once in a file of the description."""

    def replace(name: str, old: str, new: str) -> None:
        path = directory / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def refusal(directory: Path) -> Callable[[], str]:
    """Loads the description and gives the message of the refusal, without the directory."""

    def message() -> str:
        with pytest.raises(ConfigurationError) as caught:
            load(directory, [])
        return str(caught.value).replace(f"{directory}/", "")

    return message
