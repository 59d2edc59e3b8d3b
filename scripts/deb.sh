#!/bin/sh
# Makes a Debian package of the portable build: .build/packages/lotwise_VERSION_ARCHITECTURE.deb. What is in it is what
# `make install` installs, without symbols, and what Debian wants of every package beside that. lintian must have nothing
# to say of it. The same program and the same commit give the same bytes.
#
#     scripts/deb.sh       as called by `make deb`; MAINTAINER, DEBFULLNAME and DEBEMAIL, SOURCE_DATE_EPOCH are honoured
set -eu
umask 022
export LC_ALL=C TZ=UTC
make=${MAKE:-make}
folder=.build/packages
lotwise=.build/portable/release/lotwise
architecture=$(dpkg --print-architecture)
version=$("$lotwise" version | cut -d ' ' -f 2)
maintainer=${MAINTAINER:-"${DEBFULLNAME:-The lotwise authors} <${DEBEMAIL:-authors@lotwise.invalid}>"}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date -r CHANGELOG.md +%s)}
export SOURCE_DATE_EPOCH

mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
stage=$work/stage
documents=$stage/usr/share/doc/lotwise

"$make" --no-print-directory install PORTABLE=1 DESTDIR="$stage" PREFIX=/usr >"$work/log" 2>&1 ||
  { cat "$work/log" >&2; exit 1; }
# Whoever builds on this machine looks for libraries beside the program; an installed one must not.
chrpath -d "$stage/usr/bin/lotwise" >"$work/log"
# Tables for unwinding stay, so that a crash is reported as without this.
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$stage/usr/bin/lotwise"
gzip -9n "$stage/usr/share/man/man1/lotwise.1"
# Debian's place for completion of zsh.
mkdir -p "$stage/usr/share/zsh/vendor-completions"
mv "$stage/usr/share/zsh/site-functions/_lotwise" "$stage/usr/share/zsh/vendor-completions/"
rmdir "$stage/usr/share/zsh/site-functions"

mkdir -p "$documents"
{
  printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: lotwise\n\n'
  printf 'Files: *\nCopyright: 2026 The lotwise authors\nLicense: Expat\n'
  printf 'Comment:\n The runtime of Swift (Apache-2.0 with the Runtime Library Exception,\n'
  printf ' https://swift.org/LICENSE.txt) is linked into the program.\n\nLicense: Expat\n'
  sed '1,/^Copyright/d; /./,$!d; s/^$/./; s/^/ /' LICENSE | sed '1{/^ \.$/d}'
} >"$documents/copyright"
{
  printf 'lotwise (%s) unstable; urgency=medium\n\n' "$version"
  printf '  * What changed is in CHANGELOG.md.gz, beside this file.\n\n'
  printf ' -- %s  %s\n' "$maintainer" "$(date -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$documents/changelog.gz"
gzip -9n <CHANGELOG.md >"$documents/CHANGELOG.md.gz"

# What the program is linked with, by the versions of the symbols that it uses.
mkdir -p "$work/debian"
printf 'Source: lotwise\n\nPackage: lotwise\nArchitecture: any\n' >"$work/debian/control"
linked=$(cd "$work" && dpkg-shlibdeps -O -estage/usr/bin/lotwise 2>"$work/log") || { cat "$work/log" >&2; exit 1; }

mkdir -p "$stage/DEBIAN"
size=$(find "$stage/usr" -type f -printf '%s\n' | awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')
cat >"$stage/DEBIAN/control" <<END
Package: lotwise
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Depends: ${linked#shlibs:Depends=}, tzdata
Recommends: libopenblas0
Suggests: git
Section: utils
Priority: optional
Description: what each way of paying for LLM API credit costs, and how sure that is
 lotwise lives every way of buying prepaid credit for LLM APIs through the
 same thousands of simulated futures. It says which plan to take, and what
 each one costs, risks and wastes. It also replays one account exactly, finds
 out how much to buy, forecasts usage from exports, and notices in CI when
 figures change.
 .
 OpenBLAS makes large comparisons faster; the results are the same without
 it. With git, files are also compared with their earlier versions.
END
(cd "$stage" && find usr -type f | sort | xargs -d '\n' md5sum) >"$stage/DEBIAN/md5sums"

find "$stage" -type d -exec chmod 755 {} +
find "$stage" -type f ! -path "$stage/usr/bin/*" -exec chmod 644 {} +
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$folder/lotwise_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$stage" "$package" >"$work/log"
lintian --allow-root --fail-on error,warning "$package" || {
  echo "deb: lintian finds fault with $package" >&2
  exit 1
}
echo "$package"
