package migrate

import (
	"fmt"
	"strings"
)

var effects = map[Effect][2]string{
	Narrowed: {"狭くなりました", "narrower"}, Widened: {"広くなりました", "wider"}, Changed: {"変わりました", "changed"}, Lost: {"取り込めません", "lost"},
}

// In says a loss in one line, in ja or en: place, effect, entry, reason.
func (l Loss) In(lang string) string {
	n, why := 0, l.JA
	if lang == "en" {
		n, why = 1, l.EN
	}
	place := l.File
	if l.Line > 0 {
		place = fmt.Sprintf("%s:%d", l.File, l.Line)
	}
	entry := ""
	if l.Entry != "" {
		entry = fmt.Sprintf("%q: ", l.Entry)
	}
	return fmt.Sprintf("%s: %s: %s%s", place, effects[l.Effect][n], entry, why)
}

// Summary counts the losses in one line, in ja or en.
func Summary(lang string, losses []Loss) string {
	n := 0
	if lang == "en" {
		n = 1
	}
	if len(losses) == 0 {
		return [2]string{"すべてそのまま取り込みました。", "Everything was taken over as it was."}[n]
	}
	var parts []string
	for _, e := range []Effect{Narrowed, Widened, Changed, Lost} {
		count := 0
		for _, l := range losses {
			if l.Effect == e {
				count++
			}
		}
		if count > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", effects[e][n], count))
		}
	}
	return strings.Join(parts, [2]string{"、", ", "}[n])
}
