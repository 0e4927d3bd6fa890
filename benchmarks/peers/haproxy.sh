#!/bin/sh
# Finds HAProxy and prints the path of its binary. Exits with 3 where it is not installed: callers then skip
# what needs it.
set -eu

for binary in "${HAPROXY_BINARY:-}" "$(command -v haproxy || true)" /usr/sbin/haproxy; do
  if [ -n "$binary" ] && [ -x "$binary" ]; then
    echo "$binary"
    exit 0
  fi
done
echo "haproxy: not installed; apt-get install haproxy (or the package of that name elsewhere)" >&2
exit 3
