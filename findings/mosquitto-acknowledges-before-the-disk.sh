#!/usr/bin/env bash
# Mosquitto acknowledges QoS 1 messages up to half an hour before they are on the disk, even with persistence on.
#
# Versions: Debian's mosquitto and mosquitto-clients 2.0.11.
# Expected: with "persistence true", a message for a durable session that the publisher has a PUBACK for is there
#   after a crash of the broker; that is what one deletes the original for.
# Instead:  the database is written at a clean stop and every autosave_interval, 1,800 s by default. A kill -9, an
#   out-of-memory kill or a power cut takes with it what was acknowledged since: queued messages, retained messages,
#   and the subscription itself, so that the consumer that comes back also gets nothing of what is published next
#   unless it subscribes again. Nobody is told.
# Seen:     stopped by TERM:                      queued q1, retained r1, and q2 from after the restart
#           stopped by KILL:                      nothing
#           stopped by KILL, saved each change:   queued q1, retained r1, and q2 from after the restart
# What to do: "autosave_on_changes true" with "autosave_interval 1" writes the whole database at each change (slow, and
#   meant for few messages). Otherwise a PUBACK is no receipt: number the messages at the device, keep them there
#   until the far end of the stream has them, and look at "session present" at each connect.
set -euo pipefail
PATH=$PATH:/usr/sbin
{ command -v mosquitto_sub && command -v mosquitto; } >/dev/null ||
    apt-get install -y --no-install-recommends mosquitto mosquitto-clients
dir=$(mktemp -d)
broker=
stop() { # with the signal $1
    if [ -n "$broker" ]; then { kill -"$1" "$broker" && wait "$broker"; } 2>/dev/null || true; fi
    broker=
}
trap 'stop KILL; rm -rf "$dir"' EXIT; cd "$dir"
chmod 755 "$dir" # as root, the broker becomes another user
port=$((20000 + $$ % 10000)); while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
at=(-h 127.0.0.1 -p "$port")

start() {
    mosquitto -c broker.conf >>log 2>&1 &
    broker=$!
    for _ in {1..100}; do mosquitto_pub "${at[@]}" -t up -n 2>/dev/null && return; sleep 0.1; done
    cat log >&2; exit 2
}

try() { # NAME SIGNAL OPTIONS
    mkdir -m 777 "$1"
    printf '%s\n' "listener $port 127.0.0.1" 'allow_anonymous true' 'persistence true' "persistence_location $dir/$1/" \
        "${@:3}" >broker.conf
    start
    mosquitto_sub "${at[@]}" -q 1 -c -i consumer -t queue -E # subscribes, and goes
    mosquitto_pub "${at[@]}" -q 1 -t queue -m q1 # each of these has its PUBACK when it returns
    mosquitto_pub "${at[@]}" -q 1 -t last -m r1 -r
    sleep 3
    stop "$2"
    start
    mosquitto_pub "${at[@]}" -q 1 -t queue -m q2
    timeout 10 mosquitto_sub "${at[@]}" -W 2 -t last 2>/dev/null >"$1/got" || true
    # connects as the consumer without subscribing to the queue again
    timeout 10 mosquitto_sub "${at[@]}" -W 2 -q 1 -c -i consumer -t unused 2>/dev/null >>"$1/got" || true
    stop TERM
    echo "$1: $(sort "$1/got" | xargs)"
}

{ try term TERM; try kill KILL; try saved KILL 'autosave_on_changes true' 'autosave_interval 1'; } >seen
cat seen
printf '%s\n' 'term: q1 q2 r1' 'kill: ' 'saved: q1 q2 r1' | diff - seen || { echo 'the behaviour has changed' >&2; exit 1; }
