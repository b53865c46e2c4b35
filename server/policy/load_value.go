package policy

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// value reads one value into the field it belongs to.
func (l *loader) value(n *yaml.Node, v reflect.Value, f *field, path string) {
	if !l.plain(n, path) {
		return
	}
	switch p := v.Addr().Interface().(type) {
	case *Text:
		l.text(n, p, path)
	case *Entries:
		l.entries(n, p, path)
	case *Blocks:
		l.blocks(n, p, path)
	case *Partners:
		l.partners(n, p, path)
	case **FileTest:
		l.fileTest(n, p, path)
	case **Number:
		*p = &Number{}
		l.number(n, reflect.ValueOf(*p).Elem(), f.is, path)
	case *time.Time:
		l.moment(n, p, f.is, path)
	case *time.Duration:
		l.duration(n, p, f, path)
	case *int64:
		l.integer(n, p, f, path)
	default:
		l.byKind(n, v, f, path)
	}
}

func (l *loader) byKind(n *yaml.Node, v reflect.Value, f *field, path string) {
	switch v.Kind() {
	case reflect.Pointer:
		made := reflect.New(v.Type().Elem())
		v.Set(made)
		l.value(n, made.Elem(), f, path)
	case reflect.Struct:
		l.object(n, v, path, f.emptyOK)
	case reflect.Slice:
		l.list(n, v, f, path)
	case reflect.Map:
		l.table(n, v, f, path)
	case reflect.Bool:
		l.boolean(n, v, f, path)
	case reflect.Int:
		l.int(n, v, f, path)
	default:
		l.string(n, v, f, path)
	}
}

// scalarAt returns a scalar as its author wrote it.
func (l *loader) scalarAt(n *yaml.Node, f *field, path string) (string, bool) {
	if n.Kind == yaml.ScalarNode {
		return n.Value, true
	}
	fix := "write it on one line, without [ ] or { }"
	if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle != 0 {
		fix = "put a value that begins with { in quotes"
	}
	l.badf(n, path, fix, "want %s here, not %s", wanted(f.is), kindName(n))
	return "", false
}

func (l *loader) string(n *yaml.Node, v reflect.Value, f *field, path string) {
	s, ok := l.scalarAt(n, f, path)
	if !ok {
		return
	}
	if s == "true" && f.is == "true|verified" && isQuoted(n) {
		l.bad(n, path, "true is in quotes here", "write it without quotes")
		return
	}
	if f.is == "expr" {
		if l.expr(n, s, path) {
			v.SetString(s)
		}
		return
	}
	if message, fix := l.scalar(f.is, s); message != "" {
		l.bad(n, path, message, fix)
		return
	}
	v.SetString(s)
}

func (l *loader) boolean(n *yaml.Node, v reflect.Value, f *field, path string) {
	s, ok := l.scalarAt(n, &field{is: "bool"}, path)
	switch {
	case !ok:
	case isQuoted(n) || s != "true" && s != "false":
		l.badf(n, path, "write true or false, without quotes", "%s is neither true nor false", quoted(clip(s, 60)))
	case f.is == "true" && s == "false":
		l.bad(n, path, "only true can stand here", "write true or leave the key out")
	default:
		v.SetBool(s == "true")
	}
}

func (l *loader) int(n *yaml.Node, v reflect.Value, f *field, path string) {
	var i int64
	l.integer(n, &i, f, path)
	v.SetInt(i)
}

// integer reads a whole number, or a size where the field says so.
func (l *loader) integer(n *yaml.Node, p *int64, f *field, path string) {
	s, ok := l.scalarAt(n, f, path)
	if !ok {
		return
	}
	if f.is == "size" {
		size, err := ParseSize(s)
		if err != nil {
			l.badf(n, path, "write a number and a unit, such as 500KB, 1.5GB or 20MiB", "%s is no size", quoted(clip(s, 60)))
		}
		*p = size
		return
	}
	i, err := strconv.ParseInt(s, 10, 64)
	if f.is == "1" && (s != "1" || isQuoted(n)) {
		l.badf(n, path, "write 1, without quotes", "version %s is not known", quoted(clip(s, 60)))
		return
	}
	if err != nil || isQuoted(n) || !digits(s) || len(s) > 1 && s[0] == '0' {
		l.badf(n, path, "write it in digits, without quotes, such as 30", "%s is no whole number", quoted(clip(s, 60)))
		return
	}
	low, high := intBounds(f)
	if i < low || i > high {
		l.badf(n, path, "", "%d is out of range: from %d to %d", i, low, high)
	}
	*p = i
}

func intBounds(f *field) (low, high int64) {
	high = math.MaxInt32
	if f.min != "" {
		low, _ = strconv.ParseInt(f.min, 10, 64)
	}
	if f.max != "" {
		high, _ = strconv.ParseInt(f.max, 10, 64)
	}
	return low, high
}

func (l *loader) duration(n *yaml.Node, p *time.Duration, f *field, path string) {
	s, ok := l.scalarAt(n, &field{is: "duration"}, path)
	if !ok {
		return
	}
	d, err := ParseDuration(s)
	if err != nil {
		l.badf(n, path, "write numbers and units, such as 30s, 5m, 72h, 7d or 1h30m", "%s is no duration", quoted(clip(s, 60)))
		return
	}
	low, _ := ParseDuration(f.min)
	high := maxDuration
	if f.max != "" {
		high, _ = ParseDuration(f.max)
	}
	if d < low || d > high {
		l.badf(n, path, "", "%s is out of range: from %s to %s", s, FormatDuration(low), FormatDuration(high))
	}
	*p = d
}

// moment reads a day or a point in time.
func (l *loader) moment(n *yaml.Node, p *time.Time, is, path string) {
	s, ok := l.scalarAt(n, &field{is: is}, path)
	if !ok {
		return
	}
	if is == "date" {
		t, err := readDate(s)
		if err != nil {
			l.badf(n, path, "write it as in 2026-12-29", "%s is no date", quoted(clip(s, 60)))
		}
		*p = t
		return
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		l.badf(n, path, "write it as in 2026-11-24T10:00:00+09:00", "%s is no time", quoted(clip(s, 60)))
	}
	*p = t
}

// text reads one string for both languages, or a block of them.
func (l *loader) text(n *yaml.Node, p *Text, path string) {
	if n.Kind == yaml.ScalarNode {
		if message, fix := l.scalar("text", n.Value); message != "" {
			l.bad(n, path, message, fix)
		}
		*p = Text{JA: n.Value, EN: n.Value, Plain: true}
		return
	}
	if n.Kind == yaml.SequenceNode {
		l.bad(n, path, "want a text here, not a list", "write one text, or {ja: …, en: …}")
		return
	}
	if hole := placeholderBlock(n); hole != "" {
		l.bad(n, path, "a text that begins with { is read as a block", quoteHint("{"+hole+"} …"))
		return
	}
	l.pairs(n, path, false, func(key, value *yaml.Node, at string) {
		into := map[string]*string{"ja": &p.JA, "en": &p.EN}[key.Value]
		if into == nil {
			l.badf(key, at, oneOf(key.Value, []string{"ja", "en"}), "unknown key %s", quoted(clip(key.Value, 60)))
			return
		}
		l.value(value, reflect.ValueOf(into).Elem(), &field{is: "text"}, at)
	})
}

// placeholderBlock recognises {recipients} written without quotes.
func placeholderBlock(n *yaml.Node) string {
	if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle != 0 && len(n.Content) == 2 && isNull(n.Content[1]) {
		return n.Content[0].Value
	}
	return ""
}

func isQuoted(n *yaml.Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// setDefault writes what a tag says to a field. Tags are constants: a mistake in one shows in every test.
func setDefault(v reflect.Value, f field) {
	switch v.Interface().(type) {
	case time.Duration:
		d, _ := ParseDuration(f.def)
		v.SetInt(int64(d))
	case int64:
		i, err := ParseSize(f.def)
		if err != nil {
			i, _ = strconv.ParseInt(f.def, 10, 64)
		}
		v.SetInt(i)
	case bool:
		v.SetBool(f.def == "true")
	case []string:
		v.Set(reflect.ValueOf(strings.Split(f.def, ",")))
	default:
		v.SetString(f.def)
	}
}
