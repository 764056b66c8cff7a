# shellcheck shell=bash
# Postgres, Redis and Chromium for a check: those that are there, private ones, or freshly installed ones.
# To be sourced. It starts no system service, and `servers_stop` undoes everything but an installation.
#
# servers_find   sets FOUND_POSTGRES and FOUND_REDIS to a URL each, or leaves them empty; exports CHROMIUM, if
#                there is one; and says in POSTGRES_NOTE, REDIS_NOTE and CHROMIUM_NOTE what is used, or why
#                nothing is.
# SERVERS_DURABLE=1   a Postgres of our own keeps what it commits
# servers_stop   stops what was started, drops what was made, removes every file.
# shellcheck disable=SC2034 # Who sources this reads them.

FOUND_POSTGRES='' POSTGRES_NOTE='' FOUND_REDIS='' REDIS_NOTE='' CHROMIUM_NOTE=''

servers_dir=''        # our files
servers_user=()       # prefix that runs a command as somebody who may run servers
servers_admin=''      # URL of the Postgres in which we made a role
servers_role=''       # that role
servers_data=''       # data folder of our own Postgres
servers_redis_pid=''  # our own Redis
servers_redis_db=''   # the database we claimed in a Redis that was there
servers_policy=''     # the file that keeps an installation from starting services

readonly SERVERS_CLAIM=atelier:check

servers_find() {
  servers_make_dir
  if [[ -z ${CHECK_PRIVATE:-} ]]; then
    servers_use_postgres || true
    servers_use_redis || true
  fi
  servers_install
  [[ -n $FOUND_POSTGRES ]] || servers_start_postgres || true
  [[ -n $FOUND_REDIS ]] || servers_start_redis || true
  servers_find_chromium || true
}

servers_stop() {
  local database
  if [[ -n $servers_policy ]]; then rm -f "$servers_policy"; fi
  if [[ -n $servers_role ]]; then
    for database in $(servers_sql "$servers_admin" "SELECT datname FROM pg_database d JOIN pg_roles r
        ON r.oid = d.datdba WHERE r.rolname = '$servers_role'"); do
      servers_sql "$servers_admin" "DROP DATABASE IF EXISTS \"$database\" WITH (FORCE)" || true
    done
    servers_sql "$servers_admin" "DROP ROLE IF EXISTS $servers_role" ||
      echo "The role $servers_role could not be dropped." >&2
  fi
  if [[ -n $servers_redis_db ]]; then
    servers_ask_redis "SELECT $servers_redis_db" "FLUSHDB" >/dev/null || true
  fi
  if [[ -n $servers_redis_pid ]]; then
    kill -KILL "$servers_redis_pid" 2>/dev/null || true
    wait "$servers_redis_pid" 2>/dev/null || true
  fi
  if [[ -n $servers_data && -e $servers_data/postmaster.pid ]]; then
    servers_run "$(servers_postgres_bin)/pg_ctl" -D "$servers_data" -m immediate -w -t 20 stop >/dev/null 2>&1 ||
      kill -KILL "$(head -n 1 "$servers_data/postmaster.pid")" 2>/dev/null || true
  fi
  if [[ -n $servers_dir ]]; then rm -rf "$servers_dir"; fi
  servers_dir='' servers_role='' servers_data='' servers_redis_pid='' servers_redis_db='' servers_policy=''
}

# ---------------------------------------------------------------------------------------------- foundations

servers_make_dir() {
  servers_dir=$(mktemp -d "${TMPDIR:-/tmp}/atelier-check.XXXXXXXX")
  if ((EUID != 0)); then return; fi
  # Postgres refuses to run as root.
  local user
  for user in postgres nobody; do
    if id "$user" >/dev/null 2>&1 && command -v setpriv >/dev/null; then
      servers_user=(setpriv "--reuid=$(id -u "$user")" "--regid=$(id -g "$user")" --init-groups --)
      break
    fi
  done
  chmod 711 "$servers_dir"
  if ((${#servers_user[@]})) && ! servers_run test -x "$servers_dir"; then
    rm -rf "$servers_dir"
    servers_dir=$(mktemp -d /tmp/atelier-check.XXXXXXXX)
    chmod 711 "$servers_dir"
  fi
}

servers_run() { # COMMAND…: as somebody who may run servers, from a folder that everybody may enter
  (cd / && exec "${servers_user[@]}" "$@")
}

servers_folder() { # NAME: makes a folder for a server of ours
  mkdir "$servers_dir/$1"
  chmod 700 "$servers_dir/$1"
  if ((${#servers_user[@]})); then chown "${servers_user[1]#--reuid=}" "$servers_dir/$1"; fi
}

servers_secret() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

servers_listens() { # PORT
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

servers_free_port() {
  local port
  while :; do
    # Below the range from which the system gives ports to connections.
    port=$((20000 + RANDOM % 12000))
    if ! servers_listens "$port"; then
      echo "$port"
      return
    fi
  done
}

# ------------------------------------------------------------------------------------------------- Postgres

servers_sql() { # URL STATEMENT
  PGCONNECT_TIMEOUT=3 psql -X -w -q -A -t -v ON_ERROR_STOP=1 -d "$1" -c "$2" 2>/dev/null </dev/null
}

# A role of our own owns every database that the tests make, and so we know which to drop.
servers_use_postgres() {
  if [[ -n ${TEST_POSTGRES_URL:-} ]]; then
    FOUND_POSTGRES=$TEST_POSTGRES_URL POSTGRES_NOTE='the server of TEST_POSTGRES_URL'
    return
  fi
  command -v psql >/dev/null && servers_listens 5432 || return 1
  local may="SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper
    AND current_setting('server_version_num')::int >= 130000"
  local who admin secret
  for who in postgres postgres:postgres "$(id -un)"; do
    admin=postgres://$who@127.0.0.1:5432/postgres
    [[ $(servers_sql "$admin" "$may") == 1 ]] || continue
    secret=$(servers_secret)
    servers_admin=$admin servers_role=atelier_check_$(servers_secret)
    if servers_sql "$admin" "CREATE ROLE $servers_role SUPERUSER LOGIN PASSWORD '$secret'" &&
      servers_sql "postgres://$servers_role:$secret@127.0.0.1:5432/postgres" 'SELECT 1' >/dev/null; then
      FOUND_POSTGRES=postgres://$servers_role:$secret@127.0.0.1:5432/postgres
      POSTGRES_NOTE='the server on port 5432, as a role of our own'
      return
    fi
    servers_sql "$admin" "DROP ROLE IF EXISTS $servers_role" || true
    servers_role=''
  done
  return 1
}

servers_postgres_bin() {
  local bin found=''
  # The newest of Debian's, otherwise whichever is in the path.
  for bin in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V); do
    if [[ -x $bin/initdb && -x $bin/pg_ctl ]]; then found=$bin; fi
  done
  if [[ -z $found ]] && command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then
    found=$(dirname "$(command -v initdb)")
  fi
  [[ -n $found ]] && echo "$found"
}

servers_start_postgres() {
  local bin secret port
  if ! bin=$(servers_postgres_bin); then
    POSTGRES_NOTE='none that we may fill, and none installed'
    return 1
  fi
  if ((EUID == 0 && ${#servers_user[@]} == 0)); then
    POSTGRES_NOTE='it does not run as root, and there is no other user to run it'
    return 1
  fi
  servers_folder postgres
  local home=$servers_dir/postgres
  secret=$(servers_secret)
  # shellcheck disable=SC2016 # The inner shell expands them.
  if ! printf '%s\n' "$secret" | servers_run env LC_ALL=C.UTF-8 sh -c 'cat > "$1/secret" &&
      exec "$2/initdb" -D "$1/data" -U postgres --pwfile="$1/secret" -A scram-sha-256 -E UTF8 --no-sync' \
    - "$home" "$bin" >"$servers_dir/postgres.log" 2>&1; then
    servers_complain postgres
    POSTGRES_NOTE='a private one did not start'
    return 1
  fi
  servers_data=$home/data
  # It need not survive a power cut, unless that is what is measured.
  local careless=()
  if [[ -z ${SERVERS_DURABLE:-} ]]; then
    careless=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
  fi
  for _ in {1..5}; do
    port=$(servers_free_port)
    if servers_run "$bin/pg_ctl" -D "$servers_data" -l "$home/log" -w -t 60 start -o "-p $port \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 \
        ${careless[*]}" >>"$servers_dir/postgres.log" 2>&1; then
      FOUND_POSTGRES=postgres://postgres:$secret@127.0.0.1:$port/postgres
      POSTGRES_NOTE="a private server on port $port"
      return
    fi
  done
  cat "$home/log" >>"$servers_dir/postgres.log" 2>/dev/null || true
  servers_complain postgres
  POSTGRES_NOTE='a private one did not start'
  return 1
}

servers_complain() { # NAME of the server that did not start
  printf 'A private %s did not start:\n' "$1" >&2
  tail -n 15 "$servers_dir/$1.log" >&2
}

# ---------------------------------------------------------------------------------------------------- Redis

servers_ask_redis() { # COMMAND…: to the Redis on the standard port; prints a line of answer for each
  local command answer fd
  exec {fd}<>/dev/tcp/127.0.0.1/6379 || return 1
  for command in "$@"; do
    if ! printf '%s\r\n' "$command" >&"$fd" || ! read -r -t 3 answer <&"$fd"; then
      exec {fd}>&-
      return 1
    fi
    printf '%s\n' "${answer%$'\r'}"
  done
  exec {fd}>&-
}

# One of its numbered databases that is empty; a key in it says that it is taken.
servers_use_redis() {
  if [[ -n ${TEST_REDIS_URL:-} ]]; then
    FOUND_REDIS=$TEST_REDIS_URL REDIS_NOTE='the server of TEST_REDIS_URL'
    return
  fi
  servers_listens 6379 || return 1
  local number answer
  for number in {1..15}; do
    answer=$(servers_ask_redis "SELECT $number" "SET $SERVERS_CLAIM $$ NX EX 7200" DBSIZE | tr '\n' ' ') || return 1
    case $answer in
      '+OK +OK :1 ')
        servers_redis_db=$number
        FOUND_REDIS=redis://127.0.0.1:6379/$number
        REDIS_NOTE="the server on port 6379, database $number"
        return
        ;;
      '+OK +OK '*) servers_ask_redis "SELECT $number" "DEL $SERVERS_CLAIM" >/dev/null ;;
      '+OK '*) ;;
      *) return 1 ;;
    esac
  done
  return 1
}

servers_start_redis() {
  local secret port
  if ! command -v redis-server >/dev/null; then
    REDIS_NOTE='none that we may fill, and none installed'
    return 1
  fi
  servers_folder redis
  secret=$(servers_secret)
  for _ in {1..5}; do
    port=$(servers_free_port)
    # Not in the arguments, which everybody can read.
    install -m 600 /dev/null "$servers_dir/redis.conf"
    printf '%s\n' "port $port" 'bind 127.0.0.1' "requirepass $secret" 'save ""' 'appendonly no' \
      "dir $servers_dir/redis" >"$servers_dir/redis.conf"
    (cd / && exec "${servers_user[@]}" redis-server -) \
      <"$servers_dir/redis.conf" >"$servers_dir/redis.log" 2>&1 &
    servers_redis_pid=$!
    for _ in {1..100}; do
      if servers_listens "$port" && kill -0 "$servers_redis_pid" 2>/dev/null; then
        rm "$servers_dir/redis.conf"
        FOUND_REDIS=redis://default:$secret@127.0.0.1:$port/ REDIS_NOTE="a private server on port $port"
        return
      fi
      kill -0 "$servers_redis_pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$servers_redis_pid" 2>/dev/null || true
    servers_redis_pid=''
  done
  servers_complain redis
  REDIS_NOTE='a private one did not start'
  return 1
}

# -------------------------------------------------------------------------------- Chromium and installations

servers_find_chromium() {
  local name
  for name in "${CHROMIUM:-}" /usr/bin/chromium chromium chromium-browser google-chrome google-chrome-stable; do
    if [[ -n $name ]] && command -v "$name" >/dev/null; then
      CHROMIUM=$(command -v "$name") CHROMIUM_NOTE=$CHROMIUM
      export CHROMIUM
      return
    fi
  done
  unset CHROMIUM
  CHROMIUM_NOTE='not installed'
  return 1
}

servers_install() {
  local wanted=()
  if [[ -z $FOUND_POSTGRES ]] && ! servers_postgres_bin >/dev/null; then wanted+=(postgresql); fi
  if [[ -z $FOUND_REDIS ]] && ! command -v redis-server >/dev/null; then wanted+=(redis-server); fi
  if ! servers_find_chromium; then wanted+=(chromium); fi
  if ((${#wanted[@]} == 0)); then return; fi
  if [[ -n ${CHECK_NO_INSTALL:-} ]] || ((EUID != 0)) || ! command -v apt-get >/dev/null; then return; fi
  echo "Installing ${wanted[*]}"
  # A package would start its service; ours are private.
  if [[ ! -e /usr/sbin/policy-rc.d ]]; then
    servers_policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >"$servers_policy"
    chmod 755 "$servers_policy"
  fi
  local log=$servers_dir/install.log
  if ! { DEBIAN_FRONTEND=noninteractive apt-get update -q &&
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${wanted[@]}"; } \
    >"$log" 2>&1 </dev/null; then
    echo 'The installation failed:' >&2
    tail -n 5 "$log" >&2
  fi
  if [[ -n $servers_policy ]]; then rm -f "$servers_policy"; fi
  servers_policy=''
}
