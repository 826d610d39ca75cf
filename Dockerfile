# The two servers of docker-compose.yml, run from their TypeScript sources as everywhere else in this repository.
FROM node:24.21.0-bookworm-slim AS base
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
COPY toolkit/package.json toolkit/
COPY mock-server/package.json mock-server/
COPY loadtests/package.json loadtests/
COPY dashboards/package.json dashboards/
COPY tools/package.json tools/
COPY bench/package.json bench/
COPY examples/contracts/package.json examples/contracts/
COPY examples/gateway/package.json examples/gateway/

FROM base AS mock-server
RUN npm ci --omit=dev --workspace mock-server --workspace toolkit
COPY toolkit/src toolkit/src
COPY mock-server/src mock-server/src
USER node
EXPOSE 4010
ENTRYPOINT ["node", "-C", "source", "mock-server/src/cli.ts"]

FROM base AS gateway
RUN npm ci --omit=dev --workspace examples/gateway --workspace toolkit
COPY toolkit/src toolkit/src
COPY examples/gateway/src examples/gateway/src
# A volume that is mounted here begins as this folder is: the server may write to it.
RUN install --directory --owner node --group node /var/lib/evenkeel
USER node
EXPOSE 3000
ENTRYPOINT ["node", "-C", "source", "examples/gateway/src/main.ts"]
