#!/bin/sh
# Tries what `make deb` and `make tarball` made where nothing else is installed, and prints a line for each claim that held.
# The Debian package is installed into the smallest Debian there is, used, and removed again; the archive is used with an
# empty environment, and alone in a folder that the program cannot see out of. This machine stays as it was: the Debian is
# a folder of its own (kept packed in .build/packages), its mounts end with the process that made them.
#
#     scripts/packages_test.sh       as called by `make packages-test`; DEBIAN_MIRROR names another mirror
set -eu
umask 022
export LC_ALL=C.UTF-8
packages=$PWD/.build/packages
built=$PWD/.build/portable/release/lotwise
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
release=bookworm
# As reports name it: below the folder from which it is compared.
scenario=scenarios/reseller-or-official.yaml

say() { printf 'packages: %s\n' "$*"; }
fail() { say "$@" >&2; exit 1; }
[ "$(id -u)" -eq 0 ] || fail "installing needs root: sudo make packages-test"

version=$("$built" version | cut -d ' ' -f 2)
deb=lotwise_${version}_$(dpkg --print-architecture).deb
archive=lotwise-$version-linux-$(uname -m).tar.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
root=$work/debian

# Runs a command in a folder that it cannot see out of, with processes and mounts of its own.
# shellcheck disable=SC2016 # the inner shell takes them
within() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
    unshare --mount --pid --fork --kill-child sh -c '
      mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$@"
}
inside() { within "$root" "$@"; }
quietly() { "$@" </dev/null >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "this failed: $*"; }; }
apt() { quietly inside apt-get -q -y -o APT::Sandbox::User=root "$@"; }
# The checksums of a report that is the same bytes on every machine.
sums() { (cd "$1" && sha256sum report.html result.json); }
same() { [ "$(sums "$1")" = "$(sums "$work/expected")" ] || fail "$2 gives other bytes than the build on this machine"; }

# What is to be: the portable build, run here.
quietly "$built" compare "$scenario" --quiet --out "$work/expected"

base=$packages/debian-$release.tar
if [ ! -e "$base" ]; then
  say "fetching the smallest Debian ($release, once)"
  quietly debootstrap --variant=minbase "$release" "$root" "$mirror"
  apt update
  apt install --download-only --no-install-recommends libyaml-0-2 libopenblas0
  tar --create --file "$base.new" --directory "$work" debian
  mv "$base.new" "$base"
  rm -rf "$root"
fi
tar --extract --file "$base" --directory "$work"

# Every path of the small Debian but for what tells of installing itself.
paths() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./var/log -o -path ./var/cache \
    -o -path ./var/lib/dpkg -o -path ./var/lib/apt \) -prune -o -print | sort)
}
paths >"$work/before"

# The Debian package.
! inside sh -c 'command -v lotwise' >"$work/log" || fail "the small Debian has a lotwise already"
cp "$packages/$deb" "$root/srv/"
apt install --no-install-recommends "/srv/$deb"
needs=$(dpkg-deb --field "$packages/$deb" Depends)
say "$deb: installs with what it depends on alone: $needs"
mkdir "$root/srv/empty"
chmod 777 "$root/srv/empty"
use() { inside chroot --userspec=nobody:nogroup / sh -c 'cd /srv/empty && exec "$@"' sh "$@"; }
[ "$(use lotwise version)" = "lotwise $version" ] || fail "the installed program is another version"
quietly use lotwise check "/usr/share/lotwise/$scenario"
quietly use cp -R /usr/share/lotwise/scenarios .
quietly use lotwise compare $scenario --quiet --out without
same "$root/srv/empty/without" "$deb without OpenBLAS"
say "$deb: nobody checks and compares an installed scenario, without OpenBLAS, to the same bytes"
apt install --no-install-recommends libopenblas0
use lotwise version --verbose | grep -q '^OpenBLAS  *[0-9]' || fail "the installed program does not find OpenBLAS"
quietly use lotwise compare $scenario --quiet --out with
same "$root/srv/empty/with" "$deb with OpenBLAS"
say "$deb: and with the OpenBLAS that it recommends, to the same bytes"
man --warnings -l "$root/usr/share/man/man1/lotwise.1.gz" >"$work/page" 2>"$work/log"
[ ! -s "$work/log" ] || { cat "$work/log" >&2; fail "man complains of the manual page"; }
grep -q 'compare SCENARIO' "$work/page" || fail "the manual page does not show the commands"
# shellcheck disable=SC2016 # the inner shell takes them
completed=$(use bash -c '. /usr/share/bash-completion/completions/lotwise
  COMP_WORDS=(lotwise comp) COMP_CWORD=1; _lotwise; echo "${COMPREPLY[*]}"')
[ "$completed" = "compare completions" ] || fail "bash completes 'comp' to '$completed'"
say "$deb: the manual page renders, and bash completes"
rm -rf "$root/srv/empty" "$root/srv/$deb"
apt purge --autoremove lotwise libopenblas0 libyaml-0-2
paths | diff "$work/before" - >"$work/left" || { cat "$work/left" >&2; fail "removing leaves something behind"; }
say "$deb: removed, and nothing is left"

# The archive.
mkdir "$work/empty"
tar --extract --gzip --file "$packages/$archive" --directory "$work/empty"
folder=$work/empty/lotwise-$version
(
  cd "$folder/share/lotwise"
  [ "$(env -i ../../bin/lotwise version)" = "lotwise $version" ] || fail "the archive has another version"
  quietly env -i ../../bin/lotwise check $scenario
  quietly env -i ../../bin/lotwise compare $scenario --quiet --out "$work/empty/report"
)
same "$work/empty/report" "$archive"
say "$archive: works with an empty environment, to the same bytes"
alone=$work/alone
mkdir -p "$alone/proc" "$alone/usr/share"
cp -R "$folder/bin/lotwise" "$folder/share/lotwise/scenarios" "$alone/"
within "$alone" /lotwise check $scenario >"$work/log" 2>&1 && fail "a time zone was found where there is none"
grep -q 'install tzdata' "$work/log" || { cat "$work/log" >&2; fail "without time zones, nothing says what to install"; }
cp -R "$root/usr/share/zoneinfo" "$alone/usr/share/"
quietly within "$alone" /lotwise compare $scenario --quiet --out report
same "$alone/report" "$archive alone"
say "$archive: works where there are only it, the scenarios and time zones, to the same bytes"
