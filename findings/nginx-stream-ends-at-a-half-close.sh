#!/usr/bin/env bash
# nginx's TCP proxy takes an end of sending on one side for the end of the connection; HAProxy does not.
#
# Versions: Debian's nginx 1.22.1 with libnginx-mod-stream, HAProxy 2.6.12, Python 3.11.
# Expected: a layer 4 proxy passes a half close on. A receiver that never answers may shut its sending side down after
#   accept(), and a sender may shut its own down after the last frame and wait for the receiver's answer.
# Instead:  nginx closes both sides as soon as one of them has ended (proxy_half_close is off). Through it, such a
#   receiver gets the first bytes at best, the sender's writes fail soon after each connect, and what was on the way is
#   lost, at every reconnect anew. A sender that waits for the answer to its last frame reads an end instead.
#   Both work without a proxy, and through HAProxy, so that tests find nothing.
# Seen:              receiver half-closes      sender half-closes
#           direct   received 20 of 20         answered
#           haproxy  received 20 of 20         answered
#           nginx    received 1 of 20          no answer
#           with "proxy_half_close on": as direct
# What to do: receivers keep their sending side open until they close. With nginx in between, "proxy_half_close on".
set -euo pipefail
PATH=$PATH:/usr/sbin
{ command -v nginx && command -v haproxy && ls /usr/lib/nginx/modules/ngx_stream_module.so; } >/dev/null ||
    apt-get install -y --no-install-recommends nginx libnginx-mod-stream haproxy >&2
dir=$(mktemp -d)
children=()
trap 'kill "${children[@]}" 2>/dev/null || true; wait; rm -rf "$dir"' EXIT; cd "$dir"
port=$((20000 + $$ % 10000)) # four free ones from here on
for p in {0..3}; do while (: <"/dev/tcp/127.0.0.1/$((port + p))") 2>/dev/null; do port=$((port + 1)); done; done

cat >nginx.conf <<CONF
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off; master_process off; pid $dir/pid; error_log $dir/nginx.log;
events {}
stream {
    server { listen 127.0.0.1:$((port + 1)); proxy_pass 127.0.0.1:$port; }
    server { listen 127.0.0.1:$((port + 2)); proxy_pass 127.0.0.1:$port; proxy_half_close on; }
}
CONF
printf '%s\n' 'defaults' 'mode tcp' 'timeout connect 5s' 'timeout client 60s' 'timeout server 60s' \
    'listen finding' "bind 127.0.0.1:$((port + 3))" "server receiver 127.0.0.1:$port" >haproxy.cfg
nginx -e "$dir/nginx.log" -c "$dir/nginx.conf" & children+=($!)
haproxy -db -f haproxy.cfg >haproxy.log 2>&1 & children+=($!)

cat >half.py <<'PYTHON'
import socket, sys, time

port = int(sys.argv[1])
server = socket.create_server(('127.0.0.1', port))

def connect(via):
    for _ in range(100):
        try: sender = socket.create_connection(('127.0.0.1', via), 5); break
        except ConnectionRefusedError: time.sleep(0.1)
    receiver = server.accept()[0]
    receiver.settimeout(5)
    return sender, receiver

for name, via in ('direct', port), ('haproxy', port + 3), ('nginx', port + 1), ('proxy_half_close', port + 2):
    sender, receiver = connect(via)
    sender.send(b'.')
    received = len(receiver.recv(1))
    receiver.shutdown(socket.SHUT_WR) # it only receives
    time.sleep(0.5)
    try:
        for _ in range(19): sender.send(b'.'); time.sleep(0.02)
    except OSError: pass # a broken pipe
    sender.close()
    while data := receiver.recv(100): received += len(data)
    sender, receiver = connect(via)
    sender.send(b'the last frame')
    sender.shutdown(socket.SHUT_WR)
    while receiver.recv(100): pass
    time.sleep(0.5)
    try: receiver.send(b'done')
    except OSError: pass
    receiver.close()
    print(name, received, sender.recv(100).decode() or 'no answer')
PYTHON
timeout 60 python3 half.py "$port" | tee seen
printf '%s\n' 'direct 20 done' 'haproxy 20 done' 'nginx 1 no answer' 'proxy_half_close 20 done' | diff - seen ||
    { echo 'the behaviour has changed' >&2; exit 1; }
