package policy

import (
	"slices"
	"strings"
)

// fileClass is a set of the kinds of file that rules can name.
type fileClass uint16

const (
	classArchive fileClass = 1 << iota
	classZip
	classOffice
	classPDF
	classImage
	classText
	classMail
	classMedia
	classCAD
	classDiskImage
	classExecutable
	classScript
	classUnknown
	classCount = iota

	classKnown fileClass = 1 << 15 // it was found out
)

var classNames = [classCount]string{
	"archive", "zip", "office", "pdf", "image", "text", "mail", "media", "cad", "disk-image", "executable", "script", "unknown",
}

func classOfName(name string) (fileClass, bool) {
	i := slices.Index(classNames[:], name)
	if i < 0 {
		return 0, false
	}
	return 1 << i, true
}

// classOf goes by content. A script is executable too, a zip an archive.
func classOf(a *Attachment) fileClass {
	kind, _, _ := strings.Cut(strings.ToLower(a.Type), ";")
	class := classOfType(strings.TrimSpace(kind))
	for i := range a.Marks {
		if a.Marks[i].Flag != "executable" {
			continue
		}
		class = class&^classUnknown | classExecutable
		if a.Marks[i].Args["type"] == "script" {
			class |= classScript
		}
	}
	return class
}

// classOfType knows the MIME types that package attach reports.
func classOfType(kind string) fileClass {
	switch {
	case kind == "" || kind == "application/octet-stream":
		return classUnknown
	case kind == "application/zip", kind == "application/x-zip-compressed":
		return classArchive | classZip
	case kind == "application/pdf":
		return classPDF
	case isOffice(kind):
		return classOffice
	case kind == "message/rfc822", kind == "application/vnd.ms-outlook", kind == "application/ms-tnef", kind == "application/vnd.ms-tnef":
		return classMail
	case slices.Contains(archiveTypes[:], kind):
		return classArchive
	case slices.Contains(scriptTypes[:], kind):
		return classExecutable | classScript
	case slices.Contains(programTypes[:], kind):
		return classExecutable
	case slices.Contains(diskTypes[:], kind):
		return classDiskImage
	case slices.Contains(cadTypes[:], kind):
		return classCAD
	}
	return classOfFamily(kind)
}

func classOfFamily(kind string) fileClass {
	family, _, _ := strings.Cut(kind, "/")
	switch family {
	case "image":
		return classImage
	case "text":
		return classText
	case "audio", "video":
		return classMedia
	}
	if kind == "application/json" || kind == "application/xml" || strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "+json") {
		return classText
	}
	return 0
}

func isOffice(kind string) bool {
	if slices.Contains(officeTypes[:], kind) {
		return true
	}
	for _, prefix := range officePrefixes {
		if strings.HasPrefix(kind, prefix) {
			return true
		}
	}
	return false
}

var officePrefixes = [...]string{
	"application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.", "application/vnd.ms-excel",
	"application/vnd.ms-word", "application/vnd.ms-powerpoint", "application/vnd.ms-visio", "application/vnd.ms-project",
	"application/vnd.ms-publisher", "application/x-ole-storage", "application/vnd.visio",
}

var officeTypes = [...]string{
	"application/msword", "application/rtf", "text/rtf", "application/onenote", "application/x-ms-office", "application/msaccess",
	"application/x-msaccess", "application/vnd.ms-office", "application/encrypted-ooxml", "application/x-js-taro", "application/vnd.justsystems.ichitaro",
}

var archiveTypes = [...]string{
	"application/x-7z-compressed", "application/x-rar-compressed", "application/vnd.rar", "application/x-rar", "application/x-tar",
	"application/gzip", "application/x-gzip", "application/x-bzip2", "application/x-xz", "application/zstd", "application/x-lzip",
	"application/x-lzh-compressed", "application/x-lzh", "application/x-lha", "application/vnd.ms-cab-compressed", "application/x-cpio",
	"application/x-arj", "application/x-archive", "application/x-compress", "application/lzip", "application/x-lz4", "application/x-lzma", "application/zlib", "application/x-brotli",
}

var scriptTypes = [...]string{
	"text/javascript", "application/javascript", "application/x-javascript", "text/x-shellscript", "application/x-sh", "text/x-sh",
	"text/vbscript", "text/x-vbscript", "application/x-powershell", "text/x-powershell", "application/x-bat", "text/x-msdos-batch",
	"application/hta", "text/x-python", "text/x-perl", "text/x-ruby", "text/x-php", "text/x-lua", "text/x-tcl", "application/x-wsf",
}

var programTypes = [...]string{
	"application/vnd.microsoft.portable-executable", "application/x-msdownload", "application/x-dosexec", "application/x-executable",
	"application/x-elf", "application/x-object", "application/x-sharedlib", "application/x-mach-binary", "application/x-ms-installer",
	"application/x-msi", "application/x-ms-shortcut", "application/jar", "application/java-archive", "application/x-java-applet",
	"application/vnd.android.package-archive", "application/x-chrome-extension", "application/x-deb", "application/vnd.debian.binary-package",
	"application/x-rpm", "application/wasm", "application/x-mswinurl", "application/x-coredump",
}

var diskTypes = [...]string{
	"application/x-iso9660-image", "application/x-udf-image", "application/x-vhd", "application/x-vhdx", "application/x-apple-diskimage",
	"application/x-virtualbox-vhd", "application/x-virtualbox-vdi", "application/x-vmdk", "application/x-qemu-disk", "application/x-raw-disk-image",
}

var cadTypes = [...]string{
	"image/vnd.dwg", "image/vnd.dxf", "application/acad", "application/x-dwg", "application/dxf", "application/x-dxf", "application/x-jww",
	"application/x-jwcad", "model/vnd.dwf", "model/step", "model/iges", "model/stl", "application/sla", "application/step", "application/x-sxf",
}
