package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	pure "sekisho/server/history"
	audits "sekisho/server/internal/audit"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/input"
	"sekisho/server/internal/store"
	"sekisho/server/message"
	"sekisho/server/policy"
)

// progressEvery is how many mails are read between two lines of progress.
const progressEvery = 10_000

// historyImport learns from Sent mail: header fields only, streaming, each mail once however often the command runs.
func historyImport(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("history import")
	account := f.String("account", "", "whose Sent mail it is; without it each mail is its From's")
	asJSON := f.Bool("json", false, "print the report as JSON on one line")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() == 0 {
		return complain(s, "history import: name files (mbox, .eml, CSV) or folders of them")
	}
	if *account != "" && pure.Normal(*account) == "" {
		return complain(s, "history import: --account %q is no address", *account)
	}
	var r importReport
	err := withStore(ctx, f, func(st *store.Store, org store.Org) error {
		pol, _, err := desk.NewCompiled(st).Current(ctx, org)
		if err != nil {
			return fmt.Errorf("read the policy: %w", err)
		}
		if *account != "" && !pol.Own(*account) {
			return fmt.Errorf("--account %s is no address of this organisation, as its policy has it", *account)
		}
		i := &importer{ctx: ctx, streams: s, store: st, org: org, account: pure.Normal(*account), batch: map[string][]pure.Sent{}}
		i.reader = pure.Reader{Parse: i.parse, Own: pol.Own, Account: i.account, Take: i.take}
		err = i.run(f.Args())
		r = i.report
		return err
	})
	if r.Files > 0 && *asJSON {
		printJSON(s, r)
	} else if r.Files > 0 {
		s.printf("%s", r)
	}
	return report(s, "history import", err)
}

// importReport says what became of every mail.
type importReport struct {
	Files    int               `json:"files"`
	NotRead  []string          `json:"notRead,omitempty"` // files of a folder that hold no mail
	Mails    int               `json:"mails"`
	Counted  int               `json:"counted"`
	Accounts []string          `json:"accounts"`
	Skipped  map[string]int    `json:"skipped,omitempty"`      // reason -> mails
	First    map[string]string `json:"firstSkipped,omitempty"` // reason -> where the first of them stands
}

// reasons explains each reason for skipping a mail.
func reasons() map[string]string {
	return map[string]string{
		string(pure.ReasonNoDate): "no date: it cannot be said how old it is", string(pure.ReasonNotOwn): "not sent by this organisation",
		string(pure.ReasonDraft): "a draft, never sent", string(pure.ReasonSpam): "spam that only says it is ours",
		string(pure.ReasonNoRecipients): "nobody is named", string(pure.ReasonNoAddress): "names without addresses",
		string(pure.ReasonExchange): "addresses of an Exchange directory only; export with SMTP addresses",
		string(pure.ReasonCircular): fmt.Sprintf("a circular to more than %d", pure.MaxRecipients),
		string(pure.ReasonTooLong):  "its header is too long", string(pure.ReasonBroken): "it cannot be read",
		"double": "counted before", "live": "sent since this server watches, and counted then", "old": "older than two years",
	}
}

// String is the report for a person.
func (r importReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s read in %s; %s counted for %s\n", plural(r.Mails, "mail"), plural(r.Files, "file"), plural(r.Counted, "mail"), plural(len(r.Accounts), "account"))
	for _, why := range slices.Sorted(maps.Keys(r.Skipped)) {
		fmt.Fprintf(&b, "  %d skipped (%s): %s", r.Skipped[why], why, reasons()[why])
		if first := r.First[why]; first != "" {
			fmt.Fprintf(&b, "; first %s", plain(first))
		}
		b.WriteByte('\n')
	}
	if n := len(r.NotRead); n > 0 {
		fmt.Fprintf(&b, "  %s passed over, not mail: %s\n", plural(n, "file"), plain(r.NotRead[0]))
	}
	return b.String()
}

// importer feeds what a reader finds to the store, in batches.
type importer struct {
	ctx     context.Context //nolint:containedctx // for the reader's callbacks, which have none
	streams Streams
	store   *store.Store
	org     store.Org
	account string
	reader  pure.Reader
	file    string
	batch   map[string][]pure.Sent // by account
	waiting int
	report  importReport
}

func (i *importer) parse(header []byte) (*policy.Message, error) {
	return message.Read(i.ctx, bytes.NewReader(header), nil)
}

// run reads everything and writes one audit row for each account that learned something. What was saved before a failure stays,
// and is not counted again by the next run.
func (i *importer) run(names []string) error {
	i.report.Accounts, i.report.Skipped, i.report.First = []string{}, map[string]int{}, map[string]string{}
	var failed error
	for _, name := range names {
		if failed = i.readAll(name); failed != nil {
			break
		}
	}
	failed = errors.Join(failed, i.flush())
	for _, account := range i.report.Accounts {
		details := map[string]string{"mails": fmt.Sprint(i.report.Mails), "counted": fmt.Sprint(i.report.Counted)}
		failed = errors.Join(failed, i.store.Log(context.WithoutCancel(i.ctx), i.org, audits.Entry{Event: "history.imported", Account: account, Details: details}))
	}
	if failed == nil && i.report.Files == 0 {
		return errNothingRead
	}
	return failed
}

// readAll reads a file, or every file in a folder and below that holds mail. A file that was named must.
func (i *importer) readAll(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return i.read(name)
	}
	return filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "tmp": // of a Maildir: not delivered yet
			return fs.SkipDir
		case !d.Type().IsRegular() || strings.HasPrefix(d.Name(), "."):
			return nil
		}
		if err = i.read(path); errors.Is(err, pure.ErrFormat) {
			i.report.NotRead = append(i.report.NotRead, path)
			return nil
		}
		return err
	})
}

func (i *importer) read(path string) error {
	f, err := input.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	i.file = path
	if err := i.reader.Read(f); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	i.report.Files++
	return nil
}

// take is called for each mail.
func (i *importer) take(m pure.Sent, why pure.Reason, at int) error {
	if err := i.ctx.Err(); err != nil {
		return err
	}
	if i.report.Mails++; i.report.Mails%progressEvery == 0 {
		i.streams.warnf("sekisho: %d mails read, %d counted\n", i.report.Mails, i.report.Counted)
	}
	if why != "" {
		i.skip(string(why), 1)
		if i.report.First[string(why)] == "" {
			i.report.First[string(why)] = fmt.Sprintf("%s:%d", i.file, at)
		}
		return nil
	}
	i.batch[m.Account] = append(i.batch[m.Account], m)
	if i.waiting++; i.waiting >= store.MaxImport {
		return i.flush()
	}
	return nil
}

func (i *importer) skip(why string, n int) {
	if n > 0 {
		i.report.Skipped[why] += n
	}
}

// flush saves what waits.
func (i *importer) flush() error {
	ctx := context.WithoutCancel(i.ctx) // what was read is worth keeping
	for account, mails := range i.batch {
		done, err := i.store.ImportSent(ctx, i.org, account, mails)
		if err != nil {
			return err
		}
		i.report.Counted += done.Counted
		i.skip("double", done.Double)
		i.skip("live", done.Live)
		i.skip("old", done.Old)
		if done.Counted > 0 && !slices.Contains(i.report.Accounts, account) {
			i.report.Accounts = append(i.report.Accounts, account)
		}
	}
	clear(i.batch)
	i.waiting = 0
	return nil
}
