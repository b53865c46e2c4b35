package attach

// Images of disks of which no more is known than what they are.
const (
	typeWIM  = "application/x-ms-wim"
	typeVMDK = "application/x-vmdk"
	typeVDI  = "application/x-virtualbox-vdi"
	typeQCOW = "application/x-qemu-disk"
)

// imageMagic names images, and archives that nobody here opens, by how they begin.
var imageMagic = []struct {
	at          int
	magic, mime string
}{
	{0, "MSWIM\x00\x00\x00", typeWIM},
	{0, "WLPWM\x00\x00\x00", typeWIM},
	{0, "KDMV", typeVMDK},
	{0, "# Disk DescriptorFile", typeVMDK},
	{0, "COWD", typeVMDK},
	{0x40, "\x7f\x10\xda\xbe", typeVDI},
	{0, "QFI\xfb", typeQCOW},
	{0, "cxsparse", "application/x-vhd"},
	{0, "conectix", typeVHD},
	{3, "NTFS    ", typeFAT},
	{3, "EXFAT   ", typeFAT},
	{0, "\xeb\x52\x90NTFS", typeFAT},
	{7, "**ACE**", "application/x-ace-compressed"},
	{0, "SIT!", "application/x-stuffit"},
	{0, "StuffIt ", "application/x-stuffit"},
	{0, "ALZ\x01", "application/x-alz"},
	{0, "EGGA", "application/x-egg"},
	{0, "GCA", "application/x-gca-compressed"},
	{0, "yz01", "application/x-yz1"},
	{20, "\xdc\xa7\xc4\xfd", "application/x-zoo"},
	{0, "hsqs", "application/x-squashfs"},
	{0, "Cr24", "application/x-chrome-extension"},
	{0, "dar\x00", "application/x-archive"},
	{0, "\xc7\x71", "application/x-cpio"},
	{0, "\x71\xc7", "application/x-cpio"},
	{0, "070701", "application/x-cpio"},
	{0, "070702", "application/x-cpio"},
	{0, "070707", "application/x-cpio"},
}

func knownImage(head []byte) string {
	for _, m := range imageMagic {
		if end := m.at + len(m.magic); end <= len(head) && string(head[m.at:end]) == m.magic {
			if len(m.magic) == 2 && len(head) < 76 || m.magic == "GCA" && (len(head) < 16 || head[3] >= 0x20 && head[3] < 0x7f && head[3] != '0') {
				continue
			}
			return m.mime
		}
	}
	return ""
}
