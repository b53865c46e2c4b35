package link

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"sekisho/server/policy"
)

const shared = "share-link drive.google.com google-drive"

// Ways to write one address that browsers understand (URL Standard, 4.4).
func TestAsBrowsersRead(t *testing.T) {
	for _, href := range []string{
		"https://drive.google.com/file/d/x",
		`https:\\drive.google.com\file\d\x`,
		`https:/\drive.google.com\file/d\x`,
		"https:/drive.google.com/file/d/x",
		"https:drive.google.com/file/d/x",
		"https:////drive.google.com/file/d/x",
		"//drive.google.com/file/d/x",
		`\\drive.google.com/file/d/x`,
		" \x01https://drive.google.com/file/d/x \x00",
		"ht\ttps://drive.goo\ngle.com/fi\rle/d/x",
		"https://drive%2egoogle.com/file/d/x",
		"https://%64rive.google%2Ecom/file/d/x",
		"https://ｄｒｉｖｅ．google。com/file/d/x",
		"https://drive.goo\u00adgle.com/file/d/x",
		"https://drive.goo\u200bgle.com/file/d/x",
		"https://DRIVE.google.com./file/d/x",
		"https://drive.google.com:443/file/d/x",
		"https://drive.google.com:/file/d/x",
		"https://drive.google.com/%66ile/d/x",
		"https://drive.google.com/a/.././/file/d/x",
		"https://drive.google.com/a/%2e%2e/file/d/x",
		"https://drive.google.com/FILE/d/x",
		"https://u:p@drive.google.com/file/d/x",
		"drive.google.com/file/d/x",
	} {
		if got := strings.Join(findings(&policy.Message{Anchors: []policy.Anchor{{Text: "x", URL: href}}}), "; "); got != shared {
			t.Errorf("link to %q = %q, want %q", href, got, shared)
		}
	}
}

// A link that deceives is a shared file all the same: a rule on one of the two must not be passed by the other.
func TestSharedAndBad(t *testing.T) {
	for _, c := range []struct{ text, url, want string }{
		{"x", "https://www.a.example@drive.google.com/file/d/x", "bad-link drive.google.com userinfo; " + shared},
		{"x", "https://www.a%2eexample@drive.google.com/file/d/x", "bad-link drive.google.com userinfo; " + shared},
		{"x", "https://a.example@b.example@drive.google.com/file/d/x", "bad-link drive.google.com userinfo; " + shared},
		{"https://bank.example/", "https://drive.google.com/file/d/x", "bad-link drive.google.com other-host; " + shared},
		{"https://bank.example/", "https://a.example@drive.google.com/file/d/x", "bad-link drive.google.com other-host; " + shared},
		{"x", "https://" + strings.Repeat("a", maxURL) + "@drive.google.com/file/d/x", "bad-link  too-long"},
		{"x", ("https://" + strings.Repeat("a", maxURL))[:maxURL], "bad-link  too-long"}, // as package message cuts it
		{"x", "https://a.example/" + strings.Repeat("a", maxURL), "a.example"},
	} {
		if got := strings.Join(findings(&policy.Message{Anchors: []policy.Anchor{{Text: c.text, URL: c.url}}}), "; "); got != c.want {
			t.Errorf("link %q to %.80q = %q, want %q", c.text, c.url, got, c.want)
		}
	}
}

// What is typed in a text, and becomes a link in the reader's program.
func TestTyped(t *testing.T) {
	for body, want := range map[string]string{
		"ｈｔｔｐｓ：／／drive.google.com/file/d/xです":                           shared,
		"ＨＴＴＰＳ：／／ｄｒｉｖｅ．ｇｏｏｇｌｅ．ｃｏｍ／ｆｉｌｅ／ｄ／ｘ　です":                          shared,
		"ｈｔｔｐｓ://drive.google.com/file/d/x":                             shared,
		`https:\\drive.google.com\file\d\x`:                             shared,
		"資料は drive.google.com/file/d/x です":                              shared,
		"資料はDRIVE.google.com/file/d/xです":                                shared,
		"1drv.ms/u/s!a, 1drv.ms/":                                       "public-link 1drv.ms onedrive; 1drv.ms",
		"a.example/b 2026/10/01 1.5/2.0 and/or ./x ../drive.google.com": "",
		"taro@drive.google.com/file/d/x":                                "",
		"x/drive.google.com/file/d/x":                                   "",
		"ウ／／オ、／／":                                                       "",
		`\\server\share\a.xlsx C:\Users`:                                "",
	} {
		if got := strings.Join(findings(&policy.Message{Body: body}), "; "); got != want {
			t.Errorf("links of %q = %q, want %q", body, got, want)
		}
	}
}

func TestServices(t *testing.T) {
	for url, want := range map[string]string{
		"https://gist.github.com/taro/0123456789abcdef":               "public-link gist",
		"https://gist.githubusercontent.com/taro/01/raw/a.txt":        "public-link gist",
		"https://github.com/taro/a":                                   "",
		"https://pastebin.com/raw/abcd1234":                           "public-link pastebin",
		"https://pastebin.com/":                                       "",
		"https://rentry.co/abc":                                       "public-link pastebin",
		"https://www.toptal.com/developers/hastebin/share/abc":        "public-link pastebin",
		"https://www.toptal.com/developers/blog":                      "",
		"https://privatebin.net/?0123#key":                            "public-link pastebin",
		"https://www.notion.so/Plan-0123456789abcdef0123456789abcdef": "share-link notion",
		"https://minato.notion.site/Plan-0123":                        "public-link notion",
		"https://hackmd.io/abc":                                       "share-link hackmd",
		"https://acrobat.adobe.com/link/track?uri=urn:aaid:scds:US:1": "public-link adobe",
		"https://mega.nz/#!abc!key":                                   "public-link mega",
		"https://u.pcloud.link/publink/show?code=X":                   "public-link pcloud",
		"https://drive.proton.me/urls/ABC#key":                        "public-link proton-drive",
		"https://www.swisstransfer.com/d/0123":                        "public-link swisstransfer",
		"https://www.swisstransfer.com/en":                            "",
		"https://gofile.io/d/AbCdEf":                                  "public-link gofile",
		"https://pixeldrain.com/u/abc":                                "public-link pixeldrain",
		"https://workupload.com/file/abc":                             "public-link workupload",
		"https://disk.yandex.ru/d/abc":                                "public-link yandex-disk",
		"https://pan.baidu.com/s/1abc":                                "share-link baidu",
	} {
		u, ok := parse(url)
		if flag, reason := share(u); !ok || strings.TrimSpace(flag+" "+reason) != want {
			t.Errorf("%s = %q %q, want %q", url, flag, reason, want)
		}
	}
}

// However many links stand before it, a shared file is seen, or it is said that not all were looked at.
func TestManyBefore(t *testing.T) {
	var b strings.Builder
	for i := range 3 * maxKept {
		fmt.Fprintf(&b, "https://h%d.example/ ", i)
	}
	m := &policy.Message{Body: b.String() + "https://1drv.ms/a"}
	Look(m)
	if last := m.Links[len(m.Links)-1]; len(m.Links) != maxKept+1 || last.Reason != "onedrive" {
		t.Errorf("%d links and %+v at the end, want the shared file after %d", len(m.Links), last, maxKept)
	}
	m = &policy.Message{Anchors: make([]policy.Anchor, maxLinks), Body: "https://1drv.ms/a https://1drv.ms/b"}
	Look(m)
	if len(m.Links) != 1 || m.Links[0].Reason != "too-many-links" {
		t.Errorf("links %+v, want that there are too many", m.Links)
	}
}

// What the standard library reads in an address without tricks is read here too.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"https://a.example/b?c#d", "http://u:p@a.example:80/", "ftp://[::1]:2/x", "https://a@b@c/", `https:\\a\b`, "https:%61/", "//a", "a.example:80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := split(s)
		if ok && got.host == "" && got.odd == "" {
			t.Errorf("split(%q) = %+v, want a host", s, got)
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "https" || u.Host == "" || len(s) >= maxURL || strings.ContainsAny(u.Host, `%\`) || strings.Contains(u.String(), `\`) || trimmed(s) != s {
			return
		}
		if want := strings.ToLower(u.Hostname()); strings.Count(u.Host, ":") < 2 && got.host != want {
			t.Errorf("host of %q = %q, net/url has %q", s, got.host, want)
		}
	})
}
