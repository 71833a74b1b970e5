"""The imitated API: a request is routed, authenticated, resolved, validated, acted on, projected and answered."""
