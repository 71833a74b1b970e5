"""The documentation page: our OpenAPI documents in Swagger UI, everything served from here."""
