package extract

import (
	"bytes"
	"strings"

	"sekisho/server/text"
)

// readMsg reads an Outlook message ([MS-OXMSG]): subject and body.
func readMsg(t *sink, f File) error {
	c, err := openCompound(t, f)
	if err != nil {
		return err
	}
	if err := t.line(string(c.messageText("0037"))); err != nil {
		return err
	}
	body := c.messageText("1000")
	if len(bytes.TrimSpace(body)) > 0 {
		defer t.newline()
		return t.write(body)
	}
	page := c.top("__substg1.0_10130102")
	if len(page) == 0 {
		return nil
	}
	return readHTMLFrom(t, bytes.NewReader(page), page[:min(len(page), guessed)], "")
}

// messageText reads a property of type string, in Unicode or in the sender's code page.
func (c *compound) messageText(id string) []byte {
	if b := c.top("__substg1.0_" + id + "001F"); len(b) > 0 {
		return decodeUTF16(nil, b)
	}
	b := c.top("__substg1.0_" + id + "001E")
	return []byte(text.Decoded(text.Guess(b), b))
}

// readIchitaro reads the text of an Ichitaro document by looking for runs of characters: the format is not published.
func readIchitaro(t *sink, f File) error {
	c, err := openCompound(t, f)
	if err != nil {
		return err
	}
	for _, e := range c.dir {
		if e.name == "DocumentText" || strings.HasPrefix(e.name, "DocumentText") {
			b := c.stream(&e)
			if err := scan16(t, b, true); err != nil {
				return err
			}
		}
	}
	return c.properties()
}
