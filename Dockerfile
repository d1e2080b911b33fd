# Vigie as it is: Node runs its TypeScript, so nothing is built. The same Node as package.json brings.
FROM node:24.21.0-bookworm-slim

ENV NODE_ENV=production HOME=/tmp
WORKDIR /opt/vigie

COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

COPY schemas/ schemas/
COPY platform/ platform/
COPY ingest/ ingest/
COPY analyzers/ analyzers/
COPY verifiers/ verifiers/
COPY alerts/ alerts/
COPY dashboards/ dashboards/
COPY app/ app/

# Writes to its data and to /tmp alone. docker-compose.yml names the user who owns the secrets instead.
USER node
VOLUME /var/lib/vigie
EXPOSE 8420

HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8420/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "app/cli.js"]
CMD ["up", "--config", "/etc/vigie/vigie.yaml"]
