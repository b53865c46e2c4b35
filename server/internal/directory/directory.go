// Package directory reads an organisation's directory from a table: who is there, who their manager is, which groups they are
// in, which private addresses they have, which addresses are lists and of whom.
//
// It promises all or nothing: a table with any error gives no entry, and each error says its line and column. It keeps nothing;
// package store does.
//
// # Limits
//
// 64 MiB a file, store.MaxDirectory entries, 10,000 members a list, 200 values in any other field, 1,000 characters a value.
// At most 20 errors are told.
package directory

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sekisho/server/internal/store"
	"sekisho/server/text"
)

// The limits of a table.
const (
	MaxFile    = 64 << 20
	maxMembers = 10_000
	maxValues  = 200
	maxValue   = 1000
	maxErrors  = 20
)

// Error is something wrong in a table.
type Error struct {
	Line   int    // from 1
	Column string // the heading as written; empty: the line as a whole
	Text   string // what is wrong and what to write
}

// Error says where and what.
func (e *Error) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Text)
	}
	return fmt.Sprintf("line %d, %s: %s", e.Line, e.Column, e.Text)
}

// what a column can hold.
const (
	colAddress = iota
	colName
	colKind
	colManager
	colGroups
	colPrivate
	colMembers
	colDeputies
	colLanguage
	colObject
	colAliases
	columns
)

// headingNames are the headings of each column, without blanks, signs and case.
var headingNames = [columns]string{
	colAddress:  "address emailaddress email mail mailaddress smtpaddress アドレス メールアドレス メール",
	colName:     "name displayname fullname 名前 氏名 表示名",
	colKind:     "kind type 種類 種別 区分",
	colManager:  "manager manageraddress supervisor 上司 上長 承認者 上司アドレス 上司のアドレス 上司メールアドレス",
	colGroups:   "groups group department 部署 所属 グループ 部門",
	colPrivate:  "privateaddresses privateaddress private 私用アドレス 個人アドレス 私用メールアドレス 個人メールアドレス 私用メール",
	colMembers:  "members member メンバー 構成員",
	colDeputies: "deputies deputy 代理 代理承認者 代理者",
	colLanguage: "language lang 言語",
	colAliases:  "aliases alias otheraddresses proxyaddresses 別名 別名アドレス エイリアス",
	colObject:   "objectid entraobjectid azureadobjectid externaldirectoryobjectid oid オブジェクトid",
}

// Read reads a table: headings in Japanese or English, UTF-8 or Shift_JIS, values apart by commas, semicolons or tabs, several
// values in a field by ";" or a line end. Lists may name lists of the same table: their members count as members. The error
// joins what is wrong, each an *Error, or is the reader's.
func Read(r io.Reader) ([]store.Person, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("directory: the file is longer than %d MiB", MaxFile>>20)
	}
	decoded, err := text.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("directory: %w; save it as CSV UTF-8", err)
	}
	t := &table{seen: map[string]int{}, lists: map[string]int{}, objects: map[string]int{}, aliases: map[int][]string{}}
	c := csv.NewReader(strings.NewReader(decoded))
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = delimiter(decoded), -1, true
	t.read(c)
	t.addAliases()
	t.expand()
	t.check()
	if len(t.errs) > 0 {
		return nil, errors.Join(t.errs...)
	}
	return t.people, nil
}

// delimiter is the sign that the first line has most of.
func delimiter(s string) rune {
	line, _, _ := strings.Cut(s, "\n")
	best, most := ',', 0
	for _, d := range ",;\t" {
		if n := strings.Count(line, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// table is what was read so far.
type table struct {
	at     [columns]int    // where each column stands; -1: nowhere
	titles [columns]string // as written
	people []store.Person
	lines  []int          // of people
	seen   map[string]int // address -> line
	lists  map[string]int // address -> place in people

	objects map[string]int   // object id -> line
	aliases map[int][]string // place in people -> their other addresses
	errs    []error
}

func (t *table) wrong(line, column int, format string, args ...any) {
	if len(t.errs) >= maxErrors {
		return
	}
	e := &Error{Line: line, Text: fmt.Sprintf(format, args...)}
	if column >= 0 {
		e.Column = t.titles[column]
	}
	t.errs = append(t.errs, e)
}

func (t *table) read(c *csv.Reader) {
	row, err := c.Read()
	if err != nil {
		t.wrong(1, -1, "there are no headings; write name, address, manager, groups, privateAddresses, language, objectId, kind, members, deputies")
		return
	}
	if !t.headings(row) {
		return
	}
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			t.wrong(broken.StartLine, -1, "%v; write a quotation mark in a quoted value twice", broken.Err)
			return
		}
		line, _ := c.FieldPos(0)
		t.row(row, line)
		if len(t.errs) >= maxErrors {
			return
		}
	}
}

func (t *table) headings(row []string) bool {
	for i := range t.at {
		t.at[i] = -1
	}
	for i, h := range row {
		name := strings.Map(func(r rune) rune {
			if strings.ContainsRune(" 　-_()・", r) {
				return -1
			}
			return r
		}, strings.ToLower(norm.NFKC.String(strings.TrimSpace(h))))
		for col, names := range headingNames {
			for known := range strings.FieldsSeq(names) {
				if known == name && t.at[col] >= 0 {
					t.wrong(1, -1, "%q and %q mean the same; keep one", t.titles[col], h)
				} else if known == name {
					t.at[col], t.titles[col] = i, h
				}
			}
		}
	}
	if t.at[colAddress] < 0 {
		t.wrong(1, -1, "no column is called address or メールアドレス")
	}
	return len(t.errs) == 0
}
