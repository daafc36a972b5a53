# Sourced by the commands in setup/: finds or fetches what they need. Idempotent.
# Everything it downloads lies in .setup/ of this checkout; messages go to stderr, because
# the standard output belongs to the command itself.
# shellcheck shell=bash
set -euo pipefail

LC_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LC_STATE=$LC_ROOT/.setup
LC_VENV=$LC_STATE/venv
LC_PYTHON=$LC_VENV/bin/python
export LC_ROOT LC_STATE LC_VENV LC_PYTHON
mkdir -p "$LC_STATE" || exit 1
# The sandboxes, which stand in for the ledgers, are on this machine.
export LEDGER_CONNECTOR_HOSTS=localhost,127.0.0.1
# Compiled once and kept, beside the sources instead of among them: Odoo starts faster.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$LC_STATE/pycache PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# step TEXT LOG COMMAND...: run COMMAND with its output in LOG; on long ones show every
# few seconds how far it is.
step() {
    local text=$1 log=$2 status=0 ticker
    shift 2
    say "$text"
    tick "$log" 8>&- 9>&- &
    ticker=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    [ "$status" = 0 ] || tail -n 15 "$log" | sed 's/^/    /' >&2
    return "$status"
}

# With the size of the folder WATCH, where the caller has set it.
tick() {
    local seconds=0
    while sleep 10 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        seconds=$((seconds + 10))
        printf '    %s s  %.70s\n' "$seconds" "${WATCH:+$(size "$WATCH")}$(last_line "$1")" >&2
    done
}

size() { du -sm "$1" 2>/dev/null | awk '{ printf "%s MB  ", $1 }'; }

# Without what Odoo puts before its messages.
last_line() {
    tail -n 1 "$1" | sed -E 's/^[0-9-]+ [0-9:,]+ [0-9]+ INFO [^ ]+ [^ ]+: //'
}

# Two commands of one checkout may start together: the second waits for the first's set-up.
lock_setup() {
    exec 9>"$LC_STATE/lock"
    flock -n 9 && return
    say "Another set-up of this checkout is at work: waiting for it"
    flock 9
}
unlock_setup() { exec 9>&-; }

# Debian packages: first say what is needed, then install what is missing in one go.

MISSING=()
OPTIONAL=()

# need COMMAND-OR-FILE PACKAGE...
need() { present "$1" || MISSING+=("${@:2}"); }

# want COMMAND-OR-FILE PACKAGE: work goes on without it.
want() { present "$1" || OPTIONAL+=("$2"); }

present() {
    if [ "${1#/}" != "$1" ]; then compgen -G "$1"; else command -v "$1"; fi >/dev/null
}

install_missing() {
    [ ${#MISSING[@]} -gt 0 ] || [ ${#OPTIONAL[@]} -gt 0 ] || return 0
    local sudo=() log=$LC_STATE/apt.log packages
    [ -z "$(debian_index)" ] || keep_available
    [ ${#MISSING[@]} -gt 0 ] || [ ${#OPTIONAL[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        if ! ask_for_sudo; then
            no_root
            return
        fi
        sudo=(sudo)
    fi
    # A source that can't be fetched need not be one that we want: the next step tells.
    step "Fetching Debian's package lists" "$log" "${sudo[@]}" apt-get update -q || true
    keep_available
    packages=("${MISSING[@]}" "${OPTIONAL[@]}")
    MISSING=() OPTIONAL=()
    [ ${#packages[@]} -gt 0 ] || return 0
    step "Installing ${packages[*]}" "$log" \
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${packages[@]}" ||
        fail "these Debian packages can't be installed: ${packages[*]}; see $log"
}

# Of the optional packages, those that this Debian has.
keep_available() {
    local package packages=("${OPTIONAL[@]}")
    OPTIONAL=()
    for package in "${packages[@]}"; do
        if [ -n "$(apt-cache show "$package" 2>/dev/null)" ]; then
            OPTIONAL+=("$package")
        else
            say "This system has no package $package: we go on without it"
        fi
    done
}

ask_for_sudo() {
    command -v sudo >/dev/null && command -v apt-get >/dev/null || return
    say "sudo is needed to install ${MISSING[*]} ${OPTIONAL[*]}"
    sudo -v
}

no_root() {
    if [ ${#MISSING[@]} = 0 ]; then
        say "Not installed, as that needs root: ${OPTIONAL[*]}; we go on without"
        OPTIONAL=()
        return
    fi
    fail "these Debian packages are missing, and installing them needs root:
    apt-get install ${MISSING[*]}
Have an administrator run that (on another system: install what corresponds), then start again."
}

# The address of the mirror that this machine uses, from its own package lists; nothing
# where there are none yet.
debian_index() {
    # Single quotes: apt fills these in. A list that was never fetched has no label.
    # shellcheck disable=SC2016
    { apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' || true; } \
        2>/dev/null | awk '$2 == "Debian" && !found { found = $1 } END { print found }'
}

# Python packages, pinned and hashed, in a virtual environment of our own.

need_python() {
    LC_PYTHON_STAMP=$LC_STATE/python-$(sha256sum <"$LC_ROOT/setup/requirements.lock" |
        cut -c1-16).done
    python_is_ready && return
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        need /nonexistent python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        need /nonexistent python3-venv
    fi
    need /etc/ssl/certs/ca-certificates.crt ca-certificates
}

python_is_ready() { [ -e "$LC_PYTHON_STAMP" ] && "$LC_PYTHON" -c '' 2>/dev/null; }

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
            2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

install_python() {
    python_is_ready && return
    local python log=$LC_STATE/pip.log
    python=$(find_python)
    [ -n "$python" ] ||
        fail "Python 3.11, 3.12 or 3.13 is needed; this machine has $(python3 -V 2>&1)."
    if ! "$LC_PYTHON" -c 'import pip' 2>/dev/null; then
        rm -rf "$LC_VENV"
        "$python" -m venv "$LC_VENV" || fail "$python can't make a virtual environment."
    fi
    if ! step "Installing Python packages (half a minute)" "$log" pip_install; then
        # All have ready-made wheels for usual machines; elsewhere some are compiled.
        need cc gcc libc6-dev
        need '/usr/include/python3*/Python.h' python3-dev
        if [ ${#MISSING[@]} = 0 ] || ! grep -qE "gcc|cc'|Python\.h" "$log"; then
            python_failed
        fi
        install_missing
        step "Compiling Python packages" "$log" pip_install || python_failed
    fi
    rm -f "$LC_STATE"/python-*.done
    touch "$LC_PYTHON_STAMP"
}

# The lock names all that is needed; what its packages say of Odoo no registry can meet.
pip_install() {
    "$LC_PYTHON" -m pip install --no-compile --no-deps --require-hashes --progress-bar off \
        -r "$LC_ROOT/setup/requirements.lock"
}

python_failed() {
    fail "the Python packages can't be installed: is there a network? See $LC_STATE/pip.log"
}

# What prettier and eslint are, pinned and hashed, below .setup/.
install_node() {
    local folder=$LC_STATE/node
    cmp -s "$LC_ROOT/setup/node/package-lock.json" "$folder/done" && return
    mkdir -p "$folder"
    cp "$LC_ROOT"/setup/node/package*.json "$folder"
    step "Installing prettier and eslint" "$LC_STATE/npm.log" \
        npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund ||
        fail "prettier and eslint can't be installed: is there a network? See $LC_STATE/npm.log"
    cp "$LC_ROOT/setup/node/package-lock.json" "$folder/done"
}

# All that the sandbox and the pure tests need.
ensure_python() {
    lock_setup
    need_python
    install_missing
    install_python
    unlock_setup
}

# The comment at the top of the command, as its manual
help() {
    sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"
    exit 0
}
