# Kith in a container: `kith run` with an SQLite file in /data, or `kith web` and `kith worker` as compose.yaml has them.
FROM python:3.12-slim-bookworm AS build
WORKDIR /srv/kith
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /srv/venv
COPY requirements.lock ./
RUN /srv/venv/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY jobs jobs
COPY sandbox sandbox
RUN /srv/venv/bin/pip install --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
RUN useradd --uid 10001 --create-home --home-dir /data kith
COPY --from=build /srv/venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    KITH_DATABASE_URL=sqlite:////data/kith.sqlite
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s CMD ["kith", "alive"]
CMD ["kith", "run"]
