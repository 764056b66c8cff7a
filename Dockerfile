# syntax=docker/dockerfile:1
# The bot for servers: built without the local Telegram, run by nobody in particular.

FROM rust:1.95.0-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked -p atelier --no-default-features && \
    cp target/release/bot /usr/local/bin/bot

FROM debian:bookworm-slim
RUN apt-get update && \
    apt-get install -y --no-install-recommends ca-certificates && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin atelier && \
    install -d -o atelier -g atelier -m 750 /data
COPY --from=build /usr/local/bin/bot /usr/local/bin/bot
COPY LICENSE NOTICE bot/assets/fonts/OFL.txt /usr/share/doc/atelier/
USER 10001
WORKDIR /data
VOLUME /data
# Without a database or a bucket of yours, everything lies in the volume.
ENV HTTP_ADDR=0.0.0.0:8080 \
    DATABASE_URL=sqlite:///data/atelier.db \
    BLOB_URL=file:///data/files
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["bot", "health"]
# It stops within ten seconds of SIGTERM, which is what containers are given.
ENTRYPOINT ["bot"]
CMD ["run"]
