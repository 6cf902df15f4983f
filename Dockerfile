# The register. Builds from the locks with hashes; holds no secret; runs as a normal user on a read-only file system.
# Pin the base by digest before production: docker buildx imagetools inspect python:3.11.14-slim-bookworm

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/registry \
 && /opt/registry/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY . .
RUN /opt/registry/bin/pip install --no-deps --no-build-isolation . \
 && /opt/registry/bin/python -m compileall -q /opt/registry/lib

FROM python:3.11.14-slim-bookworm
# Reading DOC, RTF and ODT; recognition of Russian scans; the cage of the readers; fonts that acts are set in.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libreoffice-writer-nogui tesseract-ocr tesseract-ocr-rus bubblewrap \
      fonts-liberation2 fonts-dejavu-core fonts-paratype \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 registry \
 && useradd --uid 10001 --gid registry --no-create-home --home-dir /var/lib/registry --shell /usr/sbin/nologin registry \
 && install -d -o registry -g registry -m 0750 /var/lib/registry
COPY --from=build /opt/registry /opt/registry
COPY examples /usr/share/registry/examples
ENV PATH=/opt/registry/bin:$PATH \
    HOME=/tmp \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    REGISTRY_DATA=/var/lib/registry
USER 10001:10001
WORKDIR /var/lib/registry
VOLUME /var/lib/registry
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=4 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=5)"]
CMD ["registry", "serve", "--host", "0.0.0.0"]
