# docker build -t gradwalk .    (where pip's default index serves torch with CUDA: --build-arg TORCH_INDEX=URL, see README.md)

FROM python:3.12-slim AS build
ARG TORCH_INDEX=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/gradwalk
RUN python -m venv /opt/venv
# torch first, in a layer of its own: it is most of the image and changes least.
COPY constraints.txt ./
COPY .ci/torch .ci/torch
RUN sh .ci/torch /opt/venv/bin/python "${TORCH_INDEX}"
COPY pyproject.toml README.md LICENSE ./
COPY app app
RUN /opt/venv/bin/pip install -c constraints.txt -e . \
    && ! /opt/venv/bin/pip list --format=freeze | grep -i '^nvidia-' \
    && /opt/venv/bin/pip uninstall --yes pip \
    && /opt/venv/bin/python -m compileall -q app

FROM python:3.12-slim
# A Chinese font for the PNG exports.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/gradwalk
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/gradwalk ./
COPY templates templates
COPY static static
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["gradwalk", "serve", "--host", "0.0.0.0"]
