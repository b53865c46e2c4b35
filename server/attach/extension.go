package attach

// kind is what an extension promises: a MIME type and the group by which contents are compared.
type kind struct{ class, mime string }

const (
	ooxml = "application/vnd.openxmlformats-officedocument."
	odf   = "application/vnd.oasis.opendocument."
)

// extensions are those that people attach. Scripts and programs have the class "executable".
var extensions = map[string]kind{
	"doc": {"office", "application/msword"}, "dot": {"office", "application/msword"},
	"xls": {"office", "application/vnd.ms-excel"}, "xlt": {"office", "application/vnd.ms-excel"},
	"ppt": {"office", "application/vnd.ms-powerpoint"}, "pps": {"office", "application/vnd.ms-powerpoint"},
	"docx": {"office", ooxml + "wordprocessingml.document"}, "dotx": {"office", ooxml + "wordprocessingml.template"},
	"xlsx": {"office", ooxml + "spreadsheetml.sheet"}, "xltx": {"office", ooxml + "spreadsheetml.template"},
	"pptx": {"office", ooxml + "presentationml.presentation"}, "potx": {"office", ooxml + "presentationml.template"},
	"ppsx": {"office", ooxml + "presentationml.slideshow"},
	"docm": {"office", "application/vnd.ms-word.document.macroEnabled.12"}, "dotm": {"office", "application/vnd.ms-word.template.macroEnabled.12"},
	"xlsm": {"office", "application/vnd.ms-excel.sheet.macroEnabled.12"}, "xltm": {"office", "application/vnd.ms-excel.template.macroEnabled.12"},
	"xlsb": {"office", "application/vnd.ms-excel.sheet.binary.macroEnabled.12"}, "xlam": {"office", "application/vnd.ms-excel.addin.macroEnabled.12"},
	"pptm": {"office", "application/vnd.ms-powerpoint.presentation.macroEnabled.12"}, "ppsm": {"office", "application/vnd.ms-powerpoint.slideshow.macroEnabled.12"},
	"potm": {"office", "application/vnd.ms-powerpoint.template.macroEnabled.12"}, "ppam": {"office", "application/vnd.ms-powerpoint.addin.macroEnabled.12"},
	"vsd": {"office", "application/vnd.visio"}, "vsdx": {"office", "application/vnd.ms-visio.drawing.main+xml"}, "one": {"office", "application/onenote"},
	"odt": {"office", odf + "text"}, "ods": {"office", odf + "spreadsheet"}, "odp": {"office", odf + "presentation"}, "odg": {"office", odf + "graphics"},
	"ott": {"office", odf + "text-template"}, "ots": {"office", odf + "spreadsheet-template"}, "otp": {"office", odf + "presentation-template"}, "odf": {"office", odf + "formula"},
	"fodt": {"office", typeFlat}, "fods": {"office", odf + "spreadsheet-flat-xml"}, "fodp": {"office", odf + "presentation-flat-xml"},
	"vsdm": {"office", "application/vnd.ms-visio.drawing.macroEnabled.12"}, "vstm": {"office", "application/vnd.ms-visio.template.macroEnabled.12"}, "vssm": {"office", "application/vnd.ms-visio.stencil.macroEnabled.12"},
	"vstx": {"office", "application/vnd.ms-visio.template"}, "vssx": {"office", "application/vnd.ms-visio.stencil"}, "pub": {"office", "application/vnd.ms-publisher"}, "mpp": {"office", "application/vnd.ms-project"},
	"rtf": {"office", "text/rtf"}, "slk": {"office", typeSYLK}, "xlw": {"office", "application/vnd.ms-excel"}, "xla": {"office", "application/vnd.ms-excel"}, "ppa": {"office", "application/vnd.ms-powerpoint"},
	"jtd": {"office", "application/x-js-taro"}, "jtt": {"office", "application/x-js-taro"}, "jtdc": {"office", "application/x-js-taro"}, "jttc": {"office", "application/x-js-taro"}, "jfw": {"office", "application/x-js-taro"}, "jvw": {"office", "application/x-js-taro"},
	"jhd": {"office", "application/x-hanako"}, "jhh": {"office", "application/x-hanako"}, "juh": {"office", "application/x-hanako"}, "oas": {"office", "application/x-oasys"}, "oa3": {"office", "application/x-oasys"},
	"xdw": {"office", "application/vnd.fujixerox.docuworks"}, "xbd": {"office", "application/vnd.fujixerox.docuworks.binder"}, "xct": {"office", "application/vnd.fujixerox.docuworks.container"},
	"mdb": {"office", typeAccess}, "accdb": {"office", typeAccess}, "mde": {"office", typeAccess}, "accde": {"office", typeAccess}, "accdr": {"office", typeAccess}, "mda": {"office", typeAccess}, "accda": {"office", typeAccess}, "ade": {"office", typeAccess}, "adp": {"office", typeAccess}, "mdz": {"office", typeAccess}, "mdw": {"office", typeAccess}, "accdt": {"office", typeAccess},

	"pdf": {"pdf", "application/pdf"},
	"png": {"image", "image/png"}, "jpg": {"image", "image/jpeg"}, "jpeg": {"image", "image/jpeg"}, "gif": {"image", "image/gif"}, "bmp": {"image", "image/bmp"},
	"tif": {"image", "image/tiff"}, "tiff": {"image", "image/tiff"}, "webp": {"image", "image/webp"}, "heic": {"image", "image/heic"}, "ico": {"image", "image/x-icon"}, "psd": {"image", "image/vnd.adobe.photoshop"},
	"svg": {"image", "image/svg+xml"},
	"txt": {"text", "text/plain"}, "csv": {"text", "text/csv"}, "tsv": {"text", "text/tab-separated-values"}, "log": {"text", "text/plain"}, "md": {"text", "text/plain"},
	"json": {"text", "application/json"}, "xml": {"text", "text/xml"}, "htm": {"text", "text/html"}, "html": {"text", "text/html"}, "ics": {"text", "text/calendar"}, "vcf": {"text", "text/vcard"},
	"mp3": {"media", "audio/mpeg"}, "wav": {"media", "audio/wav"}, "m4a": {"media", "audio/x-m4a"}, "mp4": {"media", "video/mp4"}, "mov": {"media", "video/quicktime"}, "avi": {"media", "video/x-msvideo"}, "wmv": {"media", "video/x-ms-asf"}, "mkv": {"media", "video/matroska"},
	"eml": {"mail", "message/rfc822"}, "msg": {"mail", "application/vnd.ms-outlook"}, "mht": {"mail", "message/rfc822"},

	"zip": {"archive", "application/zip"}, "7z": {"archive", "application/x-7z-compressed"}, "rar": {"archive", "application/vnd.rar"}, "lzh": {"archive", "application/x-lzh-compressed"}, "lha": {"archive", "application/x-lzh-compressed"},
	"tar": {"archive", "application/x-tar"}, "gz": {"archive", "application/gzip"}, "tgz": {"archive", "application/gzip"}, "bz2": {"archive", "application/x-bzip2"}, "xz": {"archive", "application/x-xz"}, "zst": {"archive", "application/zstd"}, "cab": {"archive", "application/vnd.ms-cab-compressed"},
	"iso": {"disk-image", "application/x-iso9660-image"}, "img": {"disk-image", "application/x-iso9660-image"}, "vhd": {"disk-image", "application/x-vhd"}, "vhdx": {"disk-image", "application/x-vhdx"}, "dmg": {"disk-image", "application/x-apple-diskimage"},
	"wim": {"disk-image", typeWIM}, "esd": {"disk-image", typeWIM}, "swm": {"disk-image", typeWIM}, "vmdk": {"disk-image", typeVMDK}, "vdi": {"disk-image", typeVDI}, "qcow2": {"disk-image", typeQCOW}, "ova": {"archive", "application/x-tar"},
	"lzma": {"archive", typeLZMA}, "lz": {"archive", typeLzip}, "lz4": {"archive", typeLZ4}, "z": {"archive", typeCompress}, "br": {"archive", typeBrotli}, "cpio": {"archive", "application/x-cpio"}, "ace": {"archive", "application/x-ace-compressed"}, "arj": {"archive", typeARJ}, "sit": {"archive", "application/x-stuffit"}, "sitx": {"archive", "application/x-stuffit"}, "alz": {"archive", "application/x-alz"}, "egg": {"archive", "application/x-egg"}, "zipx": {"archive", typeZIP},
	"tbz": {"archive", "application/x-bzip2"}, "tbz2": {"archive", "application/x-bzip2"}, "txz": {"archive", "application/x-xz"}, "tzst": {"archive", "application/zstd"}, "tlz": {"archive", typeLzip}, "taz": {"archive", typeCompress}, "gca": {"archive", "application/x-gca-compressed"}, "yz1": {"archive", "application/x-yz1"}, "bza": {"archive", "application/x-bza"}, "zoo": {"archive", "application/x-zoo"},
	"dwg": {"cad", "image/vnd.dwg"}, "dxf": {"cad", "image/vnd.dxf"}, "dwf": {"cad", "model/vnd.dwf"}, "jww": {"cad", "application/x-jww"}, "jwc": {"cad", "application/x-jwc"}, "sfc": {"cad", "application/x-sxf"}, "p21": {"cad", "application/x-sxf"}, "step": {"cad", "model/step"}, "stp": {"cad", "model/step"},
	"iges": {"cad", "model/iges"}, "igs": {"cad", "model/iges"}, "stl": {"cad", "model/stl"}, "x_t": {"cad", "model/vnd.parasolid.transmit-text"}, "sldprt": {"cad", "application/sldworks"}, "sldasm": {"cad", "application/sldworks"}, "3dm": {"cad", "model/vnd.3dm"},

	"exe": {"executable", typePE}, "scr": {"executable", typePE}, "dll": {"executable", typePE}, "cpl": {"executable", typePE}, "ocx": {"executable", typePE}, "sys": {"executable", typePE}, "com": {"executable", "application/x-dosexec"}, "pif": {"executable", "application/x-dosexec"},
	"msi": {"executable", "application/x-ms-installer"}, "msp": {"executable", "application/x-ms-installer"}, "msix": {"executable", "application/msix"}, "appx": {"executable", "application/appx"}, "application": {"executable", "application/x-ms-application"},
	"lnk": {"executable", "application/x-ms-shortcut"}, "url": {"executable", typeURL}, "website": {"executable", typeURL}, "scf": {"executable", "application/x-ms-shortcut"}, "library-ms": {"executable", "application/x-ms-shortcut"}, "settingcontent-ms": {"executable", "application/x-ms-shortcut"},
	"jar": {"executable", "application/java-archive"}, "apk": {"executable", "application/vnd.android.package-archive"}, "app": {"executable", "application/x-mach-binary"}, "pkg": {"executable", "application/x-xar"}, "deb": {"executable", "application/vnd.debian.binary-package"}, "rpm": {"executable", "application/x-rpm"}, "chm": {"executable", "application/vnd.ms-htmlhelp"}, "xll": {"executable", typePE}, "msc": {"executable", "application/x-ms-console"}, "gadget": {"executable", "application/x-windows-gadget"},
	"msu": {"executable", "application/x-ms-installer"}, "mst": {"executable", "application/x-ms-installer"}, "msixbundle": {"executable", "application/msix"}, "appxbundle": {"executable", "application/appx"}, "appinstaller": {"executable", "application/x-ms-application"}, "appref-ms": {"executable", "application/x-ms-application"},
	"drv": {"executable", typePE}, "wll": {"executable", typePE}, "bpl": {"executable", typePE}, "hlp": {"executable", "application/winhlp"}, "jnlp": {"executable", "application/x-java-jnlp-file"}, "oxt": {"executable", "application/vnd.openofficeorg.extension"}, "xpi": {"executable", "application/x-xpinstall"}, "crx": {"executable", "application/x-chrome-extension"},
	"search-ms": {"executable", "application/x-ms-shortcut"}, "searchconnector-ms": {"executable", "application/x-ms-shortcut"}, "theme": {"executable", "application/x-ms-settings"}, "deskthemepack": {"executable", "application/x-ms-settings"}, "diagcab": {"executable", "application/x-ms-settings"}, "rdp": {"executable", "application/x-ms-settings"}, "xbap": {"executable", "application/x-ms-application"}, "webloc": {"executable", typeURL}, "desktop": {"executable", "application/x-ms-shortcut"},
	"vsto": {"executable", "application/x-ms-application"}, "webpnp": {"executable", "application/x-ms-settings"}, "printerexport": {"executable", "application/x-ms-settings"}, "shb": {"executable", "application/x-ms-shortcut"}, "shs": {"executable", "application/x-ms-shortcut"}, "osd": {"executable", "application/x-ms-settings"},
	"appcontent-ms": {"executable", "application/x-ms-shortcut"}, "themepack": {"executable", "application/x-ms-settings"}, "diagpkg": {"executable", "application/x-ms-settings"}, "diagcfg": {"executable", "application/x-ms-settings"}, "xnk": {"executable", "application/x-ms-shortcut"}, "isp": {"executable", "application/x-ms-settings"}, "its": {"executable", "application/x-ms-settings"}, "ins": {"executable", "application/x-ms-settings"},
	"maf": {"executable", "application/x-ms-shortcut"}, "mag": {"executable", "application/x-ms-shortcut"}, "mam": {"executable", "application/x-ms-shortcut"}, "maq": {"executable", "application/x-ms-shortcut"}, "mar": {"executable", "application/x-ms-shortcut"}, "mas": {"executable", "application/x-ms-shortcut"}, "mau": {"executable", "application/x-ms-shortcut"}, "mav": {"executable", "application/x-ms-shortcut"}, "maw": {"executable", "application/x-ms-shortcut"}, "mad": {"executable", "application/x-ms-shortcut"},
	"pcd": {"executable", "application/x-ms-settings"}, "plg": {"executable", "application/x-ms-settings"}, "ops": {"executable", "application/x-ms-settings"}, "prf": {"executable", "application/x-ms-settings"}, "grp": {"executable", "application/x-ms-settings"}, "cnt": {"executable", "application/winhlp"}, "hpj": {"executable", "application/winhlp"}, "vsw": {"executable", "application/x-ms-settings"}, "fxp": {"executable", "application/x-dosexec"}, "udl": {"executable", "application/x-ms-settings"},
	"vsix": {"executable", "application/x-ms-application"}, "mui": {"executable", typePE}, "efi": {"executable", typePE}, "ax": {"executable", typePE}, "workflow": {"executable", "application/x-ms-settings"}, "action": {"executable", "application/x-ms-settings"}, "mobileconfig": {"executable", "application/x-ms-settings"}, "terminal": {"executable", "application/x-ms-settings"}, "inetloc": {"executable", typeURL}, "fileloc": {"executable", typeURL},
	"appimage": {"executable", "application/x-elf"}, "run": {"executable", "text/x-shellscript"}, "flatpakref": {"executable", "application/x-ms-settings"}, "ipa": {"executable", "application/x-ms-application"}, "aab": {"executable", "application/vnd.android.package-archive"}, "xapk": {"executable", "application/vnd.android.package-archive"}, "war": {"executable", "application/java-archive"}, "ear": {"executable", "application/java-archive"},

	"csproj": {"script", "text/x-msbuild"}, "vbproj": {"script", "text/x-msbuild"}, "fsproj": {"script", "text/x-msbuild"}, "vcxproj": {"script", "text/x-msbuild"}, "sqlproj": {"script", "text/x-msbuild"}, "pubxml": {"script", "text/x-msbuild"}, "proj": {"script", "text/x-msbuild"}, "targets": {"script", "text/x-msbuild"}, "sln": {"script", "text/x-msbuild"}, "slnx": {"script", "text/x-msbuild"}, "csx": {"script", "text/x-msbuild"}, "fsx": {"script", "text/x-msbuild"},
	"cdxml": {"script", "text/x-powershell"}, "pssc": {"script", "text/x-powershell"}, "psrc": {"script", "text/x-powershell"}, "ps2": {"script", "text/x-powershell"}, "ps2xml": {"script", "text/x-powershell"}, "psc2": {"script", "text/x-powershell"}, "psdm1": {"script", "text/x-powershell"}, "msh1": {"script", "text/x-powershell"}, "msh2": {"script", "text/x-powershell"}, "mshxml": {"script", "text/x-powershell"}, "msh1xml": {"script", "text/x-powershell"}, "msh2xml": {"script", "text/x-powershell"},
	"mof": {"script", "text/x-ms-mof"}, "prg": {"script", "text/x-foxpro"}, "bas": {"script", "text/vbscript"}, "vbp": {"script", "text/vbscript"}, "vsmacros": {"script", "text/vbscript"}, "a3x": {"script", "text/x-autoit"}, "asx": {"script", "text/x-ms-asx"}, "scptd": {"script", "text/x-applescript"}, "osascript": {"script", "text/x-applescript"}, "zsh": {"script", "text/x-shellscript"}, "fish": {"script", "text/x-shellscript"},
	"pyo": {"script", "application/x-bytecode.python"}, "pyz": {"script", "text/x-python"}, "pyzw": {"script", "text/x-python"}, "pyde": {"script", "text/x-python"}, "cjs": {"script", "text/javascript"}, "php": {"script", "text/x-php"}, "phar": {"script", "text/x-php"}, "lua": {"script", "text/x-lua"}, "tcl": {"script", "text/x-tcl"},
	"iqy": {"text", "text/plain"}, "oqy": {"text", "text/plain"}, "rqy": {"text", "text/plain"}, "dqy": {"text", "text/plain"}, "odc": {"text", "text/html"},

	"js": {"script", "text/javascript"}, "jse": {"script", "text/x-jscript-encoded"}, "mjs": {"script", "text/javascript"}, "vbs": {"script", "text/vbscript"}, "vbe": {"script", "text/x-vbscript-encoded"}, "vb": {"script", "text/vbscript"},
	"wsf": {"script", "text/x-wsf"}, "wsh": {"script", "text/x-wsh"}, "wsc": {"script", "text/x-wsf"}, "sct": {"script", "text/x-wsf"}, "hta": {"script", "application/hta"},
	"bat": {"script", "text/x-msdos-batch"}, "cmd": {"script", "text/x-msdos-batch"}, "ps1": {"script", "text/x-powershell"}, "psm1": {"script", "text/x-powershell"}, "ps1xml": {"script", "text/x-powershell"}, "reg": {"script", "text/x-ms-regedit"}, "inf": {"script", "text/x-ms-inf"},
	"psd1": {"script", "text/x-powershell"}, "psc1": {"script", "text/x-powershell"}, "msh": {"script", "text/x-powershell"}, "ws": {"script", "text/x-wsf"}, "htc": {"script", "text/x-wsf"},
	"ksh": {"script", "text/x-shellscript"}, "csh": {"script", "text/x-shellscript"}, "bash": {"script", "text/x-shellscript"}, "scpt": {"script", "text/x-applescript"}, "pyw": {"script", "text/x-python"}, "pyc": {"script", "application/x-bytecode.python"}, "ahk": {"script", "text/x-autohotkey"}, "au3": {"script", "text/x-autoit"},
	"sh": {"script", "text/x-shellscript"}, "command": {"script", "text/x-shellscript"}, "py": {"script", "text/x-python"}, "pl": {"script", "text/x-perl"}, "rb": {"script", "text/x-ruby"}, "applescript": {"script", "text/x-applescript"},
}

const (
	typePE  = "application/vnd.microsoft.portable-executable"
	typeURL = "application/x-mswinurl"
	typeZIP = "application/zip"
	typeCFB = "application/x-ole-storage"
	unknown = "application/octet-stream"
)

// classOfExtension is empty for extensions nobody promises anything by.
func classOfExtension(ext string) string { return extensions[ext].class }

func typeOfExtension(ext string) string { return extensions[ext].mime }

// carries returns which kind of macro a file with this extension is there to bring; empty if it may be without any.
func carries(ext string) string {
	switch ext {
	case "xla", "ppa", "xlam", "ppam", "mde", "ade", "accde", "mda", "accda", "mdz", "adp":
		return "vba"
	case "iqy", "oqy", "rqy", "dqy", "odc":
		return "web-query"
	}
	return ""
}

// executableExtension returns the type of what a double click would run; empty if it would not.
func executableExtension(ext string) string {
	if k := extensions[ext]; k.class == "executable" || k.class == "script" {
		return k.mime
	}
	return ""
}
