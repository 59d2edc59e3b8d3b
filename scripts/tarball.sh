#!/bin/sh
# Makes an archive of the static build: .build/packages/lotwise-VERSION-linux-ARCHITECTURE.tar.gz, for any Linux on such a
# CPU, whatever C library is there. It holds one folder, laid out as `make install` lays out PREFIX. The same program and
# the same commit give the same bytes.
#
#     scripts/tarball.sh       as called by `make tarball`; SOURCE_DATE_EPOCH is honoured
set -eu
umask 022
export LC_ALL=C TZ=UTC
make=${MAKE:-make}
folder=.build/packages
lotwise=.build/static/release/lotwise
version=$("$lotwise" version | cut -d ' ' -f 2)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date -r CHANGELOG.md +%s)}

if readelf --program-headers "$lotwise" | grep -q INTERP; then
  echo "tarball: $lotwise is not a static program; make build STATIC=1" >&2
  exit 1
fi
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
name=lotwise-$version
stage=$work/$name
documents=$stage/share/doc/lotwise

"$make" --no-print-directory install STATIC=1 DESTDIR="$work" PREFIX="/$name" >"$work/log" 2>&1 ||
  { cat "$work/log" >&2; exit 1; }
strip --strip-unneeded --remove-section=.comment "$stage/bin/lotwise"
cp LICENSE CHANGELOG.md "$stage/"
# What is linked into the program has licences that ask for being told.
mkdir -p "$documents"
for package in libyaml-dev libc6-dev; do
  cp -L "/usr/share/doc/$package/copyright" "$documents/$package.copyright"
done
cat >"$stage/README" <<END
lotwise $version: what each way of paying for LLM API credit costs, and how sure that is.

    bin/lotwise compare share/lotwise/scenarios/reseller-or-official.yaml
    bin/lotwise help
    man -l share/man/man1/lotwise.1

The program needs nothing beside it, so that bin/lotwise may be put anywhere alone. Time zones other than
UTC are read from /usr/share/zoneinfo.

The licence is in LICENSE. Inside the program are also the runtime of Swift (Apache-2.0 with the Runtime
Library Exception), the runtime of C++ (GPL-3 with the GCC Runtime Library Exception), libyaml (MIT) and glibc
(LGPL-2.1): share/doc/lotwise holds the terms of the last two. The source of lotwise is free, and
\`make tarball\` links it anew with another glibc.
END

find "$stage" -type d -exec chmod 755 {} +
find "$stage" -type f ! -path "$stage/bin/*" -exec chmod 644 {} +
archive=$folder/$name-linux-$(uname -m).tar.gz
tar --create --format=ustar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
  --directory "$work" "$name" | gzip -9n >"$archive.new"
mv "$archive.new" "$archive"
echo "$archive"
