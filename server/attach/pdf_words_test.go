package attach

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"sekisho/server/attach/extract"
	"sekisho/server/policy"
)

// withObjects makes a PDF file of one page and more objects, the first of which is 5. Root is what the catalog has beside.
func withObjects(root string, objects ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + root + ">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Annots[5 0 R]>>endobj\n4 0 obj<</Length 1>>stream\nq\nendstream endobj\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj%s endobj\n", i+5, o)
	}
	b.WriteString("trailer<</Root 1 0 R/Info 9 0 R>>\n%%EOF\n")
	return []byte(b.String())
}

func pdfStream(content string) string {
	return fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content)
}

// utf16String is a text string in UTF-16.
func utf16String(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, r := range s {
		fmt.Fprintf(&b, "%04X", r)
	}
	return b.String() + ">"
}

// pagesOf stands for the reader of pages.
type pagesOf struct{ text, reason string }

func (p pagesOf) Text(context.Context, io.ReaderAt, int64) (string, string) { return p.text, p.reason }

func saidBy(t *testing.T, content []byte, pages PDFReader) policy.Attachment {
	t.Helper()
	return Inspect(WithPDF(t.Context(), pages), File{Name: "a.pdf", Size: int64(len(content)), Content: bytes.NewReader(content)})
}

func TestWordsOfPDF(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"a field", withObjects("/AcroForm<</Fields[5 0 R]>>", "<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/TU"+utf16String("個人番号")+"/V(123456789018)>>"), "個人番号: 123456789018\n"},
		{"a field without a widget", withObjects("/AcroForm<</Fields[5 0 R]>>", "<</FT/Tx/T(name)/V 6 0 R/Kids[]>>", utf16String("山田 太郎")), "name: 山田 太郎\n"},
		{"a long value", withObjects("", "<</FT/Tx/T(memo)/V 6 0 R>>", pdfStream("confidential\nlines")), "memo: confidential lines\n"},
		{"choices", withObjects("", "<</FT/Ch/T(kind)/V[(a1)(b1)]/Opt[[(a1)(first)](b1)]>>"), "kind: a1\nkind: b1\na1\nfirst\nb1\n"},
		{"a box that is ticked", withObjects("", "<</FT/Btn/T(ok)/V/Yes/AS/Yes/MK<</CA(Push)>>>>"), "Push\n"},
		{"a note", withObjects("", "<</Type/Annot/Subtype/Text/Contents"+utf16String("社外秘")+"/T(Sato)/Subj(Note)/CA 0.5>>"), "社外秘\nNote\n"},
		{"a text box with formats", withObjects("", "<</Subtype/FreeText/RC(<body><p>confi<b>dential</b></p></body>)>>"), "confidential\n"},
		{"bookmarks", withObjects("/Outlines 5 0 R", "<</Type/Outlines/First 6 0 R>>", "<</Title(confidential plan)/Parent 5 0 R>>"), "confidential plan\n"},
		{"an alternative text", withObjects("", "<</Type/StructElem/S/Figure/Alt(chart of sales)/P 1 0 R>>"), "chart of sales\n"},
		{"a form of XML", withObjects("/AcroForm<</XFA[(datasets)5 0 R]/Fields[]>>", pdfStream("<xfa:data><name>山田</name><no>123456789018</no><script>x()</script></xfa:data>")), "山田\n123456789018\n"},
		{"a form of XML in one", withObjects("/AcroForm<</XFA 5 0 R>>", pdfStream("<p>confidential</p>")), "confidential\n"},
		{"a label", withObjects("", "null", "null", "null", "null", "<</Title(t)/Author(a)/MSIP_Label_1_Name(Confidential)>>"), "MSIP_Label_1_Name: Confidential\n"},
		{"said twice", withObjects("", "<</Subtype/Text/Contents(x)>>", "<</Subtype/Text/Contents(x)>>"), "x\n"},
		{"a page alone", withObjects(""), ""},
	} {
		if a := saidBy(t, tt.content, pagesOf{}); a.Text != tt.want || a.NoText != "" {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, a.Text, a.NoText, tt.want)
		}
	}
}

// TestWordsOfPDFBesidePages has notes beside pages that are known, late, or too long.
func TestWordsOfPDFBesidePages(t *testing.T) {
	note := withObjects("", "<</Subtype/Text/Contents(confidential)>>")
	if a := saidBy(t, note, pagesOf{"page", ""}); a.Text != "page\nconfidential\n" || a.NoText != "" {
		t.Errorf("pages that are known: got %q, reason %q", a.Text, a.NoText)
	}
	if a := saidBy(t, note, nil); a.Text != "confidential\n" || a.NoText != "late" {
		t.Errorf("nobody who reads pages: got %q, reason %q; want the note, and late", a.Text, a.NoText)
	}
	a := saidBy(t, note, pagesOf{strings.Repeat("x", extract.MaxText), ""})
	if !strings.HasSuffix(a.Text, "\nconfidential\n") || len(a.Text) > extract.MaxText || a.NoText != extract.Limit {
		t.Errorf("pages that are too long: %d octets, reason %q; want the note at the end", len(a.Text), a.NoText)
	}
	var many []string
	for i := range 3000 {
		many = append(many, fmt.Sprintf("<</Subtype/Text/Contents(%d%s)>>", i, strings.Repeat(" note", 40)))
	}
	if a := saidBy(t, withObjects("", many...), pagesOf{}); len(a.Text) > maxPDFWords || len(a.Text) < maxPDFWords/2 || a.NoText != extract.Limit {
		t.Errorf("too many notes: %d octets, reason %q; want %d and %s", len(a.Text), a.NoText, maxPDFWords, extract.Limit)
	}
	if plain := look("a.pdf", note); plain.Text != "" {
		t.Errorf("nobody wants texts: got %q", plain.Text)
	}
}
