# Sourced after common.sh: the real Odoo 19, its own PostgreSQL, and databases.
# shellcheck shell=bash

# Packages whose files Odoo's package links to; without jQuery no page opens.
SID_PACKAGES="odoo-19 libjs-jquery libjs-jquery-form libjs-underscore
    fonts-roboto-unhinted fonts-montserrat fonts-ocr-b"
STABLE_PACKAGES="fonts-font-awesome fonts-inconsolata"

ensure_odoo() {
    if [ -n "${ODOO_HOME:-}" ]; then
        LC_ODOO=$ODOO_HOME
    else
        LC_ODOO=$LC_STATE/odoo/usr/lib/python3/dist-packages
        [ -e "$LC_STATE/odoo.done" ] || fetch_odoo
    fi
    [ -e "$LC_ODOO/odoo/release.py" ] ||
        fail "no Odoo in $LC_ODOO: ODOO_HOME must hold the folder odoo/."
    local version
    version=$("$LC_PYTHON" -c "
import runpy, sys
print(runpy.run_path(sys.argv[1])['version'])" "$LC_ODOO/odoo/release.py")
    case $version in
        19.0*) ;;
        *) fail "Odoo in $LC_ODOO is $version; the addons need 19.0." ;;
    esac
    echo "$LC_ODOO" >"$("$LC_PYTHON" -c 'import site; print(site.getsitepackages()[0])')/odoo.pth"
    ODOO_ADDONS_PATH=$LC_ODOO/odoo/addons,$LC_ROOT,$LC_ROOT/tests/addons
    if [ -d "$LC_ODOO/addons/account/views" ]; then
        ODOO_ADDONS_PATH=$LC_ODOO/addons,$ODOO_ADDONS_PATH
    fi
    export LC_ODOO ODOO_ADDONS_PATH
}

# Debian carries Odoo 19 in its suite sid only. It is pure Python, so it is unpacked,
# not installed: with package lists of our own, signature and hashes checked by apt.
fetch_odoo() {
    local apt=$LC_STATE/apt mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    command -v apt-get >/dev/null ||
        fail "this is no Debian: install Odoo 19 yourself and set ODOO_HOME to it."
    [ -e "$keyring" ] || need_package "$keyring" debian-archive-keyring
    mirror=$(find_mirror)
    say "Downloading Odoo 19 (122 MB)"
    rm -rf "$apt" "$LC_STATE/odoo"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" \
        "$apt/parts" "$LC_STATE/odoo"
    : >"$apt/status"
    echo "deb [signed-by=$keyring] $mirror sid main contrib non-free" >"$apt/sources.list"
    local options=(-o "Dir::Etc::SourceList=$apt/sources.list"
        -o "Dir::Etc::SourceParts=/dev/null" -o "Dir::State::Lists=$apt/lists"
        -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
        -o "APT::Sandbox::User=$(id -un)")
    apt-get "${options[@]}" -qq update >&2 ||
        fail "the package list of Debian's suite sid can't be fetched or verified."
    # Word splitting of the package lists is wanted below.
    # shellcheck disable=SC2086
    (cd "$apt/debs" && apt-get "${options[@]}" -qq download $SID_PACKAGES >&2) ||
        fail "Odoo 19 can't be downloaded or its signature is wrong."
    # The icons that Odoo's own package expects are those of the stable release.
    # shellcheck disable=SC2086
    (cd "$apt/debs" && apt-get -qq -o "APT::Sandbox::User=$(id -un)" \
        download $STABLE_PACKAGES >&2) ||
        fail "fonts can't be downloaded: $STABLE_PACKAGES"
    say "Unpacking Odoo 19"
    local deb
    for deb in "$apt"/debs/*.deb; do
        dpkg-deb -x "$deb" "$LC_STATE/odoo"
    done
    # Debian leaves out one file, which blurs the background of video calls; Odoo's own
    # browser tests fail on its absence.
    deb=$LC_STATE/odoo/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib
    mkdir -p "$deb/selfie_segmentation"
    [ -e "$deb/selfie_segmentation/selfie_segmentation.js" ] ||
        echo '// not in this package' >"$deb/selfie_segmentation/selfie_segmentation.js"
    rm -rf "$apt"
    touch "$LC_STATE/odoo.done"
}

# The mirror that this machine uses already.
find_mirror() {
    local list
    list=$(debian_index)
    if [ -z "$list" ]; then
        as_root apt-get update -qq >&2 || true
        list=$(debian_index)
    fi
    [ -n "$list" ] || fail "this machine has no Debian mirror in its apt sources."
    echo "$list"
}

debian_index() {
    # The third column exists for lists that were fetched.
    apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' 2>/dev/null |
        awk '$2 == "Debian" { print $1; exit }'
}

# PostgreSQL: the user's where PGHOST is set, else a private one on loopback.
ensure_postgres() {
    if [ -n "${PGHOST:-}" ]; then
        need_package psql postgresql-client
        psql -qXd postgres -c 'SELECT 1' >/dev/null 2>&1 ||
            fail "PostgreSQL at PGHOST=$PGHOST can't be reached as ${PGUSER:-$(id -un)}."
        return
    fi
    need_package '/usr/lib/postgresql/*/bin/initdb' postgresql
    PG_BIN=$(find /usr/lib/postgresql -name initdb | sort -V | tail -1)
    PG_BIN=${PG_BIN%/initdb}
    # PostgreSQL refuses to run as root; its own user may not enter every checkout.
    if [ "$(id -u)" = 0 ]; then
        PG_DATA=/var/lib/ledger-connectors/$(echo "$LC_ROOT" | sha256sum | cut -c1-12)
        PG_AS=(runuser -u postgres --)
    else
        PG_DATA=$LC_STATE/postgres
        PG_AS=()
    fi
    [ -e "$PG_DATA/data/PG_VERSION" ] && [ -e "$LC_STATE/pg.password" ] || init_postgres
    if ! (cd / && "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_DATA/data" status >/dev/null); then
        start_postgres
    fi
    PGPORT=$(sed -n 4p "$PG_DATA/data/postmaster.pid")
    PGPASSWORD=$(cat "$LC_STATE/pg.password")
    export PGHOST=127.0.0.1 PGPORT PGUSER=ledger PGPASSWORD
    export PATH=$PG_BIN:$PATH
}

init_postgres() {
    say "Creating a private PostgreSQL"
    rm -rf "$PG_DATA"
    mkdir -p "$PG_DATA"
    (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '/+=\n' >"$LC_STATE/pg.password")
    cp "$LC_STATE/pg.password" "$PG_DATA/password"
    if [ "$(id -u)" = 0 ]; then chown -R postgres: "$PG_DATA"; fi
    (cd / && "${PG_AS[@]}" "$PG_BIN/initdb" -D "$PG_DATA/data" -U ledger -E UTF8 \
        --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$PG_DATA/password") \
        >"$LC_STATE/pg.log" 2>&1 || fail "initdb failed; see $LC_STATE/pg.log"
    rm -f "$PG_DATA/password"
}

# Without fsync: tests and demo may lose their data with the machine's power.
start_postgres() {
    local port
    port=$("$LC_PYTHON" -c '
import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])')
    say "Starting PostgreSQL on 127.0.0.1:$port"
    (cd / && "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_DATA/data" -w -t 60 \
        -l "$PG_DATA/log" -o "-p $port -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories='' -c fsync=off -c full_page_writes=off \
        -c synchronous_commit=off -c max_connections=150" start) >/dev/null ||
        fail "PostgreSQL does not start; see $PG_DATA/log"
}

has_database() {
    [ "$(psql -qXAtd postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]
}

drop_database() {
    psql -qXd postgres -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)" 2>/dev/null
}

write_config() {
    cat >"$LC_STATE/odoo.conf" <<CONF
[options]
addons_path = $ODOO_ADDONS_PATH
data_dir = $LC_STATE/data
http_interface = 127.0.0.1
list_db = False
db_host = $PGHOST
db_port = ${PGPORT:-5432}
db_user = ${PGUSER:-$(id -un)}
db_password = ${PGPASSWORD:-False}
CONF
    chmod 600 "$LC_STATE/odoo.conf"
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

# A database with Odoo's accounting and the Dutch chart, to clone others from.
ensure_base() {
    LC_BASE=lc_base_$(sha256sum "$LC_ODOO/odoo/release.py" "$LC_ROOT/setup/lib/odoo.sh" |
        sha256sum | cut -c1-10)
    has_database "$LC_BASE" && return
    say "Preparing a database with Odoo Accounting (about half a minute)"
    drop_database "$LC_BASE-new"
    run_odoo -d "$LC_BASE-new" -i account,l10n_nl --stop-after-init \
        --log-level=warn >"$LC_STATE/base.log" 2>&1 ||
        fail "the database can't be prepared; see $LC_STATE/base.log"
    psql -qXd postgres -c "ALTER DATABASE \"$LC_BASE-new\" RENAME TO \"$LC_BASE\""
}

# our_addons [TEST]: names of the addons here, with "test" those for tests too.
our_addons() {
    local folder
    for folder in "$LC_ROOT"/*/ ${1:+"$LC_ROOT"/tests/addons/*/}; do
        [ ! -e "$folder/__manifest__.py" ] || basename "$folder"
    done | paste -sd,
}

# clone_database NAME ADDONS: NAME afresh, with these addons installed.
clone_database() {
    say "Installing $2 in database $1"
    drop_database "$1"
    createdb -T "$LC_BASE" "$1"
    run_odoo -d "$1" -i "$2" --stop-after-init --log-level=warn \
        >"$LC_STATE/$1.log" 2>&1 || {
        tail -30 "$LC_STATE/$1.log" >&2
        fail "the addons can't be installed; see $LC_STATE/$1.log"
    }
    if grep -E 'ERROR|CRITICAL' "$LC_STATE/$1.log" >&2; then
        fail "errors while installing the addons"
    fi
}

ensure_browser() {
    command -v google-chrome >/dev/null || need_package chromium chromium
    need_package chromedriver chromium-driver
}

# Debian 13 no longer has it: invoices then have no PDF, which nothing depends on.
ensure_pdf() {
    command -v wkhtmltopdf >/dev/null && return
    if apt-cache show wkhtmltopdf >/dev/null 2>&1 || [ -z "${LC_APT_UPDATED:-}" ]; then
        (need_package wkhtmltopdf wkhtmltopdf) ||
            say "No wkhtmltopdf here: invoices can't be printed as PDF."
    fi
}

ensure_all() {
    ensure_python
    ensure_odoo
    ensure_postgres
    write_config
    ensure_base
}
