# Sourced after common.sh: the real Odoo 19, its own PostgreSQL, and databases.
# shellcheck shell=bash

# Packages whose files Odoo's package links to; without jQuery no page opens.
SID_PACKAGES=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore
    fonts-roboto-unhinted fonts-montserrat fonts-ocr-b)
# The icons that Odoo expects are those of the stable releases.
STABLE_PACKAGES=(fonts-font-awesome fonts-inconsolata)
DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# What the database has from which the others are cloned: the charts of our countries.
BASE_MODULES=account,l10n_nl,l10n_be,l10n_de

# Odoo: the user's where ODOO_HOME is set. Debian carries Odoo 19 in its suite sid only; it
# is pure Python, so it is unpacked, not installed, with package lists of our own.

need_odoo() {
    [ -z "${ODOO_HOME:-}" ] && [ ! -e "$LC_STATE/odoo.done" ] || return 0
    command -v apt-get >/dev/null ||
        fail "this is no Debian: install Odoo 19 yourself and set ODOO_HOME to it."
    need "$DEBIAN_KEYRING" debian-archive-keyring
}

# Fetches Odoo beside the Python packages; wait_for_odoo has the outcome.
fetch_odoo_meanwhile() {
    FETCHING=
    [ -z "${ODOO_HOME:-}" ] && [ ! -e "$LC_STATE/odoo.done" ] || return 0
    find_mirror
    # In a process group of its own, so that it ends wholly when we are interrupted.
    set -m
    fetch_odoo &
    FETCHING=$!
    set +m
    trap '[ -z "$FETCHING" ] || kill -- "-$FETCHING" 2>/dev/null || true' EXIT
}

wait_for_odoo() {
    local pid=$FETCHING
    [ -n "$pid" ] || return 0
    wait "$pid" || fail "without Odoo nothing works here (ODOO_HOME may name one of yours)."
    FETCHING=
}

fetch_odoo() {
    local apt=$LC_STATE/apt log=$LC_STATE/odoo.log WATCH
    APT=(apt-get -o "APT::Sandbox::User=$(id -un)")
    SID=("${APT[@]}" -o "Dir::Etc::SourceList=$apt/sources.list"
        -o "Dir::Etc::SourceParts=/dev/null" -o "Dir::State::Lists=$apt/lists"
        -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache")
    rm -rf "$apt" "$LC_STATE/odoo" "$LC_STATE/odoo.new"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs"
    : >"$apt/status"
    echo "deb [signed-by=$DEBIAN_KEYRING] $LC_MIRROR sid main" >"$apt/sources.list"
    step "Fetching the package list of Debian's suite sid" "$log" "${SID[@]}" -q \
        -o APT::Update::Error-Mode=any update ||
        fail "Debian's suite sid can't be fetched, or its signature is wrong; see $log"
    cd "$apt/debs"
    WATCH=$apt/debs
    step "Downloading Odoo 19 (122 MB)" "$log" "${SID[@]}" -q download "${SID_PACKAGES[@]}" ||
        fail "Odoo 19 can't be downloaded, or its signature is wrong; see $log"
    step "Downloading icons and fonts" "$log" "${APT[@]}" -q download "${STABLE_PACKAGES[@]}" ||
        fail "${STABLE_PACKAGES[*]} can't be downloaded; see $log"
    WATCH=$LC_STATE/odoo.new
    step "Unpacking Odoo 19 (1.2 GB)" "$log" unpack_odoo || fail "unpacking failed; see $log"
    cd "$LC_ROOT"
    mv "$LC_STATE/odoo.new" "$LC_STATE/odoo"
    rm -rf "$apt"
    touch "$LC_STATE/odoo.done"
}

unpack_odoo() {
    local deb mail=$WATCH/usr/lib/python3/dist-packages/odoo/addons/mail
    local script=$mail/static/lib/selfie_segmentation/selfie_segmentation.js
    for deb in ./*.deb; do
        dpkg-deb -x "$deb" "$WATCH" || return
    done
    # Debian leaves out one file, which blurs the background of video calls; Odoo's own
    # browser tests fail on its absence.
    mkdir -p "${script%/*}" && echo '// not in this package' >"$script"
}

# The mirror that this machine uses already.
find_mirror() {
    LC_MIRROR=$(debian_index)
    if [ -z "$LC_MIRROR" ]; then
        # No package lists yet: installing anything fetches them.
        MISSING=(debian-archive-keyring)
        install_missing
        LC_MIRROR=$(debian_index)
    fi
    [ -n "$LC_MIRROR" ] ||
        fail "this machine's apt has no Debian source: set ODOO_HOME to an Odoo 19 of yours."
}

use_odoo() {
    LC_ODOO=$LC_STATE/odoo/usr/lib/python3/dist-packages
    if [ -n "${ODOO_HOME:-}" ]; then
        LC_ODOO=$(cd "$ODOO_HOME" 2>/dev/null && pwd) || fail "ODOO_HOME=$ODOO_HOME: no such folder."
    fi
    [ -e "$LC_ODOO/odoo/release.py" ] || fail "no Odoo in $LC_ODOO: it must hold the folder odoo/."
    local version
    version=$("$LC_PYTHON" - "$LC_ODOO" <<'PYTHON'
import runpy, site, sys
from pathlib import Path
path = Path(site.getsitepackages()[0], "odoo.pth")
if not path.exists() or path.read_text() != sys.argv[1] + "\n":
    path.write_text(sys.argv[1] + "\n")
print(runpy.run_path(sys.argv[1] + "/odoo/release.py")["version"])
PYTHON
    )
    case $version in
        19.0*) ;;
        *) fail "Odoo in $LC_ODOO is $version; the addons need 19.0." ;;
    esac
    ODOO_ADDONS_PATH=$LC_ODOO/odoo/addons,$LC_ROOT
    # A source checkout has most addons in a folder of their own; the one beside Debian's
    # package is incomplete.
    [ ! -d "$LC_ODOO/addons/account/views" ] || ODOO_ADDONS_PATH=$LC_ODOO/addons,$ODOO_ADDONS_PATH
    [ ! -d "$LC_ROOT/tests/addons" ] || ODOO_ADDONS_PATH+=,$LC_ROOT/tests/addons
    export LC_ODOO ODOO_ADDONS_PATH
}

# PostgreSQL: the user's where PGHOST, PGPORT or PGUSER is set, else a private one.

is_private() { [ -z "${PGHOST:-}${PGPORT:-}${PGUSER:-}" ]; }

need_postgres() {
    if is_private; then
        pg_bin >/dev/null || need /nonexistent postgresql
    else
        need psql postgresql-client
    fi
}

# pg_bin [VERSION]: the folder of the newest PostgreSQL here, or of the one that is asked for.
pg_bin() {
    local initdb
    initdb=$(compgen -G "/usr/lib/postgresql/${1:-*}/bin/initdb" | sort -V | tail -n 1) || true
    [ -n "$initdb" ] || initdb=$(command -v initdb) || return
    [ -z "${1:-}" ] || [[ "$("$initdb" --version)" = *") $1."* ]] || return
    echo "${initdb%/initdb}"
}

ensure_postgres() {
    if is_private; then
        find_cluster
        [ -n "$PG_BIN" ] || init_postgres
        pg_is_running || start_postgres
        PGPORT=$(as_postgres sed -n 4p "$PG_DATA/data/postmaster.pid")
        PGPASSWORD=$(cat "$LC_STATE/pg.password")
        export PGHOST=127.0.0.1 PGPORT PGUSER=ledger PGPASSWORD
        export PATH=$PG_BIN:$PATH
    else
        check_postgres
    fi
}

check_postgres() {
    local user=${PGUSER:-$(id -un)} answer
    [ "$user" != postgres ] || fail "Odoo refuses to work as user postgres: set PGUSER to another."
    answer=$(psql -qXwAtd postgres 2>&1 -c \
        "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user") ||
        fail "PostgreSQL at ${PGHOST:-its socket} can't be reached as $user: $answer"
    [ "$answer" = t ] || fail "PostgreSQL's role $user may not create databases (ALTER ROLE … CREATEDB)."
}

# PG_DATA, and PG_BIN where a usable cluster of ours is there. PostgreSQL refuses to run as
# root, and its own user may not enter every checkout.
find_cluster() {
    PG_BIN=
    if [ "$(id -u)" = 0 ]; then
        PG_DATA=/var/lib/ledger-connectors/$(echo "$LC_ROOT" | sha256sum | cut -c1-12)
        PG_AS=(runuser -u postgres --)
    else
        PG_DATA=$LC_STATE/postgres
        PG_AS=()
    fi
    if [ -e "$LC_STATE/pg.password" ] && [ -e "$PG_DATA/data/PG_VERSION" ]; then
        PG_BIN=$(pg_bin "$(cat "$PG_DATA/data/PG_VERSION")") || true
    fi
}

# In a folder that its user may enter.
as_postgres() { (cd / && exec "${PG_AS[@]}" "$@" 8>&- 9>&-); }
pg_is_running() { as_postgres "$PG_BIN/pg_ctl" -D "$PG_DATA/data" status >/dev/null 2>&1; }

init_postgres() {
    PG_BIN=$(pg_bin) || fail "PostgreSQL's initdb is missing."
    # Left over from a .setup/ that was deleted
    if pg_is_running; then stop_postgres; fi
    rm -rf "$PG_DATA"
    mkdir -p "$PG_DATA"
    (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '/+=\n' >"$LC_STATE/pg.password")
    cp "$LC_STATE/pg.password" "$PG_DATA/password"
    if [ "$(id -u)" = 0 ]; then chown -R postgres: "$PG_DATA"; fi
    step "Creating a private PostgreSQL" "$LC_STATE/pg.log" as_postgres \
        "$PG_BIN/initdb" -D "$PG_DATA/data" -U ledger -E UTF8 --locale=C.UTF-8 -N \
        --auth=scram-sha-256 --pwfile="$PG_DATA/password" ||
        fail "initdb failed; see $LC_STATE/pg.log"
    rm -f "$PG_DATA/password"
    # Its predecessor's databases are gone, their files too.
    rm -rf "$LC_STATE/data/filestore"
}

# Without fsync: tests and demo may lose their data with the machine's power. Without
# autovacuum: what it learnt of almost empty tables makes the plans for the thousands of rows
# that a test has in its transaction take minutes.
start_postgres() {
    local port
    port=$("$LC_PYTHON" -c '
import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])')
    say "Starting PostgreSQL on 127.0.0.1:$port"
    as_postgres "$PG_BIN/pg_ctl" -D "$PG_DATA/data" -w -t 60 -l "$PG_DATA/log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
        -c max_connections=400 -c jit=off -c autovacuum=off" start >/dev/null ||
        fail "PostgreSQL does not start; see $PG_DATA/log"
}

stop_postgres() { as_postgres "$PG_BIN/pg_ctl" -D "$PG_DATA/data" -m fast stop >/dev/null; }

# Databases, each with its folder of files in .setup/data/filestore

has_database() {
    [ "$(psql -qXAtd postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]
}

drop_database() {
    psql -qXd postgres -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)" 2>/dev/null
    rm -rf "$LC_STATE/data/filestore/$1"
}

# Only one command at a time may work in a database; its lock ends with its processes.
# lock_database NAME [wait]
lock_database() {
    exec 8>"$LC_STATE/$1.lock"
    flock -n 8 && return
    [ "${2:-}" = wait ] || fail "another command is using database $1: end that one first."
    say "Another command is using database $1: waiting for it"
    flock 8
}

write_config() {
    (umask 077 && cat >"$LC_STATE/odoo.conf.new") <<CONF
[options]
addons_path = $ODOO_ADDONS_PATH
data_dir = $LC_STATE/data
http_interface = 127.0.0.1
list_db = False
db_host = ${PGHOST:-False}
db_port = ${PGPORT:-False}
db_user = ${PGUSER:-$(id -un)}
db_password = ${PGPASSWORD:-False}
CONF
    mv "$LC_STATE/odoo.conf.new" "$LC_STATE/odoo.conf"
}

# run_odoo ARGUMENTS...: Odoo's own command line with our addons and database server.
run_odoo() {
    local command=()
    if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
        command=("$1")
        shift
    fi
    "$LC_PYTHON" -c 'from odoo.cli import main; main()' "${command[@]}" \
        -c "$LC_STATE/odoo.conf" "$@"
}

# The pristine database with Odoo's accounting, to clone others from. Its name says what it
# is made of, so that another Odoo or list of modules makes another one.
ensure_base() {
    local log=$LC_STATE/base.log old
    export LC_BASE=lc_base_$(echo "$LC_ROOT $BASE_MODULES" | cat - "$LC_ODOO/odoo/release.py" |
        sha256sum | cut -c1-10)
    has_database "$LC_BASE" && [ -d "$LC_STATE/data/filestore/$LC_BASE" ] && return
    if [ -n "${PG_DATA:-}" ]; then
        # Ours alone: those of another list of modules will not be used again.
        for old in $(psql -qXAtd postgres -c "SELECT datname FROM pg_database
                WHERE datname LIKE 'lc_base_%'"); do
            drop_database "$old"
        done
        rm -rf "$LC_STATE"/data/filestore/lc_base_*
    fi
    drop_database "$LC_BASE"
    drop_database "$LC_BASE-new"
    step "Preparing a database with Odoo Accounting (half a minute)" "$log" \
        run_odoo -d "$LC_BASE-new" -i "$BASE_MODULES" --stop-after-init ||
        fail "the database can't be prepared; see $log"
    mv "$LC_STATE/data/filestore/$LC_BASE-new" "$LC_STATE/data/filestore/$LC_BASE"
    psql -qXd postgres -c "ALTER DATABASE \"$LC_BASE-new\" RENAME TO \"$LC_BASE\""
}

# our_addons [TEST]: names of the addons here, with "test" those for tests too, among them
# the one that needs queue_job, where that is there.
our_addons() {
    local folder name
    for folder in "$LC_ROOT"/*/ ${1:+"$LC_ROOT"/tests/addons/*/}; do
        name=$(basename "$folder")
        [ -e "$folder/__manifest__.py" ] || continue
        [ "$name" != connector_queue_job ] || { [ -n "${1:-}" ] && has_queue_job; } || continue
        echo "$name"
    done | paste -sd,
}

has_queue_job() {
    "$LC_PYTHON" -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("odoo.addons.queue_job"))'
}

# clone_database NAME ADDONS: NAME afresh, with these addons installed.
clone_database() {
    local log=$LC_STATE/$1.log files=$LC_STATE/data/filestore
    drop_database "$1"
    # What is being copied by another command can't be copied at the same moment.
    for _try in {1..60}; do
        createdb -T "$LC_BASE" "$1" 2>"$log" && break
        sleep 1
    done
    has_database "$1" || fail "the database can't be copied; see $log"
    # Links are enough: Odoo never changes a file, it adds and removes.
    cp -rl "$files/$LC_BASE" "$files/$1"
    [ -n "$2" ] || return 0
    step "Installing $2 in database $1" "$log" run_odoo -d "$1" -i "$2" --stop-after-init ||
        fail "the addons can't be installed; see $log"
    if grep -v ' INFO ' "$log" | grep -E 'ERROR|CRITICAL' >&2; then
        fail "errors while installing the addons; see $log"
    fi
}

# What tests and demo use beside Odoo

need_browser() {
    command -v google-chrome >/dev/null || need chromium chromium
    need chromedriver chromium-driver
    need '/usr/share/fonts/*' fonts-liberation
}

# Debian 13 no longer has it: invoices then can't be printed, which nothing depends on.
need_pdf() { want wkhtmltopdf wkhtmltopdf; }

# ensure_code: Python packages and Odoo's sources. ensure_all: a database server too, and
# the database to clone others from. Commands add what they need before.

prepare_code() {
    need_python
    need_odoo
    install_missing
    fetch_odoo_meanwhile
    install_python
    wait_for_odoo
    use_odoo
}

ensure_code() {
    lock_setup
    prepare_code
    unlock_setup
}

ensure_all() {
    lock_setup
    need_postgres
    prepare_code
    ensure_postgres
    write_config
    ensure_base
    unlock_setup
}
