# Where Atelier keeps its things, for scripts/backup and scripts/restore: DATABASE_URL and BLOB_URL.
# shellcheck shell=bash

complain() {
  echo "$(basename "$0"): $1" >&2
  exit 1
}

usage() { # SCRIPT: its first comment
  sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p}' "$1" >&2
  exit 2
}

setting() { # NAME DEFAULT: from the environment, from .env, or the default
  local value=${!1:-}
  if [[ -z $value && -f .env ]]; then
    value=$(sed -n "s/^$1=//p" .env | tail -n 1)
    value=${value#[\"\']} value=${value%[\"\']}
  fi
  printf '%s' "${value:-$2}"
}

DATABASE_URL=$(setting DATABASE_URL sqlite://data/atelier.db)
BLOB_URL=$(setting BLOB_URL file://data/files)

sqlite_file() {
  local file=${DATABASE_URL#sqlite:}
  file=${file#//}
  printf '%s' "${file%%\?*}"
}

files_folder() { # fails where files lie in a bucket
  case $BLOB_URL in
    file://*) printf '%s' "${BLOB_URL#file://}" ;;
    *://*) return 1 ;;
    *) printf '%s' "$BLOB_URL" ;;
  esac
}

bot() { # the program that copies SQLite
  local root built
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  for built in "${BOT:-}" "$root/target/release/bot" "$root/target/debug/bot" "$(command -v bot || true)" \
    "$(command -v atelier || true)"; do
    if [[ -n $built && -x $built ]]; then
      printf '%s' "$built"
      return
    fi
  done
  complain 'there is no `bot` to copy SQLite with: set BOT, or build it'
}
