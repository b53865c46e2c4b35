package link

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// findings are "flag host reason" of each link found.
func findings(m *policy.Message) []string {
	Look(m)
	var got []string
	for _, l := range m.Links {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.Flag, l.Host, l.Reason)))
	}
	return got
}

func TestText(t *testing.T) {
	for body, want := range map[string]string{
		"":                                   "",
		"お世話になっております。":                       "",
		"a:// b http:// www. wwww.a.example": "",
		"https://www.example.com/a":          "www.example.com",
		"詳細は https://example.com/案内をご覧ください。":                 "example.com",
		"詳細は（https://example.com/a）をご覧ください":                  "example.com",
		"see (http://example.com/a_(b)), then":               "example.com",
		"HTTPS://Example.COM.":                               "example.com",
		"www.example.com":                                    "www.example.com",
		"http://192.168.1.4/share":                           "192.168.1.4",
		"http://203.0.113.5/a":                               "bad-link 203.0.113.5 ip-address",
		"http://3405803781/a":                                "bad-link 203.0.113.5 ip-address",
		"http://0xcb007105/":                                 "bad-link 203.0.113.5 ip-address",
		"http://[2001:db8::1]/":                              "bad-link 2001:db8::1 ip-address",
		"https://www.bank.example@evil.example/login":        "bad-link evil.example userinfo",
		"https://taro:secret@intra.example/":                 "intra.example",
		"https://аррle.com/":                                 "bad-link xn--le-6kc8da.com mixed-script",
		"https://日本語.jp/":                                    "xn--wgv71a119e.jp",
		"https://xn--80ak6aa92e.com/":                        "bad-link xn--80ak6aa92e.com mixed-script",
		"https://президент.рф/":                              "xn--d1abbgf6aiiy.xn--p1ai",
		"https://contoso.sharepoint.com/:x:/g/personal/a":    "share-link contoso.sharepoint.com sharepoint",
		"https://contoso.sharepoint.com/sites/a":             "contoso.sharepoint.com",
		"https://1drv.ms/u/s!abc":                            "public-link 1drv.ms onedrive",
		"https://drive.google.com/file/d/1/view?usp=sharing": "share-link drive.google.com google-drive",
		"https://docs.google.com/spreadsheets/d/1/edit":      "share-link docs.google.com google-drive",
		"https://app.box.com/s/abc":                          "share-link app.box.com box",
		"https://www.dropbox.com/scl/fi/abc/a.pdf?rlkey=x":   "public-link www.dropbox.com dropbox",
		"https://www.dropbox.com/business":                   "www.dropbox.com",
		"https://46.gigafile.nu/1121-abc":                    "public-link 46.gigafile.nu gigafile",
		"https://gigafile.nu/":                               "gigafile.nu",
		"https://firestorage.jp/download/abc":                "public-link firestorage.jp firestorage",
		"https://gigafile.nu.evil.example/1":                 "gigafile.nu.evil.example",
		"https://jpn01.safelinks.protection.outlook.com/?url=https%3A%2F%2F1drv.ms%2Fa&data=05": "public-link 1drv.ms onedrive",
		"https://urldefense.com/v3/__https://we.tl/t-abc__;!!x!y$":                              "public-link we.tl wetransfer",
		"https://urldefense.proofpoint.com/v2/url?u=https-3A__mega.nz_file_a&d=x":               "public-link mega.nz mega",
		"https://www.google.com/url?q=http://203.0.113.5/a":                                     "bad-link 203.0.113.5 ip-address",
	} {
		want := strings.Fields(want)
		if got := findings(&policy.Message{Body: body}); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("links of %q = %q, want %q", body, got, want)
		}
	}
}

func TestAnchors(t *testing.T) {
	for _, c := range []struct{ text, url, want string }{
		{"こちら", "https://example.com/", "example.com"},
		{"https://example.com/", "https://example.com/", "example.com"},
		{"www.example.co.jp", "https://shop.example.co.jp/a", "shop.example.co.jp"},
		{"https://www.bank.example/", "https://evil.example/", "bad-link evil.example other-host"},
		{"www.bank.co.jp", "https://evil.example/", "bad-link evil.example other-host"},
		{"bank.co.jp", "https://evil.example/", "bad-link evil.example other-host"},
		{"bank.co.jp", "https://jpn01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.bank.co.jp%2F", "www.bank.co.jp"},
		{"readme.md", "https://example.com/readme.md", "example.com"},
		{"見積書.xlsx", "https://contoso.sharepoint.com/:x:/s/a", "share-link contoso.sharepoint.com sharepoint"},
		{"1.5", "https://example.com/", "example.com"},
		{"taro@example.com", "mailto:taro@example.com", ""},
		{"click", "javascript:alert(1)", "bad-link  script"},
		{"click", " java\nscript:alert(1)", "bad-link  script"},
		{"click", "data:text/html,x", "bad-link  script"},
		{"電話", "tel:+81312345678", ""},
		{"relative", "//example.com/a", "example.com"},
	} {
		got := findings(&policy.Message{Anchors: []policy.Anchor{{Text: c.text, URL: c.url}}})
		if strings.Join(got, " ") != c.want {
			t.Errorf("link %q to %q = %q, want %q", c.text, c.url, got, c.want)
		}
	}
}

// Links in files, at any depth, say where they stand; one host stands once a place.
func TestPlaces(t *testing.T) {
	inner := policy.Attachment{Name: "b.docx", Text: "https://1drv.ms/b https://1drv.ms/c"}
	m := &policy.Message{
		Subject: "https://a.example/", Body: "https://a.example/1 https://a.example/2",
		Attachments: []policy.Attachment{{Name: "x.txt"}, {Name: "a.zip", Inside: []policy.Attachment{{Name: "in.zip", Inside: []policy.Attachment{inner}}}}},
	}
	Look(m)
	want := []policy.WebLink{
		{Place: policy.Place{Where: "subject"}, Host: "a.example"},
		{Place: policy.Place{Where: "body"}, Host: "a.example"},
		{Place: policy.Place{Where: "files", File: 1, Inside: "in.zip/b.docx"}, Flag: "public-link", Host: "1drv.ms", Reason: "onedrive"},
	}
	if !reflect.DeepEqual(m.Links, want) {
		t.Errorf("links = %+v, want %+v", m.Links, want)
	}
}

func TestLimits(t *testing.T) {
	var b strings.Builder
	for i := range 3 * maxLinks {
		fmt.Fprintf(&b, "https://h%d.example/ ", i)
	}
	m := &policy.Message{Body: b.String()}
	if Look(m); len(m.Links) != maxKept+1 || m.Links[maxKept].Reason != "too-many-links" {
		t.Errorf("%d links kept, want %d and that there are too many", len(m.Links), maxKept)
	}
	long := &policy.Message{Body: "https://a.example/" + strings.Repeat("x", 1<<20)}
	if Look(long); len(long.Links) != 1 {
		t.Errorf("a long link: %v", long.Links)
	}
	far := &policy.Message{Body: strings.Repeat("x", maxText) + " https://a.example/"}
	if Look(far); len(far.Links) != 0 {
		t.Errorf("beyond the limit of text: %v", far.Links)
	}
}

// Nothing of hostile text takes more than linear time, and every address found is a part of the text.
func FuzzLook(f *testing.F) {
	for _, s := range []string{"https://a.example/", "http://[::1", "://", "www.", "http://a@b@c/", "ｈｔｔｐｓ：／／a", `http:\\\\a\\b`, "1drv.ms/a", "a@@b/", "https:%41@%2e/%2e%2e", "https://xn--a", "%zz://%zz"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, body, href string) {
		urls(body, func(u string) bool {
			if u == "" || !strings.Contains(body, u) {
				t.Errorf("%q is no part of %q", u, body)
			}
			return true
		})
		m := &policy.Message{Body: body, Anchors: []policy.Anchor{{Text: body, URL: href}}}
		Look(m)
		for _, l := range m.Links {
			if l.Host != strings.ToLower(l.Host) || l.Flag == "" && l.Reason != "" {
				t.Errorf("link %+v", l)
			}
		}
	})
}

func BenchmarkLook(b *testing.B) {
	for name, body := range map[string]string{
		"none": strings.Repeat("お世話になっております。見積書をお送りします。よろしくお願いいたします。\n", 1000),
		"many": strings.Repeat("詳細は https://www.example.com/a/b?c=d をご覧ください。\n", 1000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				m := policy.Message{Body: body}
				Look(&m)
			}
		})
	}
}
