#!/bin/sh
# Installs for the person who runs it, below ~/.local or the prefix given. Needs GTK 3 and WebKitGTK 4.1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${1:-$HOME/.local}
while read -r file; do
	mkdir -p "$prefix/$(dirname "$file")"
	cp "$here/$file" "$prefix/$file.sekisho-new"
	mv "$prefix/$file.sekisho-new" "$prefix/$file"
done <"$here/files.txt"
sed "s|^Exec=.*|Exec=\"$prefix/bin/sekisho-desktop\"|" "$here/share/applications/sekisho-desktop.desktop" >"$prefix/share/applications/sekisho-desktop.desktop"
echo "$prefix/bin/sekisho-desktop"
