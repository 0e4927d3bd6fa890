#!/bin/sh
# Obtains the real Jaeger (collector, store and query API in one binary) and prints its path.
#
# Jaeger publishes no binary in a package registry, but its last 1.x Go module carries the v2 binary and
# builds with its own go.sum. Built once, in 4 minutes with empty caches; kept outside the checkout in
# ${XDG_CACHE_HOME:-~/.cache}/weft. Exits with 3 where Go is missing: callers then skip what needs it.
set -eu

version=v1.76.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/weft
binary=$cache/jaeger-$version

if [ -x "$binary" ]; then
  echo "$binary"
  exit 0
fi
if ! command -v go >/dev/null 2>&1; then
  echo "jaeger: Go is not installed" >&2
  exit 3
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/jaeger-build.XXXXXX")
log=$work/log
finish() {
  status=$?
  [ $status = 0 ] || tail -20 "$log" >&2
  chmod -R u+w "$work"
  rm -rf "$work"
  exit $status
}
trap finish EXIT

echo "jaeger: building $version, about 4 minutes the first time" >&2
mkdir "$work/dl" "$work/build"
(
  cd "$work/dl"
  printf 'module dl\n' > go.mod
  go mod download "github.com/jaegertracing/jaeger@$version"
) >"$log" 2>&1
source=$(go env GOMODCACHE)/github.com/jaegertracing/jaeger@$version
sed 's/^module .*/module jaeger-build/' "$source/go.mod" > "$work/build/go.mod"
cat "$source/go.sum" > "$work/build/go.sum"
(
  cd "$work/build"
  go mod edit -require "github.com/jaegertracing/jaeger@$version"
  CGO_ENABLED=0 go build -mod=mod -buildvcs=false -ldflags='-s -w' -o jaeger \
    github.com/jaegertracing/jaeger/cmd/jaeger
) >>"$log" 2>&1
mv "$work/build/jaeger" "$binary"
echo "$binary"
