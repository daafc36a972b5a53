# Sourced by the commands in setup/: finds or fetches what they need. Idempotent.
# Everything it downloads lies in .setup/ of this checkout; messages go to stderr.
# shellcheck shell=bash
set -euo pipefail

LC_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LC_STATE=$LC_ROOT/.setup
LC_VENV=$LC_STATE/venv
LC_PYTHON=$LC_VENV/bin/python
export LC_ROOT LC_STATE LC_VENV LC_PYTHON
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
mkdir -p "$LC_STATE"

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# as_root COMMAND...: directly, or by sudo; fails with a reason where neither works.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "'$*' needs root: run it yourself, or install sudo, and start again."
    fi
}

# need_package COMMAND-OR-FILE PACKAGE...: install the packages when it is missing.
need_package() {
    local what=$1
    shift
    if [ "${what#/}" != "$what" ]; then
        compgen -G "$what" >/dev/null && return
    elif command -v "$what" >/dev/null; then
        return
    fi
    command -v apt-get >/dev/null ||
        fail "$what is missing and this is no Debian: install $* and start again."
    say "Installing $* (Debian packages)"
    if [ -z "${LC_APT_UPDATED:-}" ]; then
        as_root apt-get update -qq >&2 || fail "the package lists can't be fetched."
        export LC_APT_UPDATED=1
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "$@" >"$LC_STATE/apt.log" 2>&1 ||
        fail "installing $* failed; see $LC_STATE/apt.log"
}

# Python packages, pinned and hashed, in a virtual environment of our own.
ensure_python() {
    local python stamp wanted
    wanted=$(sha256sum "$LC_ROOT/setup/requirements.lock" | cut -c1-16)
    stamp=$LC_STATE/python-$wanted.done
    [ -e "$stamp" ] && [ -x "$LC_PYTHON" ] && return
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        need_package /nonexistent python3-venv
    fi
    # A few packages have no ready-made wheel for every machine.
    need_package cc gcc
    need_package '/usr/include/python3*/Python.h' python3-dev
    say "Installing Python packages (about a minute)"
    [ -x "$LC_PYTHON" ] || "$python" -m venv "$LC_VENV"
    "$LC_PYTHON" -m pip install -q --require-hashes \
        -r "$LC_ROOT/setup/requirements.lock" >"$LC_STATE/pip.log" 2>&1 ||
        fail "the Python packages can't be installed; see $LC_STATE/pip.log"
    touch "$stamp"
}

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; then
            command -v "$name"
            return
        fi
    done
    need_package /nonexistent python3 python3-venv
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11, 3.12 or 3.13 is needed; this machine has $(python3 -V 2>&1)."
    command -v python3
}
