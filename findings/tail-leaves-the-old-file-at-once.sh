#!/usr/bin/env bash
# tail -F leaves a rotated file at once, and loses what the program writes there before it opens the new one.
#
# Versions: Debian's coreutils 9.1, on a local file system (tail uses inotify).
# Expected: tail -F is the one that follows rotation: it reads the old file for as long as the program writes to it,
#   or at least until the new file has lines.
# Instead:  it closes the old file when the name is gone. A program keeps its file open until it is told to open a new
#   one: with logrotate ("create" and a signal in postrotate), that is after the rename, and later still for one
#   that is busy or buffers. All lines from the rename on are in app.log.1 and never come out of tail. It says only
#   "following new file". A test that renames, reopens and then writes sees nothing of it.
# Seen:     lines written:  before, after the rename, after the new file, after reopening
#           lines read:     before, after reopening
# What to do: a shipper that reads a renamed file on until it has been still for a while (rsyslog's imfile, Fluent Bit
#   with Rotate_Wait), or no file in between: pipe the program's output to the sender. Number the lines to see gaps.
set -euo pipefail
dir=$(mktemp -d)
tail=
trap 'if [ -n "$tail" ]; then kill "$tail" 2>/dev/null || true; wait; fi; rm -rf "$dir"' EXIT; cd "$dir"
until_seen() { # TEXT FILE
    for _ in {1..600}; do if grep -q "$1" "$2"; then return; fi; sleep 0.1; done
    echo "no '$1' in $2 after 60 s" >&2; cat seen log >&2; exit 2
}

touch app.log seen log
stdbuf -oL tail -F -n +1 app.log >seen 2>log & tail=$!
exec 3>>app.log # the program's log file
echo before >&3
until_seen before seen

mv app.log app.log.1 # what logrotate does
until_seen inaccessible log
echo after the rename >&3
touch app.log
until_seen 'following new file' log
echo after the new file >&3
exec 3>>app.log # the program gets its signal
echo after reopening >&3
until_seen 'after reopening' seen

echo "written: $(cat app.log.1 app.log | paste -sd,)"
echo "read:    $(paste -sd, seen)"
diff - seen <<'SEEN' || { echo 'the behaviour has changed' >&2; exit 1; }
before
after reopening
SEEN
