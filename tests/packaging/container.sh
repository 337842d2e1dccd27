# A clean Debian 12 in a container: made, booted and ended. Sourced by script/test-package.

# Seconds that the container may take to boot.
boot_s_max=60
steps=0
nspawn=
leader=

skip() {
    echo "1..0 # skipped: $1"
    exit 0
}

# Says in TAP what was just found to hold.
passed() {
    steps=$((steps + 1))
    echo "ok $steps - $1"
}

failed() {
    echo "not ok $((steps + 1)) - $1"
    [ -z "$leader" ] || inside journalctl --no-pager -u orrery.service -n 40 | sed 's/^/# /'
    exit 1
}

# claim WHAT COMMAND…: the command must succeed. What the one before it said is in $work/said.log.
claim() {
    local what=$1
    shift
    "$@" >"$work/says.log" 2>&1 || {
        sed 's/^/# /' "$work/says.log"
        failed "$what"
    }
    mv "$work/says.log" "$work/said.log"
    passed "$what"
}

# Where this machine's apt has Debian 12 from.
mirror() {
    apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI)' \
        'Created-By: Packages' |
        awk '$1 == "Debian" && $2 == "bookworm" && $3 == "main" { print $4; exit }'
}

make_root() {
    if [ -n "${ORRERY_CLEAN_ROOT:-}" ]; then
        cp -a "$ORRERY_CLEAN_ROOT" "$1"
        return
    fi
    local from
    from=$(mirror)
    [ -n "$from" ] || skip "this machine's apt knows no archive of Debian 12: apt-get update"
    echo "# making a clean Debian 12"
    debootstrap --variant=minbase --include=systemd,systemd-sysv bookworm "$1" "$from" \
        >"$work/debootstrap.log" 2>&1 || {
        tail -n 20 "$work/debootstrap.log" | sed 's/^/# /'
        skip "the archive cannot be reached"
    }
}

# make_upgrade PACKAGE TARGET: the same package as a higher version with another configuration.
make_upgrade() {
    dpkg-deb --raw-extract "$1" "$work/upgrade"
    sed -i "s/^Version: .*/Version: $version+upgrade1/" "$work/upgrade/DEBIAN/control"
    echo "# New in this version." >>"$work/upgrade/etc/orrery/orrery.toml"
    dpkg-deb --build -Znone --root-owner-group "$work/upgrade" "$2" >/dev/null
    rm -rf "$work/upgrade"
}

# The container has no network: what apt will want lies in its cache before it starts.
fetch_dependencies() {
    local proxy
    proxy=$(apt-config dump Acquire::http::Proxy | sed 's/.*"\(.*\)".*/\1/')
    echo "# fetching what the package depends on"
    for command in "update -qq" "install -qq -y --download-only /orrery.deb"; do
        # shellcheck disable=SC2086
        systemd-nspawn -q "${nspawn_flags[@]}" -D "$1" env DEBIAN_FRONTEND=noninteractive \
            apt-get ${proxy:+-o "Acquire::http::Proxy=$proxy"} $command \
            </dev/null >"$work/fetch.log" 2>&1 || {
            sed 's/^/# /' "$work/fetch.log"
            skip "the archive cannot be reached"
        }
    done
}

# Without systemd on this machine nobody is there to register the container with.
nspawn_flags=(--machine="orrery-test-$$" --resolv-conf=copy-host)
[ -d /run/systemd/system ] || nspawn_flags+=(--register=no --keep-unit)

# A machine lets everyone lock some memory; a container does not unless it is told to.
start_container() {
    systemd-nspawn -q "${nspawn_flags[@]}" --system-call-filter=@memlock -D "$1" --boot \
        --private-network \
        </dev/null >"$work/boot.log" 2>&1 &
    nspawn=$!
    local deadline=$((SECONDS + boot_s_max))
    until leader=$(pgrep --parent "$nspawn" --exact systemd) &&
        [[ $(inside systemctl is-system-running --wait 2>/dev/null) =~ ^(running|degraded)$ ]]; do
        if [ "$SECONDS" -gt "$deadline" ] || ! kill -0 "$nspawn" 2>/dev/null; then
            leader=
            tail -n 20 "$work/boot.log" | sed 's/^/# /'
            skip "a container with systemd does not start here"
        fi
        sleep 0.2
    done
}

# Runs a command in the container as root, or as the service's user.
inside() {
    nsenter --target "$leader" --all -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
as_orrery() { inside runuser -u orrery -- "$@"; }

# Asks the gateway; this machine's curl in the container's network.
ask() {
    nsenter --target "$leader" --net -- curl --silent --show-error --fail --max-time 20 \
        --retry 60 --retry-delay 1 --retry-connrefused "http://127.0.0.1:8080$1" "${@:2}"
}

end_container() {
    if [ -n "$nspawn" ] && kill "$nspawn" 2>/dev/null; then
        wait "$nspawn" || true
    fi
    rm -rf --one-file-system "$work"
}
