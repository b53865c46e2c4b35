package policy

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// maxNesting is how deep lists of words may name one another.
const maxNesting = 16

// edge is one list naming another.
type edge struct{ to, path string }

// references checks that every name stands for something, that no list holds itself, and that words are not too many.
func (l *loader) references(doc *Document) {
	lists, words, calendars := map[string][]edge{}, map[string][]edge{}, map[string][]edge{}
	for _, x := range doc.Lists {
		lists[x.Name] = listEdges(x.Entries.Items, "/lists/"+escapePointer(x.Name))
	}
	for _, x := range doc.Words {
		words[x.Name] = wordEdges(x.Words, "/words/"+escapePointer(x.Name))
	}
	for _, x := range doc.Calendars {
		calendars[x.Name] = nil
	}
	wordCount, patternCount, sizes := 0, 0, patternSizes{known: map[string]bool{}}
	l.shapes.walk(reflect.ValueOf(doc).Elem(), "", func(v reflect.Value, f *field, path string) {
		switch x := v.Addr().Interface().(type) {
		case *Entries:
			l.defined("list", listEdges(x.Items, path), lists)
		case *[]string:
			switch f.is {
			case "word":
				wordCount += len(*x)
				l.defined("list of words", wordEdges(*x, path), words)
			case "pattern":
				patternCount += len(*x)
				if i, ok := sizes.add(*x); !ok {
					l.badAt(item(path, i), smallerPattern+", or take some out", "%s", patternsTooLarge)
				}
			}
		case *TimeCondition:
			l.calendarDefined(x.Within, path+"/within", calendars)
			l.calendarDefined(x.Outside, path+"/outside", calendars)
		case *HoldDuty:
			l.calendarDefined(x.Until, path+"/until", calendars)
		}
	})
	if wordCount > maxWords {
		l.badAt("/words", "take out what is not needed", "%d words; a policy has at most %d", wordCount, maxWords)
	}
	if patternCount > maxPatterns {
		l.badAt("/rules", "take out what is not needed", "%d patterns; a policy has at most %d", patternCount, maxPatterns)
	}
	l.circles("list", lists)
	l.circles("list of words", words)
}

func (l *loader) calendarDefined(name, path string, calendars map[string][]edge) {
	if name != "" {
		l.defined("calendar", []edge{{name, path}}, calendars)
	}
}

func (l *loader) defined(what string, used []edge, names map[string][]edge) {
	for _, e := range used {
		if _, ok := names[e.to]; !ok {
			candidates := slices.Sorted(maps.Keys(names))
			fix := oneOf(e.to, candidates)
			if len(candidates) == 0 {
				fix = "define it under " + map[string]string{"list": "lists", "list of words": "words", "calendar": "calendars"}[what]
			}
			l.badAt(e.path, fix, "there is no %s %s", what, quoted(clip(e.to, 80)))
		}
	}
}

// listEdges are the names of lists among entries.
func listEdges(entries []string, path string) []edge {
	var edges []edge
	for i, e := range entries {
		e = strings.TrimSpace(e)
		e = withoutBang(e)
		if e != "" && !strings.ContainsAny(e, ".@*?＠．。＊？") && e[0] != '#' {
			edges = append(edges, edge{e, item(path, i)})
		}
	}
	return edges
}

// withoutBang takes off the mark of an exclusion, in both its forms.
func withoutBang(s string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(s, "!"), "！"))
}

// wordEdges are the names of lists among words.
func wordEdges(words []string, path string) []edge {
	var edges []edge
	for i, w := range words {
		w = withoutBang(strings.TrimSpace(w))
		if name, ok := strings.CutPrefix(w, "@"); ok && !strings.HasPrefix(name, "builtin/") {
			edges = append(edges, edge{name, item(path, i)})
		}
	}
	return edges
}

// circles reports lists that hold themselves, each circle once, and lists that are nested too deep.
func (l *loader) circles(what string, names map[string][]edge) {
	height := map[string]int{} // of what is below a list, itself included
	var follow func(name string, above []string)
	follow = func(name string, above []string) {
		above = append(above, name)
		below := 0
		for _, e := range names[name] {
			if at := slices.Index(above, e.to); at >= 0 {
				circle := strings.Join(append(slices.Clone(above[at:]), e.to), " → ")
				l.badAt(e.path, "take one of these names out", "the %s %s contains itself: %s", what, quoted(e.to), circle)
				continue
			}
			if height[e.to] == 0 {
				follow(e.to, above)
			}
			if below = max(below, height[e.to]); below == maxNesting {
				l.badAt(e.path, "write the contents out", "lists name one another more than %d deep", maxNesting)
			}
		}
		height[name] = below + 1
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if height[name] == 0 {
			follow(name, nil)
		}
	}
}
