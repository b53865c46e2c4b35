package extract

import "io"

// readXlsb reads the strings of a binary workbook ([MS-XLSB]), by looking for text in its parts: rows are not kept. Numbers are not
// read, so that the text is never all of one that has sheets.
func readXlsb(t *sink, f File) error {
	p, err := openPack(t, f)
	if err != nil {
		return err
	}
	read := func(name string) error {
		e := p.files[name]
		if e == nil {
			return nil
		}
		r, err := e.Open()
		if err != nil {
			return err
		}
		defer func() { _ = r.Close() }()
		data, err := io.ReadAll(t.part(r))
		return run(func() error { return scan16(t, data, false) }, func() error { return err })
	}
	var steps []func() error
	for _, name := range p.names {
		if name == "xl/workbook.bin" || name == "xl/sharedstrings.bin" || match(name, "xl/comments*.bin") || match(name, "xl/worksheets/*.bin") ||
			match(name, "xl/pivotcache/*.bin") || match(name, "xl/externallinks/*.bin") {
			steps = append(steps, func() error { return read(name) })
			t.unread = t.unread || match(name, "xl/worksheets/*.bin")
		}
	}
	return run(append(steps, p.properties)...)
}
