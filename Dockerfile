# docker build -t azure-scheduler-emulator .
FROM python:3.13-slim
WORKDIR /app
COPY setup.cfg pyproject.toml constraints.txt README.md LICENSE ./
COPY emulator ./emulator
# Further extras for who needs them: --build-arg EXTRAS=postgresql,celery (docs/scale.md)
ARG EXTRAS=postgresql
RUN pip install --no-cache-dir --constraint constraints.txt ".[${EXTRAS}]"
# The control API is open here, and every port: publish them on 127.0.0.1 (docs/security.md).
# Certificates, and the state if EMULATOR_STATE=/data/state.db keeps it.
ENV EMULATOR_HOST=0.0.0.0 EMULATOR_CONTROL_OPEN=true EMULATOR_CERTS=/data/certs EMULATOR_LOG_FORMAT=json
RUN useradd --system --home-dir /data emulator && mkdir /data && chown emulator /data
USER emulator
VOLUME /data
EXPOSE 8443 8080
HEALTHCHECK --interval=2s --timeout=2s --start-period=10s --retries=10 \
  CMD ["azure-scheduler-emulator", "health"]
ENTRYPOINT ["azure-scheduler-emulator"]
CMD ["serve"]
