package migrate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// exports reads all JSON and registry files of the folder.
func (f *flex) exports() error {
	entries, err := fs.ReadDir(f.files, ".")
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	for _, e := range entries {
		read := map[string]func(file, content string) error{".json": f.jsonFile, ".reg": f.registry}[strings.ToLower(path.Ext(e.Name()))]
		if e.IsDir() || read == nil {
			continue
		}
		content, actual, ok, err := f.read(".", e.Name())
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := read(actual, content); err != nil {
			return err
		}
	}
	return nil
}

// keyed are settings by name, as JSON has them.
type keyed map[string]json.RawMessage

// jsonFile reads an export, a policies.json, or Confirm-Address' settings.
func (f *flex) jsonFile(file, content string) error {
	var all keyed
	if err := json.Unmarshal([]byte(content), &all); err != nil {
		return fmt.Errorf("%s: this is not JSON: %w; export the settings once more", file, err)
	}
	where := at{file, 0}
	if raw, ok := all["policies"]; ok {
		var managed struct {
			ThirdParty struct{ Extensions map[string]keyed } `json:"3rdparty"`
		}
		if err := json.Unmarshal(raw, &managed); err != nil {
			return fmt.Errorf("%s: policies: %w", file, err)
		}
		all = nil
		for id, settings := range managed.ThirdParty.Extensions {
			if strings.Contains(id, "flexible-confirm-mail") {
				all = settings
			}
		}
	}
	switch {
	case all == nil:
		f.used--
		delete(f.contents, file) // another product's
		return nil
	case all["insiderDomains"] != nil, all["CA_DOMAIN_LIST"] != nil:
		f.confirmAddress(where, all)
		return nil
	}
	return f.thunderbird(where, all)
}

// text returns a setting that is a string.
func (k keyed) text(name string) string {
	var s string
	_ = json.Unmarshal(k[name], &s) // another type is no string
	return s
}

func (k keyed) number(name string, otherwise int) int {
	n := otherwise
	if json.Unmarshal(k[name], &n) != nil {
		return otherwise
	}
	return n
}

func (k keyed) flag(name string, otherwise bool) bool {
	v := otherwise
	if json.Unmarshal(k[name], &v) != nil {
		return otherwise
	}
	return v
}

// list returns a setting that is a list of strings, or one string split as the product splits its files.
func (k keyed) list(name string) []string {
	var l []string
	if json.Unmarshal(k[name], &l) == nil {
		return l
	}
	return splitItems(k.text(name))
}

func splitItems(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n,|", r) })
}

// line finds a setting in its file, for the report.
func line(content, key string) int {
	i := strings.Index(content, `"`+key+`"`)
	if i < 0 {
		return 0
	}
	return 1 + strings.Count(content[:i], "\n")
}

// confirmAddress reads the list of internal domains, which are looked for anywhere in an address.
func (f *flex) confirmAddress(where at, all keyed) {
	for _, key := range []string{"insiderDomains", "CA_DOMAIN_LIST"} {
		for _, d := range all.list(key) {
			f.domains = append(f.domains, f.anywhere(where, d)...)
		}
	}
	f.domains = unique(f.domains)
	if seconds := all.number("countDownTime", 0); all.flag("countDown", false) && seconds > 0 {
		f.settings["confirm"] = object{"countdown": fmt.Sprintf("%ds", min(seconds, 60))}
	}
	if !all.flag("noDisplayInsiderDomainOnly", false) {
		f.baseline["internal"] = "confirm"
	}
	if all.flag("confirmMailBody", false) {
		f.lose(where, Changed, "confirmMailBody", "本文は確認画面に表示されます。行数は選べません", "the body can be shown and ticked, not a number of its lines")
	}
}

// registry reads the values below FlexConfirmMail's keys of a registry file (.reg) as Common.txt and the lists.
func (f *flex) registry(file, content string) error {
	inside := false
	lines := strings.Split(strings.ReplaceAll(content, "\r\n", "\n"), "\n")
	for n := 0; n < len(lines); n++ {
		where, s := at{file, n + 1}, strings.TrimSpace(lines[n])
		if strings.HasPrefix(s, "[") {
			inside = strings.Contains(strings.ToLower(s), "flexconfirmmail")
			continue
		}
		for strings.HasSuffix(s, "\\") && n+1 < len(lines) { // a value over several lines
			n++
			s = strings.TrimSuffix(s, "\\") + strings.TrimSpace(lines[n])
		}
		name, value, ok := strings.Cut(s, "=")
		if inside && ok && strings.HasPrefix(name, `"`) {
			if err := f.registryValue(where, strings.Trim(name, `"`), value); err != nil {
				return fmt.Errorf("%s:%d: %w", where.file, where.line, err)
			}
		}
	}
	return nil
}

// registryValue takes in one value: a string, a number, or several strings.
func (f *flex) registryValue(where at, name, written string) error {
	var value string
	switch {
	case strings.HasPrefix(written, `"`):
		value = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(strings.TrimSuffix(strings.TrimPrefix(written, `"`), `"`))
	case strings.HasPrefix(written, "dword:"):
		var n int
		if _, err := fmt.Sscanf(written, "dword:%x", &n); err != nil {
			return fmt.Errorf("%q is no number of the registry", clip(written, 40))
		}
		value = fmt.Sprint(n)
	case strings.HasPrefix(written, "hex(7):"), strings.HasPrefix(written, "hex(2):"):
		raw, err := hexBytes(written[len("hex(7):"):])
		if err != nil {
			return err
		}
		value = strings.Trim(strings.ReplaceAll(utf16Text(raw), "\x00", "\n"), "\n")
	default:
		return nil // other types are none of the product's
	}
	if slices.Contains([]string{"TrustedDomains", "UnsafeDomains", "UnsafeFiles"}, name) {
		f.readSections(name, where.file, value)
		return nil
	}
	f.readCommon(where.file, name+" = "+value)
	return nil
}

func hexBytes(s string) ([]byte, error) {
	var out []byte
	for _, part := range strings.Split(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		var b byte
		if _, err := fmt.Sscanf(part, "%02x", &b); err != nil || len(part) > 2 {
			return nil, fmt.Errorf("%q is no octet in hexadecimal", clip(part, 10))
		}
		out = append(out, b)
	}
	return out, nil
}

func utf16Text(raw []byte) string {
	var b bytes.Buffer
	b.Write([]byte{0xff, 0xfe})
	b.Write(raw)
	s, err := decode(b.Bytes())
	if err != nil {
		return ""
	}
	return s
}
