package stories

import (
	"net"
	"strings"
	"time"
)

// letter is the mail of a story.
func letter(word string) string {
	return "From: " + user + "\nTo: hanako@b.example\nSubject: 見積 " + word + "\nX-Story: " + word + "\n" +
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n田中様\nお世話になっております。\n"
}

// client is a mail program: how it sends one mail through a house with a password.
type client struct {
	name  string
	needs []string
	send  func(h *house, word, password string) *program
	wrong string        // what it shows after a wrong password
	waits time.Duration // how long it is known to wait by what it calls itself in this mail; a minute: it calls itself nothing
}

// notConfirmed is what each of them shows where nobody answered.
const notConfirmed = "451 4.7.1 Sekisho: 確認されなかったため送信していません / not confirmed, not sent"

var clients = []client{
	{"msmtp", []string{"msmtp"}, (*house).msmtp, "Accounts in Sekisho", time.Minute},
	{"mutt", []string{"mutt"}, (*house).mutt, "SASL authentication failed", 10 * time.Minute},
	{"swaks", []string{"swaks"}, (*house).swaks, "Accounts in Sekisho", time.Minute},
	{"python", []string{"python3"}, (*house).python, "Accounts in Sekisho", time.Minute},
	{"nodemailer", []string{"node", nodemailer}, (*house).nodemailer, "Accounts in Sekisho", time.Minute},
}

func (h *house) msmtp(word, password string) *program {
	_, port, _ := net.SplitHostPort(h.starttls)
	config := write(h.t, "msmtprc", "account default\nhost localhost\nport "+port+"\nauth plain\nuser "+user+"\npassword \""+password+"\"\ntls on\ntls_starttls on\ntls_trust_file "+h.ca+"\nfrom "+user+"\n")
	return begin(h.t, letter(word), "msmtp", "-C", config, "hanako@b.example")
}

// mutt uses TLS from the start.
func (h *house) mutt(word, password string) *program {
	_, port, _ := net.SplitHostPort(h.implicit)
	config := write(h.t, "muttrc", "set smtp_url=\"smtps://taro%40akatsuki.example@localhost:"+port+"/\"\nset smtp_pass=\""+password+"\"\nset smtp_authenticators=\"plain\"\n"+
		"set ssl_ca_certificates_file=\""+h.ca+"\"\nset certificate_file=\""+h.ca+"\"\nset from=\""+user+"\"\nset copy=no\nset charset=utf-8\nset send_charset=\"utf-8\"\nset user_agent=yes\nmy_hdr X-Story: "+word+"\n")
	return begin(h.t, "田中様\n", "mutt", "-n", "-F", config, "-s", "見積 "+word, "hanako@b.example")
}

// swaks comes without TLS on Debian.
func (h *house) swaks(word, password string) *program {
	host, port, _ := net.SplitHostPort(h.starttls)
	return begin(h.t, letter(word), "swaks", "--server", host, "--port", port, "--auth", "PLAIN", "--auth-user", user, "--auth-password", password,
		"--from", user, "--to", "hanako@b.example", "--data", "-")
}

const pythonSends = `
import smtplib, ssl, sys
port, ca, user, password = sys.argv[1:5]
s = smtplib.SMTP("localhost", int(port))
s.starttls(context=ssl.create_default_context(cafile=ca))
try:
    s.login(user, password)
    s.sendmail(user, ["hanako@b.example"], sys.stdin.buffer.read().replace(b"\n", b"\r\n"), mail_options=["BODY=8BITMIME"])
except smtplib.SMTPResponseException as e:
    print(e.smtp_code, e.smtp_error.decode())
    sys.exit(1)
s.quit()
`

func (h *house) python(word, password string) *program {
	_, port, _ := net.SplitHostPort(h.starttls)
	return begin(h.t, letter(word), "python3", "-c", pythonSends, port, h.ca, user, password)
}

// nodemailer is where npm puts it.
const nodemailer = "../../../node_modules/nodemailer"

// nodeSends has nodemailer write the mail too, with its own fields, line ends and encodings; each try has another Message-ID.
const nodeSends = `
const [module, port, ca, user, pass, word] = process.argv.slice(1)
const transport = require(module).createTransport({
  host: "127.0.0.1", port: Number(port), requireTLS: true, tls: { ca: require("fs").readFileSync(ca) },
  auth: pass.startsWith("{") ? { type: "OAuth2", user, ...JSON.parse(pass) } : { user, pass },
})
const mail = { from: user, to: "hanako@b.example", subject: "見積 " + word, headers: { "X-Story": word }, text: "田中様\nお世話になっております。\n" }
transport.sendMail(mail).catch((e) => { console.log(e.response ?? e.message); process.exitCode = 1 })
`

// nodemailer asks for the address itself, so that the certificate has to name it.
func (h *house) nodemailer(word, password string) *program {
	_, port, _ := net.SplitHostPort(h.starttls)
	return begin(h.t, "", "node", "-e", nodeSends, "--", nodemailer, port, h.ca, user, password, word)
}

// shows tells whether a program shows a text, whatever it does to line ends.
func shows(out, text string) bool {
	return strings.Contains(strings.Join(strings.Fields(out), " "), text)
}
