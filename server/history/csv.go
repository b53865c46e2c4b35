package history

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"sekisho/server/policy"
	"sekisho/server/text"
)

const (
	maxRow     = 16 << 20 // octets of one row: Outlook's export has bodies in it
	maxColumns = 1000
)

// readCSV reads a table with headings as Outlook exports it, in Japanese or English, in UTF-8, UTF-16 or Shift_JIS. Bodies in it
// are passed over; a hash of the row tells it from others, because there is no Message-ID.
func (r *Reader) readCSV(b *bufio.Reader, head []byte) error {
	limited := &rowLimit{r: text.Guess(head).NewDecoder().Reader(b), left: maxRow}
	buffered := bufio.NewReaderSize(limited, 4096)
	first, err := buffered.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if bytes.IndexByte(first, 0) >= 0 {
		return unformatted("it is neither text nor a mailbox")
	}
	c := csv.NewReader(buffered)
	c.Comma, c.FieldsPerRecord, c.LazyQuotes, c.ReuseRecord = delimiter(first), -1, true, true
	row, err := c.Read()
	if err != nil {
		return unformatted("it has no headings")
	}
	columns, ok := headings(row)
	if !ok {
		return unformatted("no heading names recipients (To, 宛先)")
	}
	for line := 1; ; {
		limited.left = maxRow
		row, err = c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("after line %d: %w", line, err)
		}
		line, _ = c.FieldPos(0)
		if err := r.offerRow(columns, row, line); err != nil {
			return err
		}
	}
}

// errLongRow is what a quotation mark that never closes comes to.
var errLongRow = errors.New("history: a row is longer than 16 MiB; a quotation mark may be missing")

// rowLimit fails when one row takes more than maxRow.
type rowLimit struct {
	r    io.Reader
	left int
}

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, errLongRow
	}
	n, err := l.r.Read(p)
	l.left -= n
	return n, err
}

// delimiter is the sign that the first line has most of: Excel writes what the country uses.
func delimiter(first []byte) rune {
	line, _, _ := bytes.Cut(first, []byte("\n"))
	best, most := ',', 0
	for _, d := range ",;\t" {
		if n := bytes.Count(line, []byte(string(d))); n > most {
			best, most = d, n
		}
	}
	return best
}

// table says in which columns things stand; -1: in none.
type table struct {
	fields               [3]column // To, Cc, Bcc
	from                 column
	date, id, subjectCol int
}

// column is where the addresses of one field stand, and where their names and kinds.
type column struct{ address, name, plain int }

// headingNames are the headings, without blanks, signs and case, of Outlook (Japanese, English) and of simple tables.
var headingNames = [...]struct {
	in    int // 0 to 2: recipients, 3: From, 4: date, 5: Message-ID, 6: subject
	names string
}{
	{0, "to 宛先 受信者 送信先"},
	{1, "cc"},
	{2, "bcc"},
	{3, "from 差出人 送信者 発信者"},
	{4, "date sent senton datesent 日付 日時 送信日時 送信日 送信時刻"},
	{5, "messageid メッセージid"},
	{6, "subject 件名"},
}

func headings(row []string) (t table, ok bool) {
	none := column{-1, -1, -1}
	t = table{fields: [3]column{none, none, none}, from: none, date: -1, id: -1, subjectCol: -1}
	if len(row) > maxColumns {
		return t, false
	}
	for i, h := range row {
		base, part := heading(h)
		for _, known := range headingNames {
			for name := range strings.FieldsSeq(known.names) {
				if name == base {
					t.put(known.in, part, i)
				}
			}
		}
	}
	for _, f := range t.fields {
		ok = ok || f.address >= 0 || f.plain >= 0
	}
	return t, ok
}

// heading takes "宛先: (アドレス)" apart into what is meant and which part of it.
func heading(h string) (base, part string) {
	h = strings.ToLower(norm.NFKC.String(strings.Trim(h, " \ufeff\"'　")))
	base, part, _ = strings.Cut(h, "(")
	keep := func(r rune) rune {
		if strings.ContainsRune(" :-_.)　", r) {
			return -1
		}
		return r
	}
	base, part = strings.Map(keep, base), strings.Map(keep, part)
	for _, suffix := range [...]string{"メールアドレス", "アドレス", "emailaddress", "address"} {
		if rest, found := strings.CutSuffix(base, suffix); found && rest != "" {
			return rest, "address"
		}
	}
	switch part {
	case "address", "アドレス", "電子メールアドレス":
		part = "address"
	case "name", "名前", "表示名":
		part = "name"
	case "type", "種類", "種別":
		part = "type"
	}
	return base, part
}

func (t *table) put(in int, part string, at int) {
	switch in {
	case 4:
		t.date = at
	case 5:
		t.id = at
	case 6:
		t.subjectCol = at
	case 3:
		t.from.put(part, at)
	default:
		t.fields[in].put(part, at)
	}
}

func (c *column) put(part string, at int) {
	switch part {
	case "address":
		c.address = at
	case "name":
		c.name = at
	case "":
		c.plain = at
	}
}

func at(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[i])
}

// read returns the mailboxes of one column of a row.
func (c column) read(row []string) []policy.Mailbox {
	addresses, names := at(row, c.address), at(row, c.name)
	if c.address < 0 {
		addresses, names = at(row, c.plain), ""
	}
	var all []policy.Mailbox
	called := strings.Split(names, ";")
	parts := strings.Split(addresses, ";")
	if len(parts) == 1 && strings.Count(addresses, "@") > 1 {
		parts = strings.Split(addresses, ",")
	}
	for i, p := range parts {
		m := mailbox(p)
		if m == (policy.Mailbox{}) {
			continue
		}
		if m.Name == "" && len(called) == len(parts) {
			m.Name = strings.Trim(called[i], " '\"")
		}
		all = append(all, m)
		if len(all) > MaxRecipients {
			break
		}
	}
	return all
}

// mailbox reads "Name <address>", "'address'" or a bare address.
func mailbox(s string) policy.Mailbox {
	s = strings.TrimSpace(s)
	if open := strings.LastIndexByte(s, '<'); open >= 0 && strings.HasSuffix(s, ">") {
		return policy.Mailbox{Address: strings.TrimSpace(s[open+1 : len(s)-1]), Name: strings.Trim(s[:open], " '\"")}
	}
	return policy.Mailbox{Address: strings.Trim(s, " '\"")}
}

// offerRow makes of a row what is learned. Outlook writes no date: the row counts as of when it is read.
func (r *Reader) offerRow(t table, row []string, line int) error {
	m := &policy.Message{Subject: at(row, t.subjectCol)}
	for i, f := range [...]policy.Field{policy.FieldTo, policy.FieldCc, policy.FieldBcc} {
		for _, to := range t.fields[i].read(row) {
			m.Recipients = append(m.Recipients, policy.Recipient{Address: to.Address, Name: to.Name, Field: f, Envelope: true})
		}
	}
	if from := t.from.read(row); len(from) > 0 && !isExchange(from[0].Address) {
		m.From = from[0]
	} else { // a folder of one's own: Exchange does not say the address
		m.From.Address = r.Account
	}
	s, why := r.learn(m)
	s.At, s.Message = when(at(row, t.date)), at(row, t.id)
	if why == "" && s.At.IsZero() && at(row, t.date) != "" {
		why = ReasonNoDate
	}
	if s.Message == "" {
		s.Message = rowDigest(row)
	}
	return r.Take(s, why, line)
}

func rowDigest(row []string) string {
	cells := make([][]byte, len(row))
	for i, c := range row {
		cells[i] = []byte(c)
	}
	return digest(cells...)
}

// when reads a time as tables have it; a time without a zone is local.
func when(s string) time.Time {
	if t := date(s, ""); !t.IsZero() {
		return t
	}
	for _, layout := range [...]string{
		time.RFC3339, "2006-01-02 15:04:05", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006-01-02 15:04", "2006/1/2", time.DateOnly,
		"1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM", "1/2/2006 15:04", "2006年1月2日 15:04", "2006年1月2日",
	} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
