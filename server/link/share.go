package link

import "strings"

// service is one that files are shared with.
type service struct {
	name  string   // the reason of the finding
	hosts []string // this host; with a dot before it everything below it
	paths []string // how a share's path begins; none: every path but "/" is one
	// open are beginnings of paths whose files anybody can open who has the link; "*" all of them.
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
	{name: "evernote", hosts: []string{"www.evernote.com", "share.evernote.com"}, paths: []string{"/shard/", "/l/", "/note/"}},
	{name: "slack", hosts: []string{"files.slack.com"}},
	{name: "slack", hosts: []string{"slack-files.com"}, open: []string{"*"}},
	{name: "s3", hosts: []string{".s3.amazonaws.com", ".s3.ap-northeast-1.amazonaws.com", ".blob.core.windows.net", "storage.googleapis.com"}, open: []string{"*"}},
	{name: "zoho", hosts: []string{"workdrive.zoho.com", "workdrive.zohoexternal.com", "workdrive.zoho.jp"}},
	{name: "nextcloud", hosts: []string{".nextcloud.com"}, paths: []string{"/s/", "/index.php/s/"}, open: []string{"*"}},
}

// share returns the flag and the service of a link to a shared file; both empty if it is none.
func share(t target) (flag, reason string) {
	for i := range services {
		s := &services[i]
		if !s.has(t.host) || !begins(t.path, s.paths) {
			continue
		}
		if len(s.open) > 0 && begins(t.path, s.open) {
			return "public-link", s.name
		}
		return "share-link", s.name
	}
	return "", ""
}

func (s *service) has(host string) bool {
	for _, h := range s.hosts {
		if host == h || h[0] == '.' && strings.HasSuffix(host, h) {
			return true
		}
	}
	return false
}

func begins(path string, with []string) bool {
	if len(with) == 0 || with[0] == "*" {
		return strings.Trim(path, "/") != ""
	}
	for _, w := range with {
		if strings.HasPrefix(path, w) {
			return true
		}
	}
	return false
}
