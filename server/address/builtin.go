package address

import (
	"embed"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed builtin/*.txt
var builtinFiles embed.FS

// builtins are the shipped lists and their entries, made once and never changed.
var builtins = sync.OnceValue(func() map[string]builtinList {
	lists := map[string]builtinList{}
	files, _ := builtinFiles.ReadDir("builtin") // an embedded folder is always readable
	for _, f := range files {
		text, _ := builtinFiles.ReadFile("builtin/" + f.Name())
		name := strings.TrimSuffix(f.Name(), ".txt")
		lists[name] = newBuiltin(string(text))
	}
	return lists
})

type builtinList struct {
	list    *List
	domains []string
}

// newBuiltin reads a file of one domain a line; "#" begins a remark. Each domain stands for itself and what is below it.
func newBuiltin(text string) builtinList {
	b := builtinList{list: &List{in: newIndex(0), out: newIndex(0)}}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			b.domains = append(b.domains, line)
			b.list.in.tree[line] = "." + line
		}
	}
	return b
}

// Builtin returns a shipped list: freemail, carrier-jp, disposable, services. Each matches its domains and what is below them.
func Builtin(name string) (*List, bool) {
	b, ok := builtins()[name]
	return b.list, ok
}

// BuiltinNames returns the names of the shipped lists in alphabetical order.
func BuiltinNames() []string { return slices.Sorted(maps.Keys(builtins())) }

// BuiltinDomains returns the domains of a shipped list, normalised, in the file's order; nil if there is none of that name.
func BuiltinDomains(name string) []string { return slices.Clone(builtins()[name].domains) }

var services = sync.OnceValue(func() *Alikes {
	known := NewAlikes(BuiltinDomains("services"))
	known.famous = true
	return known
})

// isMailbox reports whether a domain is a provider's whose customers have addresses there.
func isMailbox(domain string) bool {
	for _, name := range [...]string{"freemail", "carrier-jp"} {
		if _, ok := builtins()[name].list.in.tree[domain]; ok {
			return true
		}
	}
	return false
}

// Services returns the domains of the shipped list "services", compiled to compare others with. Made once, when first asked for.
func Services() *Alikes { return services() }
