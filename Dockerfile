# The image: `docker run -p 8080:8080 IMAGE`, with any flag of `mockserver serve` after it. docs/operations.md tells more.
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /source
RUN python -m venv /opt/mockserver
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY openapi openapi
COPY fixtures fixtures
COPY mockserver mockserver
# What is compiled here is never written later: the root may be read-only. Unchecked, because copies of a layer may
# have other times; pip would only be of use to somebody who changes a running container.
RUN /opt/mockserver/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --no-compile ".[postgres]" \
    && rm -rf /opt/mockserver/lib/python*/site-packages/pip* /opt/mockserver/lib/python*/site-packages/setuptools* \
    && rm -f /opt/mockserver/bin/pip* \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/mockserver/lib

FROM ${PYTHON_IMAGE}
ARG PYTHON_IMAGE
ARG VERSION=dev
LABEL org.opencontainers.image.title="mockserver" \
      org.opencontainers.image.description="A local, stateful, deterministic mock of Kombo's unified HR and ATS API" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.base.name="${PYTHON_IMAGE}"
COPY --from=build /opt/mockserver /opt/mockserver
# Slim images come without the compiled form of Python's own library. What serving needs of it is compiled here, once:
# an import by this user writes it. The folder is for a database; a volume put there inherits that anybody may write.
RUN /opt/mockserver/bin/python -c "import uvloop, httptools, psycopg, mockserver.cli.commands, mockserver.cli.serve, \
mockserver.server.running, mockserver.world, mockserver.app; mockserver.app.create_app()" \
    && mkdir -m 1777 /data
ENV PATH=/opt/mockserver/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MOCKSERVER_HOST=0.0.0.0
# A number, so that Kubernetes can see that it is not root; any other user works as well.
USER 10001:10001
WORKDIR /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["mockserver", "health"]
ENTRYPOINT ["mockserver", "serve"]
