package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// worthwhile is from how many octets on an answer is compressed.
const worthwhile = 1024

// hashed are names that the build makes of a file's content: under one name there is never another.
var hashed = regexp.MustCompile(`^assets/[^/]*-[A-Za-z0-9_-]{8}\.(js|css|woff2?|png|svg)$`)

// asset is one file as it is delivered.
type asset struct {
	body, gzipped []byte // gzipped is nil where it would be of no use
	kind          string // Content-Type
	cache         string // Cache-Control
	tag           string // of the content, without quotes
}

func newAsset(name string, body []byte) *asset {
	sum := sha256.Sum256(body)
	a := &asset{body: body, kind: kindOf(name), cache: cacheOf(name), tag: hex.EncodeToString(sum[:12])}
	if len(body) >= worthwhile && compressible(a.kind) {
		a.gzipped = compress(body)
	}
	return a
}

// kindOf is the type of a file by its name. The few that we have do not depend on what the machine knows of types.
func kindOf(name string) string {
	kinds := map[string]string{
		".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
		".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".woff": "font/woff",
	}
	ext := strings.ToLower(path.Ext(name))
	if kind, ok := kinds[ext]; ok {
		return kind
	}
	if kind := mime.TypeByExtension(ext); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// cacheOf says how long a file may be kept: one that is named by its content for ever, an icon for a day (Outlook refuses icons
// that nobody may keep), all else only to ask whether it is still the same. launchevent*.js is of that kind: the manifest holds
// its name, and a new build must be seen at once.
func cacheOf(name string) string {
	switch {
	case hashed.MatchString(name):
		return "public, max-age=31536000, immutable"
	case strings.HasPrefix(name, "icons/"):
		return "public, max-age=86400"
	default:
		return "no-cache"
	}
}

func compressible(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "application/json") || kind == "image/svg+xml"
}

// compress is nil if it saves nothing.
func compress(body []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	_, _ = z.Write(body) // a buffer takes everything
	if z.Close() != nil || out.Len() >= len(body) {
		return nil
	}
	return out.Bytes()
}

// serve answers with the asset: whole, in part, compressed or "not changed". Compressed and plain are two representations with
// a tag each. (RFC 9110, 8.8.3)
func (a *asset) serve(w http.ResponseWriter, q *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", a.cache)
	body, tag := a.body, a.tag
	if a.gzipped != nil {
		h.Add("Vary", "Accept-Encoding")
		if q.Header.Get("Range") == "" && acceptsGzip(q.Header.Values("Accept-Encoding")) {
			body, tag = a.gzipped, a.tag+"-gzip"
			h.Set("Content-Encoding", "gzip")
			if q.Header.Get("If-None-Match") == "" {
				h.Set("Content-Length", strconv.Itoa(len(body)))
			}
		}
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, q, "", time.Time{}, bytes.NewReader(body))
}

// acceptsGzip reads Accept-Encoding: gzip or * with a quality that is not 0. (RFC 9110, 12.5.3)
func acceptsGzip(values []string) bool {
	any, named := false, false
	for _, value := range values {
		for item := range strings.SplitSeq(value, ",") {
			coding, parameter, _ := strings.Cut(item, ";")
			wanted := true
			if q, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameter), " ", ""), "q="); ok {
				quality, err := strconv.ParseFloat(q, 64)
				wanted = err == nil && quality > 0
			}
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip", "x-gzip":
				if !wanted {
					return false
				}
				named = true
			case "*":
				any = wanted
			}
		}
	}
	return named || any
}
