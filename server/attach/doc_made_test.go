package attach

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// TestRealDocuments looks at files of real tools; testdata/documents/README.md says how each was made.
func TestRealDocuments(t *testing.T) {
	const (
		tDocx, tXlsx, tPptx = ooxml + "wordprocessingml.document", ooxml + "spreadsheetml.sheet", ooxml + "presentationml.presentation"
		tDoc, tXls, tPpt    = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
		tPDF, attached      = "application/pdf", " [見積.xlsx " + tXlsx + "]"
	)
	want := map[string]string{
		"plain.doc": tDoc, "plain.docx": tDocx, "plain.xls": tXls, "plain.xlsx": tXlsx, "plain.pptx": tPptx, "plain.rtf": "text/rtf", "plain.pdf": tPDF,
		"plain.odt": odf + "text", "plain.ods": odf + "spreadsheet", "plain.odp": odf + "presentation", "plain.slk": typeSYLK, "plain.fodt": "text/xml",
		"plain.ppt.gz": "application/gzip [plain.ppt " + tPpt + "]",

		"password.doc": tDoc + " encrypted:office-rc4", "password.xls": tXls + " encrypted:office-rc4", "cryptoapi.xls": tXls + " encrypted:office-cryptoapi",
		"password.odt": odf + "text encrypted:odf", "password.ods": odf + "spreadsheet encrypted:odf", "password.odp": odf + "presentation encrypted:odf",
		"standard.docx": tDocx + " encrypted:ooxml-standard", "standard.xlsx": tXlsx + " encrypted:ooxml-standard", "agile.docx": tDocx + " encrypted:ooxml-agile", "agile.xlsx": tXlsx + " encrypted:ooxml-agile",

		// What opens without a question is not encrypted for anybody, and is looked into.
		"default.xls": tXls, "cryptoapi-default.xls": tXls, "standard-default.xlsx": tXlsx, "agile-default.xlsx": tXlsx, "agile-default.pptx": tPptx,
		"cryptoapi-default-macro.xls": tXls + " macro:xlm", "rc4-default-macro.xls": tXls + " macro:xlm",

		"macro.odt": odf + "text macro:basic", "macro.ods": odf + "spreadsheet macro:basic", "macro.fodt": "text/xml macro:basic", "macro-password.odt": odf + "text macro:basic encrypted:odf",

		"r2-user.pdf": tPDF + " encrypted:pdf", "r3-user.pdf": tPDF + " encrypted:pdf", "r4-user.pdf": tPDF + " encrypted:pdf", "r5-user.pdf": tPDF + " encrypted:pdf", "r6-user.pdf": tPDF + " encrypted:pdf", "linear-user.pdf": tPDF + " encrypted:pdf",
		"r2-owner.pdf": tPDF, "r3-owner.pdf": tPDF, "r4-owner.pdf": tPDF, "r4-metadata-owner.pdf": tPDF, "r5-owner.pdf": tPDF, "r6-owner.pdf": tPDF, "linear-owner.pdf": tPDF, "linear.pdf": tPDF,
		"attached.pdf": tPDF + attached, "attached-owner.pdf": tPDF + attached, "attached-r2-owner.pdf": tPDF + attached, "attached-r4-owner.pdf": tPDF + attached,

		"openpgp.gpg": "application/pgp-encrypted encrypted:openpgp", "openpgp.asc": "application/pgp-encrypted encrypted:openpgp", "openpgp-key.gpg": "application/pgp-encrypted encrypted:openpgp",
		"signed.asc": "text/plain", "clearsigned.asc": "text/plain", "public.gpg": unknown, "certificate.cer": unknown,
		"enveloped.p7m": "application/pkcs7-mime encrypted:smime", "enveloped-armoured.p7m": "application/pkcs7-mime encrypted:smime", "auth.p7m": "application/pkcs7-mime encrypted:smime", "signed.p7m": "application/pkcs7-signature [signed text/plain]",
		"key.p12": "application/x-pkcs12 encrypted:pkcs12", "salted.enc": typeSealed + " encrypted:openssl", "salted.b64": typeSealed + " encrypted:openssl",
		"secret.age": typeSealed + " encrypted:age", "secret-armoured.age": typeSealed + " encrypted:age",
	}
	files, err := filepath.Glob("testdata/documents/*")
	if err != nil || len(files) != len(want)+1 {
		t.Fatalf("%d files and a README, %v; want %d", len(files)-1, err, len(want))
	}
	for _, file := range files {
		name := filepath.Base(file)
		if name == "README.md" {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := inFull(look(name, content)); got != want[name] {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want[name])
		}
	}
}

// inFull is brief, and the kind of macro.
func inFull(a policy.Attachment) string {
	s := brief(a)
	for _, m := range a.Marks {
		if m.Flag == "macro" {
			kind, _ := m.Args["kind"].(string)
			s = strings.Replace(s, " macro", " macro:"+kind, 1)
		}
	}
	return s
}

// TestPasswordInsideContainers sees to it that encryption is found at any depth.
func TestPasswordInsideContainers(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile("testdata/documents/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	inner := makeZip(t, part{name: "a.xls", content: read("password.xls")}, part{name: "b.pdf", content: read("r6-user.pdf")})
	got := brief(look("a.zip", makeZip(t, part{name: "b.zip", content: string(inner)})))
	for _, want := range []string{"a.xls application/vnd.ms-excel encrypted:office-rc4", "b.pdf application/pdf encrypted:pdf"} {
		if !strings.Contains(got, want) {
			t.Errorf("files with a password two levels deep: %s; want %s", got, want)
		}
	}
}

// TestPartialDocuments has only the ends of a file, as the add-in sends them of large ones.
func TestPartialDocuments(t *testing.T) {
	for name, want := range map[string]string{
		"r6-user.pdf": "application/pdf encrypted:pdf", "r6-owner.pdf": "application/pdf uninspectable:partial", "plain.pdf": "application/pdf uninspectable:partial", "agile.xlsx": ooxml + "spreadsheetml.sheet encrypted:ooxml-agile",
	} {
		content, err := os.ReadFile("testdata/documents/" + name)
		if err != nil {
			t.Fatal(err)
		}
		n := len(content)
		if got := brief(InspectPartial(name, "", int64(n), content[:n/4], content[n-n/2:], "")); got != want {
			t.Errorf("%s by its ends: %s, want %s", name, got, want)
		}
	}
}
