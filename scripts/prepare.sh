#!/usr/bin/env bash
# Installs what this machine lacks, and nothing else:
#   scripts/prepare.sh            PostgreSQL and Redis servers, for `make run` and `make test`
#   scripts/prepare.sh browser    Chromium, for the browser tests
# Debian and Ubuntu: apt-get (sudo when not root). macOS: Homebrew. Elsewhere it says what to install.
# The servers are only needed as programs: atrevete starts private ones. The system's own services are not started.
set -euo pipefail

say() { printf '==> %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else say "installing packages needs root: run this as root, or install sudo"; exit 1
  fi
}

have_postgres() {
  command -v postgres >/dev/null && command -v initdb >/dev/null && return
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && return
  compgen -G '/opt/homebrew/opt/postgresql@*/bin/postgres' >/dev/null && return
  compgen -G '/usr/local/opt/postgresql@*/bin/postgres' >/dev/null
}
have_redis() { command -v redis-server >/dev/null; }
have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

# apt_install PACKAGE...: without starting the services that the packages bring, whose ports we would only block.
apt_install() {
  say "installing $* (apt-get)"
  as_root mkdir -p /etc/postgresql-common/createcluster.d
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/atrevete.conf >/dev/null
  fi
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    made=yes
  fi
  local status=0
  as_root apt-get update -qq </dev/null || status=$?
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null || status=$?
  [ -z "$made" ] || as_root rm -f "$policy"
  [ "$status" = 0 ] || { say "apt-get could not install $*: see above"; exit 1; }
  # policy-rc.d keeps them from starting now; this keeps them from starting at the next boot.
  if [ -d /run/systemd/system ]; then
    case " $* " in *" redis-server "*) as_root systemctl disable --quiet redis-server || true ;; esac
  fi
}

missing=()
case ${1:-servers} in
  servers)
    have_postgres || missing+=(postgresql)
    have_redis || missing+=(redis-server)
    ;;
  browser) have_chromium || missing+=(chromium) ;;
  *) echo "usage: scripts/prepare.sh [servers|browser]" >&2; exit 2 ;;
esac
[ ${#missing[@]} -gt 0 ] || exit 0

if command -v apt-get >/dev/null; then
  apt_install "${missing[@]}"
elif [ "$(uname -s)" = Darwin ] && command -v brew >/dev/null; then
  formulae=()
  for package in "${missing[@]}"; do
    case $package in
      postgresql) formulae+=(postgresql@15) ;;
      redis-server) formulae+=(redis) ;;
      chromium) say "install Google Chrome or Chromium for the browser tests"; exit 1 ;;
    esac
  done
  say "installing ${formulae[*]} (Homebrew)"
  brew install "${formulae[@]}"
else
  say "please install ${missing[*]} with your system's package manager (PostgreSQL 15 or later, Redis 7 or later), then run this again"
  exit 1
fi
