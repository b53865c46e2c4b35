#!/bin/sh
# Makes Sekisho.app and Sekisho-VERSION.dmg on a Mac with Xcode's command line tools and Go. NEVER RUN SO FAR: this project has no
# Mac; read it before you trust it. Run it from the top of the work tree after `npm ci && npm run build:desktop`.
#
#   SIGN_AS='Developer ID Application: …' NOTARY_PROFILE=name desktop/packaging/macos/build.sh
#
# Without SIGN_AS the application is signed for this Mac alone. NOTARY_PROFILE is what `xcrun notarytool store-credentials` made.
set -eu
here=desktop/packaging/macos
out=bin/packages
app=$out/Sekisho.app
version=$(sed -n 's/^const Version = "\(.*\)"$/\1/p' desktop/internal/cli/version.go)
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH
rm -rf "$app"
mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources" "$out/half"

# The companion and its window, each one program for both kinds of Macs.
for program in desktop desktop/window; do
	name=sekisho-$(echo $program | tr / -)
	for arch in arm64 amd64; do
		CGO_ENABLED=1 GOOS=darwin GOARCH=$arch MACOSX_DEPLOYMENT_TARGET=11.0 \
			CGO_LDFLAGS='-framework UniformTypeIdentifiers' \
			go build -trimpath -buildvcs=false -tags desktop,production -ldflags '-s -w -buildid=' -o "$out/half/$arch" ./$program
	done
	lipo -create -output "$app/Contents/MacOS/$name" "$out/half/arm64" "$out/half/amd64"
done
rm -r "$out/half"

sed "s/@VERSION@/$version/" "$here/Info.plist" >"$app/Contents/Info.plist"
set=$out/sekisho.iconset
mkdir -p "$set"
for size in 16 32 128 256; do
	sips -z $size $size addin/public/icons/icon-128.png --out "$set/icon_${size}x$size.png" >/dev/null
done
iconutil -c icns -o "$app/Contents/Resources/sekisho.icns" "$set"
rm -r "$set"

codesign --force --options runtime ${SIGN_AS:+--timestamp} --entitlements "$here/entitlements.plist" --sign "${SIGN_AS:--}" "$app/Contents/MacOS/sekisho-desktop-window"
codesign --force --options runtime ${SIGN_AS:+--timestamp} --entitlements "$here/entitlements.plist" --sign "${SIGN_AS:--}" "$app"
codesign --verify --strict --verbose=2 "$app"
hdiutil create -volname Sekisho -srcfolder "$app" -ov -format UDZO "$out/Sekisho-$version.dmg"
if [ -n "${SIGN_AS:-}" ] && [ -n "${NOTARY_PROFILE:-}" ]; then
	codesign --sign "$SIGN_AS" --timestamp "$out/Sekisho-$version.dmg"
	xcrun notarytool submit "$out/Sekisho-$version.dmg" --keychain-profile "$NOTARY_PROFILE" --wait
	xcrun stapler staple "$out/Sekisho-$version.dmg"
fi
echo "$out/Sekisho-$version.dmg"
