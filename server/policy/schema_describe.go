package policy

import (
	"fmt"
	"strings"
)

// describeKey says of a key what neither its name nor its values say; empty for most.
func describeKey(key string) string {
	switch key {
	case "learnUntil":
		return "The last day on which the policy only learns: until then every rule and the baseline are recorded and do nothing."
	case "words":
		return fmt.Sprintf("Lists of words by name. A policy has at most %d words in all its lists and rules.", maxWords)
	case "lists":
		return fmt.Sprintf("Lists of addresses and domains by name, at most %d entries each.", maxEntries)
	}
	return ""
}

// describeKind says of a kind of scalar what its values mean; empty for most.
func describeKind(is string) string {
	switch is {
	case "found":
		return "What detectors find, with the arguments of each: " + describeCodes(func(c Code) bool { return !c.ByRule }) +
			". attachment.encrypted also has partial: true where only some of the files inside are. A name with .* is a whole area."
	case "code":
		return "All findings, with the arguments of each: " + describeCodes(func(Code) bool { return true }) + "."
	}
	return ""
}

func describeCodes(which func(Code) bool) string {
	var list []string
	for _, c := range codeTable {
		if !which(c) {
			continue
		}
		said := c.String()
		if len(c.Args) > 0 {
			said += " (" + strings.Join(c.Args, ", ") + ")"
		}
		list = append(list, said)
	}
	return strings.Join(list, ", ")
}

// describe adds a description to a piece of schema, if there is one.
func describe(m schemaMap, text string) {
	if text != "" {
		m["description"] = text
	}
}
