#!/bin/sh
# Removes what install.sh put below ~/.local or the prefix given. With --purge first everything that Sekisho wrote for this person
# and its set-ups of mail programs; otherwise those set-ups alone are undone, so that mail can leave.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
purge=no
if [ "${1:-}" = --purge ]; then
	purge=yes
	shift
fi
prefix=${1:-$HOME/.local}
program=$prefix/bin/sekisho-desktop
if [ -x "$program" ]; then
	if [ "$purge" = yes ]; then
		"$program" uninstall
		"$program" uninstall --yes
	else
		"$program" client undo
	fi
fi
while read -r file; do
	rm -f "$prefix/$file"
	(cd "$prefix" && rmdir -p "$(dirname "$file")" 2>/dev/null) || true
done <"$here/files.txt"
