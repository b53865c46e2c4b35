package policy

import (
	"slices"
	"time"
)

// filesOf returns the attachments that some of the rules want changed, by number, in the mail's order.
func (e *evaluation) filesOf(of []changing, which func(*Change) string) []int32 {
	var numbers []int32
	for i := range e.attachments {
		if slices.ContainsFunc(of, func(c changing) bool {
			return which(c.change) != "matched" || !c.m.askedFiles || slices.Contains(c.m.files, n32(i))
		}) {
			numbers = append(numbers, n32(i))
		}
	}
	return numbers
}

func (e *evaluation) fileNames(numbers []int32) []string {
	names := make([]string, 0, len(numbers))
	for _, n := range numbers {
		names = append(names, e.files[n].src.Name)
	}
	return names
}

// mergeLink: the shortest time and the fewest downloads win; no limit is the most.
func (e *evaluation) mergeLink(of []changing) (Args, bool) {
	files := e.linked(of)
	var expires time.Duration
	var downloads int64
	for _, c := range of {
		link := c.change.Link
		each := link.Expires
		if each == 0 {
			each = 7 * 24 * time.Hour
		}
		if expires == 0 || each < expires {
			expires = each
		}
		if link.Downloads > 0 && (downloads == 0 || link.Downloads < downloads) {
			downloads = link.Downloads
		}
	}
	args := map[string]any{"expires": FormatDuration(expires), "downloads": downloads, "files": e.fileNames(files)}
	return ArgsOf(args), len(files) > 0
}

func (e *evaluation) linked(of []changing) []int32 {
	return e.filesOf(of, func(c *Change) string { return c.Link.Files })
}

// mergeZip leaves out what is sent as a link. A person's own password beats one that travels in a second mail.
func (e *evaluation) mergeZip(of []changing) (Args, bool) {
	files := e.filesOf(of, func(c *Change) string { return c.Zip.Files })
	links := e.linkedFor(of)
	files = slices.DeleteFunc(files, func(n int32) bool { return slices.Contains(links, n) })
	password := "separate"
	if slices.ContainsFunc(of, func(c changing) bool { return c.change.Zip.Password == "own" }) {
		password = "own"
	}
	return ArgsOf(map[string]any{"password": password, "files": e.fileNames(files)}), len(files) > 0
}

// linkedFor returns the files that become links for any of those who would get a ZIP.
func (e *evaluation) linkedFor(zips []changing) []int32 {
	var links []changing
	for _, c := range e.changing() {
		if c.change.Link != nil && slices.ContainsFunc(zips, func(z changing) bool { return e.meet(&z.scoped, &c.scoped) }) {
			links = append(links, c)
		}
	}
	if len(links) == 0 {
		return nil
	}
	return e.linked(links)
}

func (e *evaluation) meet(a, b *scoped) bool {
	for i := range e.named {
		if e.people[i].envelope && (a.all || a.who[i]) && (b.all || b.who[i]) {
			return true
		}
	}
	return false
}
