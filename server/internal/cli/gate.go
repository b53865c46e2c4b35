package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"sekisho/server/check"
	smtpgate "sekisho/server/gate"
	"sekisho/server/pass"
)

// gateOptions are the flags of `sekisho gate`.
type gateOptions struct {
	listen, upstream, security string
	policy, decide, lang       string
	budget                     time.Duration
}

// Gate runs `sekisho gate`: one SMTP gate on loopback before one upstream, until ctx ends. It writes a line to stderr once it
// listens and a JSON line a message to stdout. It returns 0 after an orderly end and 2 for bad input or an address in use.
func Gate(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, status, done := gateFlags(args, stdout, stderr)
	if done {
		return status
	}
	if err := runGate(ctx, o, stdin, stdout, stderr); err != nil {
		_, _ = fmt.Fprintf(stderr, "sekisho: gate: %s\n", plain(oneLine(err.Error())))
		return exitInput
	}
	return exitOK
}

func gateFlags(args []string, stdout, stderr io.Writer) (o gateOptions, status int, done bool) {
	f := pflag.NewFlagSet("gate", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.listen, "listen", "", "loopback address and port to listen on, such as 127.0.0.1:2525")
	f.StringVar(&o.upstream, "upstream", "", "host and port of the server to relay to")
	f.StringVar(&o.security, "upstream-tls", "auto", "auto, none, starttls or implicit; auto: none on loopback, implicit on port 465, else starttls")
	f.StringVar(&o.policy, "policy", "", "policy file; without one the sample policy")
	f.StringVar(&o.decide, "decide", "policy", "who decides: policy, terminal, allow or refuse")
	f.DurationVar(&o.budget, "budget", 50*time.Second, "how long a decision may take before the client hears 451")
	f.StringVar(&o.lang, "lang", "", "language at the terminal, ja or en; default from LC_ALL and LANG")
	err := f.Parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		_, _ = fmt.Fprintf(stdout, "sekisho gate\n\n%s", f.FlagUsages())
		return o, exitOK, true
	case err == nil && f.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", f.Arg(0))
	case err == nil:
		err = o.check()
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "sekisho: gate: %v\n", err)
		return o, exitInput, true
	}
	return o, exitOK, false
}

// check finds what is wrong with the flags and fills in the language.
func (o *gateOptions) check() error {
	switch {
	case o.listen == "":
		return errors.New("--listen is missing; write for example --listen 127.0.0.1:2525")
	case o.upstream == "":
		return errors.New("--upstream is missing; write for example --upstream mail.example.com:587")
	case o.budget <= 0:
		return fmt.Errorf("--budget %s is not a time to wait; write for example 50s", o.budget)
	}
	if host, _, err := net.SplitHostPort(o.listen); err != nil {
		return fmt.Errorf("--listen %q is not of the form address:port", o.listen)
	} else if !loopback(host) {
		return fmt.Errorf("--listen %q is not a loopback address; this gate serves its own machine only, use 127.0.0.1 or [::1]", o.listen)
	}
	if host, port, err := net.SplitHostPort(o.upstream); err != nil || host == "" || port == "" {
		return fmt.Errorf("--upstream %q is not of the form host:port", o.upstream)
	}
	for flag, c := range map[string]struct{ value, legal string }{
		"decide": {o.decide, "policy terminal allow refuse"}, "upstream-tls": {o.security, "auto none starttls implicit"}, "lang": {o.lang, " ja en"},
	} {
		if !contains(strings.Split(c.legal, " "), c.value) {
			return fmt.Errorf("--%s %q is none of: %s", flag, c.value, strings.Join(strings.Fields(c.legal), ", "))
		}
	}
	if o.lang == "" {
		o.lang = "en"
		if strings.HasPrefix(os.Getenv("LC_ALL")+os.Getenv("LANG"), "ja") {
			o.lang = "ja"
		}
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// runGate listens and serves. Nothing is listened on before the policy is known to be good.
func runGate(ctx context.Context, o gateOptions, stdin io.Reader, stdout, stderr io.Writer) error {
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	decider, err := gateDecider(o, stdin, stderr, log)
	if err != nil {
		return err
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use; end the program that uses it, or choose another address with --listen", o.listen)
	}
	if err != nil {
		return err
	}
	upstream := &smtpgate.Upstream{Addr: o.upstream, Security: smtpgate.SecurityFor(o.security, o.upstream)}
	proxy := &smtpgate.Proxy{Host: "localhost", Upstream: upstream, Decider: decider, Budget: o.budget, Log: log}
	server := &smtpgate.Server{Host: "localhost", Backend: proxy, PlainAuth: true, Log: log, Limits: many, Record: recordTo(stdout, log)}
	_, _ = fmt.Fprintf(stderr, "sekisho gate: listening on %s, upstream %s, decide %s\n", ln.Addr(), o.upstream, o.decide)
	err = server.Serve(ctx, ln)
	proxy.Wait()
	return err
}

func gateDecider(o gateOptions, stdin io.Reader, stderr io.Writer, log *slog.Logger) (smtpgate.Decider, error) {
	switch o.decide {
	case "allow":
		return smtpgate.Allow{}, nil
	case "refuse":
		return smtpgate.Refuse{}, nil
	}
	p, err := readPolicy(o.policy)
	if err != nil {
		return nil, err
	}
	// Nobody else compares these fingerprints, so the key lives as long as the process.
	var key pass.Key
	_, _ = rand.Read(key[:]) // never fails
	judge := &smtpgate.Judge{Engine: &check.Engine{Policy: p}, Key: key}
	if o.decide == "policy" {
		return &smtpgate.ByPolicy{Judge: judge, Log: log}, nil
	}
	return smtpgate.NewTerminal(judge, stdin, stderr, o.lang, isTerminal(stdin), log), nil
}

func isTerminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// recordTo returns a recorder that writes one JSON line for each message.
func recordTo(w io.Writer, log *slog.Logger) func(*smtpgate.Transaction, smtpgate.Reply) {
	var mu sync.Mutex
	e := newJSON(w)
	return func(t *smtpgate.Transaction, r smtpgate.Reply) {
		mu.Lock()
		defer mu.Unlock()
		if err := e.Encode(smtpgate.NewRecord(t, r)); err != nil {
			log.Error("write record", slog.Any("error", err))
		}
	}
}

// many is for a gate behind a mail server, whose connections all come from one address.
var many = smtpgate.Limits{Connections: 500, PerIP: 250}
