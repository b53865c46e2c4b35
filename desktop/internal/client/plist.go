package client

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strings"
)

// dict is a dictionary of a property list whose keys keep their order.
type dict []entry

type entry struct {
	key   string
	value any // string, int, bool, []byte, dict or []dict
}

// propertyList writes a dictionary as an XML property list (plist(5), DTD PropertyList-1.0).
func propertyList(d dict) []byte {
	var b strings.Builder
	b.WriteString(xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">` + "\n<plist version=\"1.0\">\n")
	d.write(&b)
	b.WriteString("</plist>\n")
	return []byte(b.String())
}

func (d dict) write(b *strings.Builder) {
	b.WriteString("<dict>\n")
	for _, e := range d {
		fmt.Fprintf(b, "<key>%s</key>", escaped(e.key))
		switch v := e.value.(type) {
		case string:
			fmt.Fprintf(b, "<string>%s</string>", escaped(v))
		case int:
			fmt.Fprintf(b, "<integer>%d</integer>", v)
		case bool:
			fmt.Fprintf(b, "<%t/>", v)
		case []byte:
			fmt.Fprintf(b, "<data>%s</data>", base64.StdEncoding.EncodeToString(v))
		case dict:
			v.write(b)
		case []dict:
			b.WriteString("<array>\n")
			for _, item := range v {
				item.write(b)
			}
			b.WriteString("</array>")
		}
		b.WriteString("\n")
	}
	b.WriteString("</dict>\n")
}

// escaped is a text as XML has it. What XML cannot hold becomes U+FFFD.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
