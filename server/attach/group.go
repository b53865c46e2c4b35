package attach

import "strings"

// groups of MIME types that no prefix tells.
var groupOf = map[string]string{
	"application/pdf": "pdf", "application/vnd.fdf": "pdf",
	"application/gzip": "archive", "application/x-gzip": "archive", "application/x-7z-compressed": "archive", "application/vnd.rar": "archive", "application/x-rar-compressed": "archive",
	"application/x-tar": "archive", "application/x-xz": "archive", "application/x-bzip2": "archive", "application/zstd": "archive", typeLzip: "archive", "application/x-lzh-compressed": "archive",
	"application/vnd.ms-cab-compressed": "archive", "application/x-cpio": "archive", "application/x-archive": "archive", typeARJ: "archive", typeCompress: "archive", typeLZ4: "archive", typeZlib: "archive", typeLZMA: "archive", typeBrotli: "archive",
	"application/x-ace-compressed": "archive", "application/x-stuffit": "archive", "application/x-alz": "archive", "application/x-egg": "archive", "application/x-gca-compressed": "archive", "application/x-yz1": "archive", "application/x-bza": "archive", "application/x-zoo": "archive", "application/x-squashfs": "disk-image",
	typeWIM: "disk-image", typeVMDK: "disk-image", typeVDI: "disk-image", typeQCOW: "disk-image",
	"application/msword": "office", typeCFB: "office", "application/onenote": "office", "text/rtf": "office", "application/rtf": "office", "application/vnd.visio": "office", "application/vnd.ms-publisher": "office",
	"application/x-js-taro": "office", "application/vnd.fujixerox.docuworks": "office", "application/x-msaccess": "office", typeActiveMime: "office", "application/x-hanako": "office", "application/x-oasys": "office", typeSYLK: "office", "application/vnd.wordperfect": "office", "application/vnd.lotus-1-2-3": "office",
	"application/vnd.ms-outlook": "mail", "message/rfc822": "mail", "application/ms-tnef": "mail",
	"application/ogg": "media", "application/vnd.apple.mpegurl": "media", "application/x-shockwave-flash": "media",
	"image/vnd.dwg": "cad", "image/vnd.dxf": "cad", "application/x-jww": "cad", "application/x-jwc": "cad", "application/x-sxf": "cad", "application/sldworks": "cad",
	"application/x-iso9660-image": "disk-image", "application/x-vhd": "disk-image", "application/x-vhdx": "disk-image", "application/x-apple-diskimage": "disk-image", "application/x-udf-image": "disk-image", typeFAT: "disk-image",
	typePE: "executable", "application/x-dosexec": "executable", "application/x-elf": "executable", "application/x-executable": "executable", "application/x-sharedlib": "executable", "application/x-object": "executable", "application/x-mach-binary": "executable",
	"application/x-ms-installer": "executable", "application/x-ms-shortcut": "executable", typeURL: "executable", "application/java-archive": "executable", "application/x-java-applet": "executable", "application/vnd.android.package-archive": "executable",
	"application/msix": "executable", "application/appx": "executable", "application/x-ms-application": "executable", "application/vnd.debian.binary-package": "executable", "application/x-rpm": "executable", "application/x-installshield": "executable", "application/vnd.ms-htmlhelp": "executable",
	"application/x-ms-console": "executable", "application/x-windows-gadget": "executable", "application/x-chrome-extension": "executable", "application/x-xar": "executable", "application/wasm": "executable",
	"application/vnd.openofficeorg.extension": "executable", "application/x-xpinstall": "executable", "application/x-java-jnlp-file": "executable", "application/x-ms-settings": "executable",
	"application/hta": "script", "application/x-bytecode.python": "script",
	"application/json": "text", "application/x-ndjson": "text", "application/xhtml+xml": "text", "application/geo+json": "text", "image/svg+xml": "image",
}

// classOfMIME has the types of scripts and Office files: they have one place, the table of extensions.
var classOfMIME = func() map[string]string {
	classes := map[string]string{}
	for _, k := range extensions {
		if k.class == "script" || k.class == "office" && classes[strings.ToLower(k.mime)] == "" {
			classes[strings.ToLower(k.mime)] = k.class
		}
	}
	return classes
}()

// Groups returns the kinds of file, by the names the policy language uses (section 5), that a file of this MIME type belongs
// to: archive, zip, office, pdf, image, text, mail, media, cad, disk-image, executable, script or unknown. A zip is an
// archive too, a script executable too. The name decides where contents have no mark of their own: scripts, some drawings.
func Groups(mime, name string) []string {
	mime = baseType(mime)
	ext := Extension(name)
	group := group(mime)
	switch {
	case mime == typeZIP:
		return []string{"archive", "zip"}
	case group == "text" || group == "unknown":
		if class := classOfExtension(ext); class == "script" || class == "executable" || class == "cad" {
			group = class
		}
	}
	if group == "script" {
		return []string{"executable", "script"}
	}
	return []string{group}
}

func group(mime string) string {
	if g := groupOf[mime]; g != "" {
		return g
	}
	if class := classOfMIME[strings.ToLower(mime)]; class != "" {
		return class
	}
	major, _, _ := strings.Cut(mime, "/")
	switch {
	case strings.HasPrefix(mime, ooxml), strings.HasPrefix(mime, odf), strings.HasPrefix(mime, "application/vnd.ms-"):
		return "office"
	case major == "image", major == "text":
		return major
	case major == "audio", major == "video":
		return "media"
	case major == "message":
		return "mail"
	case major == "model":
		return "cad"
	}
	return "unknown"
}

// baseType is a MIME type without parameters.
func baseType(mime string) string {
	base, _, _ := strings.Cut(mime, ";")
	return strings.TrimSpace(base)
}
