package pdftext

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	pdf "github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

const wasmPage = 64 << 10

// pdfium runs in wazero. Only one goroutine uses it.
type pdfium struct {
	cache string
	pool  pdf.Pool
	code  wazero.CompilationCache
	stop  context.CancelFunc // ends what runs in pool
	again func() error       // starts once more
}

// start compiles pdfium, or loads it compiled.
func (p *pdfium) start(ctx context.Context) error {
	if err := p.openCache(); err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	pool, err := webassembly.Init(webassembly.Config{
		Context: running, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // no files at all
		Stdout:   io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithCompilationCache(p.code).
			WithMemoryLimitPages(maxMemory / wasmPage).
			WithCloseOnContextDone(true),
	})
	if err != nil {
		stop()
		return fmt.Errorf("start pdfium: %w", err)
	}
	p.pool, p.stop, p.again = pool, stop, func() error { return p.start(ctx) }
	return nil
}

func (p *pdfium) openCache() (err error) {
	if p.code != nil {
		return nil
	}
	if p.cache == "" {
		p.code = wazero.NewCompilationCache()
		return nil
	}
	if p.code, err = wazero.NewCompilationCacheWithDir(p.cache); err != nil {
		return fmt.Errorf("open the folder for compiled code: %w", err)
	}
	return nil
}

func (p *pdfium) close() {
	if p.pool != nil {
		p.stop()
		closePool(p.pool)
	}
	if p.code != nil {
		_ = p.code.Close(context.Background()) // the same
	}
}

// read reads a file in an instance of its own. When ctx ends, all of pdfium is stopped and started anew by the next call: the
// binding's way to end one instance writes what the goroutine that is in it reads.
func (p *pdfium) read(ctx context.Context, data []byte) (r result) {
	if p.pool == nil {
		if err := p.again(); err != nil {
			return result{reason: why(ctx)}
		}
	}
	instance, err := p.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return result{reason: why(ctx)}
	}
	stopped := context.AfterFunc(ctx, p.stop)
	defer func() {
		if recover() != nil { // the binding panics on what a broken instance answers
			r.reason = why(ctx)
		}
		closeInstance(instance)
		if !stopped() {
			closePool(p.pool)
			p.pool = nil
		}
	}()
	return pages(ctx, instance, data)
}

// closePool ends what is left; the binding panics where something was ended before.
func closePool(pool pdf.Pool) {
	defer func() { _ = recover() }()
	_ = pool.Close() // nothing of it is wanted any more
}

// closeInstance gives an instance back; the binding panics if it was ended meanwhile.
func closeInstance(instance pdf.Pdfium) {
	defer func() { _ = recover() }()
	_ = instance.Close() // what is not closed was ended
}

// why an instance stopped.
func why(ctx context.Context) string {
	if ctx.Err() != nil {
		return Time
	}
	return Corrupt
}

func pages(ctx context.Context, instance pdf.Pdfium, data []byte) result {
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return result{reason: Encrypted}
	case err != nil:
		return result{reason: why(ctx)}
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return result{reason: why(ctx)}
	}
	var out strings.Builder
	r := result{}
	for i := range count.PageCount {
		at := requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}
		page, err := instance.GetPageText(&requests.GetPageText{Page: at})
		if err != nil {
			r.reason = why(ctx)
			if ctx.Err() != nil {
				break
			}
			continue
		}
		if spread(page.Text) {
			page.Text = closed(instance, at, page.Text)
		}
		out.WriteString(page.Text)
		out.WriteByte('\n')
		if out.Len() > MaxText {
			r.reason = Limit
			break
		}
	}
	if ctx.Err() == nil {
		out.WriteString(properties(instance, doc.Document))
	}
	r.text = clean(out.String())
	return r
}

// properties is what the document says of itself.
func properties(instance pdf.Pdfium, doc references.FPDF_DOCUMENT) string {
	var out strings.Builder
	for _, tag := range []string{"Title", "Subject", "Keywords"} {
		if m, err := instance.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc, Tag: tag}); err == nil && m.Value != "" {
			out.WriteString(m.Value + "\n")
		}
	}
	return out.String()
}

// clean keeps text and line ends, cut at the limit.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r >= ' ' && r != 0x7f && r != 0xfffe && r != 0xffff:
			return r
		}
		return -1
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	if len(s) > MaxText {
		s = strings.ToValidUTF8(s[:MaxText], "")
	}
	return s
}
