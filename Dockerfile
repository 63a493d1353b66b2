# llmsim as an image: built from the sources, run as an unprivileged user; a read-only root file system is enough.
ARG NODE=node:22-alpine

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY scripts/bundle.js ./scripts/bundle.js
RUN npm run build
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
COPY cassettes ./cassettes
USER node
# Cassettes are mounted here: read-only to replay, writable to record.
VOLUME /cassettes
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/llmsim.js"]
CMD ["replay", "/cassettes", "--host", "0.0.0.0", "--port", "8080"]
