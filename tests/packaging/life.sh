# The life of the package in the running container. Sourced by script/test-package.

config=/etc/orrery/orrery.toml
store=/var/lib/orrery

main_pid() { inside systemctl show --value -p MainPID orrery.service; }
is_gone() { ! inside test -e "$1"; }
complete() {
    ask /api/v1/chat/completions -H "Authorization: Bearer $key" \
        -d '{"model":"orrery/echo","messages":[{"role":"user","content":"hello from a package"}]}'
}
# Whether a line comes to be in a file or the journal; both are written behind the request.
eventually() {
    local deadline=$((SECONDS + 20))
    until "$@"; do
        [ "$SECONDS" -le "$deadline" ] || return 1
        sleep 0.2
    done
}
journal_says() { inside journalctl -u orrery.service --no-pager | grep -q "$1"; }
install_package() {
    inside apt-get install -y -o Dpkg::Options::=--force-confold "$1"
}

claim "the package installs from Debian's packages alone" install_package /orrery.deb
claim "the binary runs" inside orrery --version
claim "nothing of a library is missing" inside sh -c '! ldd /usr/bin/orrery | grep "not found"'
claim "the configuration it brings can be read" inside orrery serve --check --config "$config"
claim "the man page is readable" \
    inside sh -c 'zcat /usr/share/man/man1/orrery.1.gz | grep -q "^.TH ORRERY"'
claim "the service is enabled" inside systemctl is-enabled orrery.service
claim "the service runs" inside systemctl is-active orrery.service
claim "it is healthy" ask /healthz
claim "it is ready to record" ask /readyz

claim "an account can be made beside it" \
    as_orrery orrery --store "$store" accounts add tester --unlimited
key=$(as_orrery orrery --store "$store" keys create --account tester 2>/dev/null)
claim "a request to the echo is answered" eventually complete
complete | grep -q 'hello from a package' || failed "the answer is the echo's"
passed "the answer is the echo's"

pid=$(main_pid)
claim "it runs as orrery" test "$(inside awk '/^Uid/ { print $2 }' "/proc/$pid/status")" = \
    "$(inside id -u orrery)"
claim "it listens on this machine only" inside sh -c \
    'grep -q " 0100007F:1F90 .* 0A " /proc/net/tcp && ! grep -q " 00000000:1F90 " /proc/net/tcp'
claim "it can gain no privileges" inside grep -q '^NoNewPrivs:.1' "/proc/$pid/status"
claim "its system calls are filtered" inside grep -q '^Seccomp:.2' "/proc/$pid/status"
claim "it has no capabilities" inside grep -q '^CapBnd:.0000000000000000' "/proc/$pid/status"
claim "it leaves no core dump" inside grep -q '^Max core file size *0 *0' "/proc/$pid/limits"
claim "systemd finds nothing wrong with the unit" inside systemd-analyze verify --man=no orrery.service
exposure=$(inside systemd-analyze security --no-pager orrery.service | tail -n 1)
echo "# $exposure"
claim "the unit is hardened: exposure below 2" \
    inside systemd-analyze security --threshold=20 --no-pager orrery.service
# The unit's sandbox around DuckDB's queries, the charts' script engine and the images.
inside sh -c "sed -e 's/^Type=.*/Type=oneshot/' -e '/^Restart/d' -e '/^ExecReload/d' -e 's|^ExecStart=.*|\
ExecStart=/usr/bin/orrery demo --out $store/world --generations 2000\n\
ExecStart=/usr/bin/orrery --store $store/world/store study --out $store/world/images --svg --png|' \
    /lib/systemd/system/orrery.service >/run/systemd/system/world.service && systemctl daemon-reload"
claim "a study with images runs in the unit's sandbox" inside systemctl start world.service
claim "and writes them" inside sh -c "find $store/world/images -name '*.png' -size +1k | grep -q ."
inside rm -rf "$store/world"

metrics() {
    local token
    token=$(inside cat "$store/admin.token" 2>/dev/null || true)
    ask /metrics ${token:+-H "Authorization: Bearer $token"}
}
claim "it tells its metrics" metrics
claim "sampled prompts wait in locked memory" \
    grep -q '^orrery_label_memory_locked 1' "$work/said.log"

log=/var/log/orrery/access.log
claim "the access log has the request" eventually inside grep -q chat/completions "$log"
claim "logs rotate" inside logrotate --force /etc/logrotate.d/orrery
claim "the old log is kept" inside grep -q chat/completions "$log.1"
next_is_logged() { complete >/dev/null && inside grep -qs chat/completions "$log"; }
claim "the next requests are in a new one" eventually next_is_logged

claim "a reload takes the configuration over" inside systemctl reload orrery.service
claim "and says so" eventually journal_says 'configuration reloaded'
inside cp "$config" /root/good.toml
inside sh -c "echo 'nonsense = 1' >>$config"
reload_fails() { ! inside systemctl reload orrery.service; }
claim "a reload of a broken configuration fails" reload_fails
claim "and the service goes on" complete
inside cp /root/good.toml "$config"

inside sed -i 's/^drain_ms = .*/drain_ms = 20000/' "$config"
claim "an upgrade installs" install_package /upgrade.deb
claim "it is the new version" test "$(inside dpkg-query -W -f '${Version}' orrery)" = "$version+upgrade1"
claim "the service was started anew" test "$(main_pid)" != "$pid"
claim "the edited configuration stays" inside grep -q '^drain_ms = 20000' "$config"
claim "the account's key still opens" complete

claim "the package can be removed" inside apt-get remove -y orrery
claim "the binary is gone" is_gone /usr/bin/orrery
is_inactive() { ! inside systemctl is-active orrery.service; }
claim "the service has ended" is_inactive
claim "the records stay" inside test -s "$store/orrery.duckdb"
claim "the configuration stays" inside grep -q '^drain_ms = 20000' "$config"

claim "it can be installed again" install_package /orrery.deb
claim "and the account's key still opens" complete
inside systemctl stop orrery.service
query='SELECT count(*) FROM generations'
count=$(as_orrery orrery --store "$store" sql --format csv "$query" 2>/dev/null | tail -n 1)
claim "every answered request is in the warehouse ($count)" test "$count" -ge 5

claim "the package can be purged" inside apt-get purge -y orrery
claim "which says that records stay" grep -q "$store are kept" "$work/said.log"
claim "and they do" inside test -s "$store/orrery.duckdb"
claim "the configuration is gone" is_gone /etc/orrery
claim "the logs are gone" is_gone /var/log/orrery
