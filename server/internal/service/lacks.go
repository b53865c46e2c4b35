package service

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"sekisho/server/internal/config"
	"sekisho/server/internal/input"
	"sekisho/server/policy"
)

// Lack is something that a set-up has not got.
type Lack struct {
	Key     string // of the configuration
	JA, EN  string // what, and what to do
	Serious bool   // mail would not be taken, not leave, or not be protected; else it may be meant
}

// Lacks tells what a server with this set-up would lack: files that cannot be read, and what is often forgotten. It opens no
// listener and no database. Nothing: it can start and do its work.
func Lacks(c config.Config) (all []Lack) {
	add := func(key string, serious bool, ja, en string) { all = append(all, Lack{key, ja, en, serious}) }
	wrong := func(key string, err error) {
		if err != nil {
			add(key, true, fmt.Sprintf("使えません: %v", err), fmt.Sprintf("cannot be used: %v", err))
		}
	}
	switch {
	case c.Upstream == "" && !c.Demo:
		add("upstream", true, "空です。ゲートウェイはメールを受け付けません。送信先サーバーの host:port か mx を書いてください", "is empty, so the gateway takes no mail: write the next server's host:port, or mx")
	default:
		_, err := loginOf(c.UpstreamLogin)
		wrong("upstreamPasswordFile", err)
	}
	_, err := openSigner(c.DKIM)
	wrong("dkim", err)
	if c.Policy == "" {
		add("policy", false, "空です。データベースのポリシー、最初は見本が有効です。見本は自社のドメインを知りません", "is empty: what is in the database is in force, at first the sample, which knows none of your domains")
	} else {
		wrong("policy", lacksPolicy(c.Policy))
	}
	wrong("dataDir", writable(c.DataDir))
	if c.Database.Unproven() {
		add("database.url", false, "データベースは暗号化されますが、相手が本物か確かめません。sslmode=verify-full と書いてください", "the database is not asked to prove who it is, so anybody on the way can pass for it: write sslmode=verify-full")
	}
	if c.TLS.Cert != "" {
		lacksCertificate(c, add, wrong)
	}
	if c.PublicOrigin == "" && !c.Demo {
		add("publicOrigin", true, "空です。通知メールのリンクはこのマシンでしか開けません。https:// の起点を書いてください", "is empty, so links in notices open on this machine only: write the https origin")
	}
	if c.NoticesFrom == "" && !c.Demo {
		add("noticesFrom", false, "空です。通知は差出人のドメインの postmaster から届きます", "is empty: notices are from postmaster at the sender's domain")
	}
	return append(all, lacksConnectors(c)...)
}

func lacksPolicy(file string) error {
	data, err := input.Read(file)
	if err == nil {
		_, err = policy.Load(filepath.Base(file), data, beside(file))
	}
	return err
}

// writable tells whether files can be made in a folder, or the folder itself.
func writable(dir string) error {
	for above := dir; ; above = filepath.Dir(above) {
		if _, err := os.Stat(above); err != nil && above != filepath.Dir(above) {
			continue
		}
		f, err := os.CreateTemp(above, ".sekisho-check-")
		if err != nil {
			return err
		}
		_ = f.Close()
		return os.Remove(f.Name())
	}
}

func lacksCertificate(c config.Config, add func(string, bool, string, string), wrong func(string, error)) {
	cert, err := openCertificate(c.TLS, slog.New(slog.DiscardHandler))
	if err == nil {
		err = cert.valid(cert.current)
	}
	wrong("tls.cert", err)
	if err == nil && time.Until(cert.current.Leaf.NotAfter) < soon {
		until := cert.current.Leaf.NotAfter.Format(time.DateOnly)
		add("tls.cert", true, until+" に期限が切れます。更新してください", "ends on "+until+": renew it")
	}
	private("tls.key", c.TLS.Key, add)
}

// private tells of a file with a secret that others than its owner and group can read.
func private(key, file string, add func(string, bool, string, string)) {
	if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o007 != 0 {
		add(key, true, file+" は誰でも読めます。chmod 640 としてください", file+" can be read by everybody on this machine: chmod 640")
	}
}

func lacksConnectors(c config.Config) (all []Lack) {
	if len(c.Connectors) == 0 {
		return []Lack{{"connectors", "ありません。このマシンからのメールだけを受け付けます", "there are none: mail is taken from this machine alone", false}}
	}
	for _, k := range c.Connectors {
		key := "connectors: " + k.Name
		if _, err := openConnector(k); err != nil {
			all = append(all, Lack{key, fmt.Sprintf("使えません: %v", err), fmt.Sprintf("cannot be used: %v", err), true})
		}
		for _, file := range []string{k.SecretFile, k.Logins} {
			private(key, file, func(_ string, serious bool, ja, en string) { all = append(all, Lack{key, ja, en, serious}) })
		}
		if everybodys(k) {
			all = append(all, Lack{key, "インターネット上のアドレスだけで送信を許します。他社と共有のサーバー（Google など）なら secretFile も書いてください", "lets addresses of the internet send by themselves: where others send from there too (Google, say), write secretFile as well", false})
		}
	}
	return all
}

// everybodys tells whether a connector asks for nothing but an address on the internet, which may be a cloud's.
func everybodys(k config.Connector) bool {
	if len(k.Certificates)+len(k.Fields) > 0 || k.Logins != "" || k.SecretFile != "" {
		return false
	}
	for _, p := range k.Networks {
		if a := p.Addr(); !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !p.IsSingleIP() {
			return true
		}
	}
	return false
}
