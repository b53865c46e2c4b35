package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"

	"sekisho/server/message"
	"sekisho/server/policy"
)

// Case is one story about the engine, kept as data: a policy, a mail, facts, and the verdict they give.
type Case struct {
	Story    string            // what it is about, in one sentence
	Policy   *policy.Policy    // policy.yaml
	Mail     []byte            // message.eml, with CRLF line ends
	Envelope *message.Envelope // envelope.json; nil: the headers are the envelope
	Facts    policy.Facts      // facts.json
	Want     json.RawMessage   // want.json; nil: not written yet
	archive  *txtar.Archive
}

// ReadCase reads a case from a txtar archive of at most MaxFacts octets. name is used in errors.
func ReadCase(name string, data []byte) (*Case, error) {
	if len(data) > MaxFacts {
		return nil, fmt.Errorf("%s: a case has at most 16 MiB; leave out of it what the story does not need", name)
	}
	c := &Case{archive: txtar.Parse(data)}
	c.Story = strings.TrimSpace(string(c.archive.Comment))
	for _, f := range c.archive.Files {
		if err := c.take(name, f); err != nil {
			return nil, err
		}
	}
	if c.Policy == nil || c.Mail == nil || c.Story == "" {
		return nil, fmt.Errorf("%s: a case has a sentence at its top, policy.yaml and message.eml", name)
	}
	return c, nil
}

func (c *Case) take(name string, f txtar.File) (err error) {
	place := name + ":" + f.Name
	switch f.Name {
	case "policy.yaml":
		c.Policy, err = policy.Parse(place, f.Data, nil)
	case "message.eml":
		c.Mail = crlf(f.Data)
	case "envelope.json":
		c.Envelope = new(message.Envelope)
		err = json.Unmarshal(f.Data, c.Envelope)
	case "facts.json":
		c.Facts, err = ReadFacts(place, f.Data)
	case "want.json":
		c.Want = f.Data
	default:
		err = errors.New("no file of a case has this name")
	}
	if err != nil && f.Name != "policy.yaml" && f.Name != "facts.json" {
		err = fmt.Errorf("%s: %w", place, err)
	}
	return err
}

// crlf gives a mail the line ends it has on the wire; a text file in the repository has bare LF.
func crlf(b []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

// Verdict judges the case's mail.
func (c *Case) Verdict(ctx context.Context) (policy.Verdict, error) {
	m, err := message.Read(ctx, bytes.NewReader(c.Mail), c.Envelope)
	if err != nil {
		return policy.Verdict{}, fmt.Errorf("read the case's mail: %w", err)
	}
	return Run(ctx, &Engine{Policy: c.Policy}, m, c.Facts), nil
}

// Matches reports whether a verdict is the wanted one, as JSON.
func (c *Case) Matches(v policy.Verdict) (bool, error) {
	got, err := Indent(v)
	if err != nil {
		return false, err
	}
	return bytes.Equal(bytes.TrimSpace(got), bytes.TrimSpace(c.Want)), nil
}

// Updated returns the case's file with this verdict as the wanted one.
func (c *Case) Updated(v policy.Verdict) ([]byte, error) {
	want, err := Indent(v)
	if err != nil {
		return nil, err
	}
	a := *c.archive
	a.Files = append([]txtar.File(nil), a.Files...)
	for i := range a.Files {
		if a.Files[i].Name == "want.json" {
			a.Files[i].Data = want
			return txtar.Format(&a), nil
		}
	}
	a.Files = append(a.Files, txtar.File{Name: "want.json", Data: want})
	return txtar.Format(&a), nil
}

// Indent writes a verdict as the cases keep it.
func Indent(v policy.Verdict) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write the verdict: %w", err)
	}
	return b.Bytes(), nil
}
