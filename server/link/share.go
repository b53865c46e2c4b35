package link

import (
	"path"
	"strings"
)

// service is one that files are shared with.
type service struct {
	name  string   // the reason of the finding
	hosts []string // this host; with a dot before it everything below it
	paths []string // how a share's path begins; none: every path but "/" is one
	// open are beginnings of paths whose files anybody can open who has the link; "*" all that are shares.
	open []string
}

// services are written down from the services' own help pages. Whether a link of SharePoint, Google Drive or Box
// is open cannot be seen in it.
var services = [...]service{
	{name: "sharepoint", hosts: []string{".sharepoint.com"}, paths: []string{"/:"}},
	{name: "onedrive", hosts: []string{"1drv.ms", "onedrive.live.com", "onedrive.com"}, open: []string{"*"}},
	{name: "google-drive", hosts: []string{"drive.google.com"}, paths: []string{"/file/", "/drive/folders/", "/drive/u/", "/open", "/uc", "/folderview", "/drive/shared"}},
	{name: "google-drive", hosts: []string{"docs.google.com"}, paths: []string{"/document/", "/spreadsheets/", "/presentation/", "/forms/", "/drawings/", "/file/", "/uc"}},
	{name: "google-photos", hosts: []string{"photos.app.goo.gl"}, open: []string{"*"}},
	{name: "box", hosts: []string{"box.com", ".box.com"}, paths: []string{"/s/", "/v/", "/file/", "/folder/", "/shared/", "/embed/"}},
	{name: "dropbox", hosts: []string{"www.dropbox.com", "dropbox.com", "dl.dropboxusercontent.com", "db.tt"}, paths: []string{"/s/", "/sh/", "/scl/", "/t/", "/l/", "/u/"}, open: []string{"*"}},
	{name: "icloud", hosts: []string{"www.icloud.com", "share.icloud.com"}, paths: []string{"/iclouddrive/", "/attachment/", "/photos/", "/pages/", "/numbers/", "/keynote/"}},
	{name: "gigafile", hosts: []string{"gigafile.nu", ".gigafile.nu"}, open: []string{"*"}},
	{name: "firestorage", hosts: []string{"firestorage.jp", ".firestorage.jp", "firestorage.com", "xfs.jp"}, open: []string{"*"}},
	{name: "datadeliver", hosts: []string{"www.datadeliver.net", "datadeliver.net"}, open: []string{"*"}},
	{name: "filepost", hosts: []string{"file-post.net", "www.file-post.net"}, open: []string{"*"}},
	{name: "okurin", hosts: []string{"okurin.bitpark.co.jp"}, open: []string{"*"}},
	{name: "wetransfer", hosts: []string{"we.tl", "wetransfer.com", ".wetransfer.com"}, open: []string{"*"}},
	{name: "mega", hosts: []string{"mega.nz", "mega.io"}, open: []string{"*"}},
	{name: "mediafire", hosts: []string{"www.mediafire.com", "mediafire.com"}, open: []string{"*"}},
	{name: "transfernow", hosts: []string{"www.transfernow.net", "transfernow.net"}, open: []string{"*"}},
	{name: "sendanywhere", hosts: []string{"sendanywhe.re", "send-anywhere.com"}, open: []string{"*"}},
	{name: "smash", hosts: []string{"fromsmash.com", ".fromsmash.com"}, open: []string{"*"}},
	{name: "uploader", hosts: []string{"ux.getuploader.com", "d.kuku.lu", ".axfc.net"}, open: []string{"*"}},
	{name: "directcloud", hosts: []string{".directcloud.jp"}},
	{name: "fleekdrive", hosts: []string{".fleekdrive.com"}},
	{name: "citrix", hosts: []string{".sharefile.com", ".sharefile.eu"}},
	{name: "egnyte", hosts: []string{".egnyte.com"}, paths: []string{"/dl/", "/fl/"}},
	{name: "notion", hosts: []string{".notion.site"}, open: []string{"*"}},
	{name: "notion", hosts: []string{"www.notion.so", "notion.so", "app.notion.com"}},
	{name: "evernote", hosts: []string{"www.evernote.com", "share.evernote.com"}, paths: []string{"/shard/", "/l/", "/note/"}},
	{name: "slack", hosts: []string{"files.slack.com"}},
	{name: "slack", hosts: []string{"slack-files.com"}, open: []string{"*"}},
	{name: "s3", hosts: []string{".s3.amazonaws.com", ".s3.ap-northeast-1.amazonaws.com", ".blob.core.windows.net", "storage.googleapis.com"}, open: []string{"*"}},
	{name: "zoho", hosts: []string{"workdrive.zoho.com", "workdrive.zohoexternal.com", "workdrive.zoho.jp"}},
	{name: "nextcloud", hosts: []string{".nextcloud.com"}, paths: []string{"/s/", "/index.php/s/"}, open: []string{"*"}},
	// Texts and files for which nobody signs in, or only some have to. Above each: who says so.

	// docs.github.com, Creating gists: "secret gists aren't private"
	{name: "gist", hosts: []string{"gist.github.com", "gist.githubusercontent.com"}, open: []string{"*"}},
	// pastebin.com/faq
	{name: "pastebin", hosts: []string{"pastebin.com"}, open: []string{"*"}},
	// toptal.com/developers/hastebin/about
	{name: "pastebin", hosts: []string{"www.toptal.com"}, paths: []string{"/developers/hastebin/"}, open: []string{"*"}},
	// en.wikipedia.org/wiki/Pastebin, and their front pages
	{name: "pastebin", hosts: []string{"hastebin.com", "justpaste.it", "rentry.co", "dpaste.com", "dpaste.org", "paste.ee", "controlc.com"}, open: []string{"*"}},
	// privatebin.info: the key is in the fragment
	{name: "pastebin", hosts: []string{"privatebin.net"}, paths: []string{"/?"}, open: []string{"*"}},
	// hackmd.io/@docs: a note's permission is not in its link
	{name: "hackmd", hosts: []string{"hackmd.io"}},
	// helpx.adobe.com, Share PDFs
	{name: "adobe", hosts: []string{"acrobat.adobe.com", "documentcloud.adobe.com"}, paths: []string{"/link/"}, open: []string{"*"}},
	// help.mega.io: links of before 2020
	{name: "mega", hosts: []string{"mega.nz", "mega.co.nz"}, paths: []string{"/#"}, open: []string{"*"}},
	// help.pcloud.com, shared links
	{name: "pcloud", hosts: []string{"u.pcloud.link", "e.pcloud.link"}, open: []string{"*"}},
	// proton.me/support/drive-shareable-link
	{name: "proton-drive", hosts: []string{"drive.proton.me"}, paths: []string{"/urls/"}, open: []string{"*"}},
	// infomaniak.com/en/swisstransfer
	{name: "swisstransfer", hosts: []string{"www.swisstransfer.com", "swisstransfer.com"}, paths: []string{"/d/"}, open: []string{"*"}},
	// filemail.com/support
	{name: "filemail", hosts: []string{"www.filemail.com", "filemail.com"}, paths: []string{"/d/", "/t/"}, open: []string{"*"}},
	// gofile.io/faq
	{name: "gofile", hosts: []string{"gofile.io"}, paths: []string{"/d/"}, open: []string{"*"}},
	// pixeldrain.com/about
	{name: "pixeldrain", hosts: []string{"pixeldrain.com"}, paths: []string{"/u/", "/l/", "/d/", "/api/file/"}, open: []string{"*"}},
	// workupload.com/faq
	{name: "workupload", hosts: []string{"workupload.com"}, paths: []string{"/file/", "/archive/", "/start/"}, open: []string{"*"}},
	// catbox.moe/faq.php
	{name: "catbox", hosts: []string{"files.catbox.moe", "litter.catbox.moe"}, open: []string{"*"}},
	// yandex.com/support/yandex-360, public links
	{name: "yandex-disk", hosts: []string{"disk.yandex.ru", "disk.yandex.com", "yadi.sk"}, paths: []string{"/d/", "/i/"}, open: []string{"*"}},
	// pan.baidu.com/disk/help: a code may be asked
	{name: "baidu", hosts: []string{"pan.baidu.com"}, paths: []string{"/s/", "/share/"}},
}

// share returns the flag and the service of a link to a shared file; both empty if it is none.
func share(t target) (flag, reason string) {
	path := ""
	for i := range services {
		s := &services[i]
		if !s.has(t.host) {
			continue
		}
		if path == "" {
			path = requested(t)
		}
		if !begins(path, s.paths) {
			continue
		}
		if len(s.open) > 0 && (s.open[0] == "*" || begins(path, s.open)) {
			return "public-link", s.name
		}
		return "share-link", s.name
	}
	return "", ""
}

// requested returns the path that a server is asked for: without escapes, and without "." and ".." (URL Standard, 4.4, path
// state). Query and fragment follow, where some services have their keys.
func requested(t target) string { return path.Clean("/"+unescaped(t.path)) + t.rest }

func (s *service) has(host string) bool {
	for _, h := range s.hosts {
		if host == h || h[0] == '.' && strings.HasSuffix(host, h) {
			return true
		}
	}
	return false
}

// begins reports whether a path begins in one of these ways; no ways, or "*": whether it is more than the front page.
func begins(asked string, ways []string) bool {
	if len(ways) == 0 || ways[0] == "*" {
		at := strings.IndexAny(asked+"?", "?#")
		return asked[:at] != "/"
	}
	for _, w := range ways {
		if len(asked) >= len(w) && strings.EqualFold(asked[:len(w)], w) {
			return true
		}
	}
	return false
}
