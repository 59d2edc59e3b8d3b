#!/bin/sh
# Sees to it that what a step needs is there; called by the Makefile, safe to call again and again.
#
#   setup.sh build    Swift >= 6.2, libyaml, which lotwise is linked with, and the libraries that it loads
#   setup.sh tests    what some tests compare with: hledger, GNU time, a headless Chromium and the peers; without them they
#                     are skipped
#   setup.sh peers    the same peers, but here it is an error if they cannot be had
#   setup.sh mpi      Open MPI, for lotwise-mpi
#   setup.sh packages what makes packages, and lintian, which judges them
#   setup.sh packages-test
#                     debootstrap, which makes the system in which they are tried, and man
#   setup.sh cluster  Slurm and munge, of which a cluster of this one machine is made
#
# With everything in place it asks dpkg and ends: no network, no root. Debian packages are installed
# through apt-get (sudo only when not root). On other systems it says what to install, and goes on if
# what is needed is there all the same. SWIFT and PYTHON name other tools than `swift` and `python3`.
set -eu

swift=${SWIFT:-swift}
python=${PYTHON:-python3}
build_packages="libopenblas0 libyaml-dev tzdata pkg-config"
mpi_packages="libopenmpi-dev openmpi-bin"
test_packages="hledger time python3"
packages_packages="dpkg-dev binutils chrpath lintian"
packages_test_packages="debootstrap man-db"
cluster_packages="slurmctld slurmd slurm-client munge"
litellm="litellm==1.109.1"
prices="genai-prices==0.2.3"
schemas="check-jsonschema==0.39.0"
tables="duckdb==2.0.0 pandas==3.1.1"
axe="axe-core-python==0.1.0"
peers="$litellm $prices $schemas $tables $axe"
venv=.venv-peers

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

# Fails with the way to a Swift that will do.
need_swift() {
  get="get Swift 6.2 or newer at https://www.swift.org/install, put it on PATH (or give make SWIFT=/path/to/swift), and try again"
  command -v "$swift" >/dev/null 2>&1 || fail "'$swift' is not found; $get"
  version=$("$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  [ -n "$version" ] || fail "'$swift --version' names no version; $get"
  major=${version%%.*}
  minor=$(printf '%s.0\n' "$version" | cut -d . -f 2)
  if [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
    fail "Swift $version is too old; $get"
  fi
}

# Of the Debian packages named, the ones that are not installed.
missing() {
  for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || printf '%s ' "$package"
  done
}

# Installs those of the Debian packages named that are missing; false if one is still missing after that.
install_packages() {
  command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 || return 1
  wanted=$(missing "$@")
  [ -n "$wanted" ] || return 0
  if [ "$(id -u)" -eq 0 ]; then as_root=""
  elif command -v sudo >/dev/null 2>&1; then as_root="sudo"
  else say "not root and no sudo: cannot install ${wanted% }"; return 1
  fi
  say "installing ${wanted% }"
  apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300"
  # The lists once; if that fails, those that are there may still do.
  if [ -z "${lists_are_fresh-}" ]; then $apt update >&2 || true; lists_are_fresh=yes; fi
  # shellcheck disable=SC2086 # both are lists of words
  $apt install -y --no-install-recommends $wanted >&2 || return 1
}

# True if a header of this name stands where the compiler looks, or where pkg-config says.
has_header() {
  for folder in /usr/include /usr/include/*-linux-gnu /usr/local/include \
    $(pkg-config --cflags-only-I yaml-0.1 2>/dev/null | sed 's/-I//g'); do
    [ ! -e "$folder/$1" ] || return 0
  done
  return 1
}

# True if a library of this name stands where the program will look for it.
has_library() {
  for folder in $(echo "${LD_LIBRARY_PATH-}" | tr : ' ') /lib /lib64 /usr/lib /usr/lib64 /usr/local/lib \
    /lib/*-linux-gnu /usr/lib/*-linux-gnu; do
    [ ! -e "$folder/$1" ] || return 0
  done
  return 1
}

need_libraries() {
  # shellcheck disable=SC2086
  install_packages $build_packages && return 0
  lacking=""
  has_header yaml.h || lacking="$lacking yaml.h"
  has_library libopenblas.so.0 || lacking="$lacking libopenblas.so.0"
  [ -e /usr/share/zoneinfo/Europe/Berlin ] || lacking="$lacking /usr/share/zoneinfo"
  [ -z "$lacking" ] || fail "lacking:$lacking; install OpenBLAS, libyaml with its headers," \
    "the time zone data and pkg-config (on Debian: apt-get install $build_packages), and try again"
  say "not all of Debian's $build_packages are installed, but what they bring is there: going on"
}

need_mpi() {
  # shellcheck disable=SC2086
  install_packages $mpi_packages && return 0
  pkg-config --exists ompi-c && command -v mpirun >/dev/null 2>&1 ||
    fail "lacking: Open MPI with its headers; install it (on Debian: apt-get install $mpi_packages), see to it that" \
      "'pkg-config ompi-c' and 'mpirun' are found, and try again"
}

# The Python packages that the peers' tests compare with, or check files with, in a virtual environment of
# their own. litellm comes without the sixty packages that it needs to call models: the tests only read its list of prices. The file `installed` is
# written last, so that a broken-off installation is begun anew.
have_peers() {
  if [ "$(cat $venv/installed 2>/dev/null)" = "$peers" ] && [ -x $venv/bin/python ]; then return 0; fi
  # Debian's python3 comes without its venv module; any other brings its own.
  "$python" -c 'import ensurepip' 2>/dev/null || install_packages python3-venv || return 1
  command -v "$python" >/dev/null 2>&1 || { say "'$python' is not found"; return 1; }
  say "installing $peers into $venv"
  rm -rf $venv
  pip="$venv/bin/python -m pip install -q --retries 2 --timeout 30 --disable-pip-version-check"
  "$python" -m venv $venv >&2 && $pip $prices $schemas $tables >&2 && $pip --no-deps $litellm $axe >&2 &&
    printf '%s\n' "$peers" >$venv/installed && return 0
  rm -rf $venv # the tests take its being there for its being whole
  return 1
}

# The browser in which pages are looked at; Debian's smallest where there is none.
have_browser() {
  for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    if command -v $name >/dev/null 2>&1; then return 0; fi
  done
  install_packages chromium-headless-shell fonts-dejavu-core || install_packages chromium
}

case "${1-}" in
  build) need_swift; need_libraries ;;
  tests)
    # shellcheck disable=SC2086
    install_packages $test_packages ||
      say "$test_packages: not all installed; the tests that need one that is not there will be skipped"
    have_browser || say "no Chromium: the tests that look at pages in it will be skipped"
    have_peers || say "no $peers: the tests that compare prices and check schemas, tables and pages with them will be skipped" ;;
  peers) have_peers || fail "the peers ($peers) could not be installed; is PyPI in reach?" ;;
  mpi) need_mpi ;;
  packages)
    # shellcheck disable=SC2086
    install_packages $packages_packages || fail "packages are made with Debian's $packages_packages"
    # A static program has Swift's C++ inside; the compiler that the library came with has its version in its name.
    ls /usr/lib/gcc/*/*/libstdc++.a >/dev/null 2>&1 || install_packages g++ ||
      fail "a static program needs libstdc++.a, which comes with g++" ;;
  packages-test)
    # shellcheck disable=SC2086
    install_packages $packages_test_packages || fail "packages are tried with Debian's $packages_test_packages" ;;
  cluster)
    # shellcheck disable=SC2086
    install_packages $cluster_packages || fail "a cluster is tried with Debian's $cluster_packages" ;;
  *) fail "usage: setup.sh build|tests|peers|mpi|packages|packages-test|cluster" ;;
esac
