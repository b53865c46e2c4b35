package policy

// free is any scalar but null: Load takes numbers and truth values as they are written.
func free() schemaMap { return schemaMap{"type": []string{"string", "number", "boolean"}} }

// schemaPattern is the spelling of a kind that a regular expression can say, in the dialect that JSON Schema and RE2 share.
func schemaPattern(is string) string {
	const (
		date  = `\d{4}-\d{2}-\d{2}`
		clock = `\d{2}:\d{2}`
		day   = `(sun|mon|tue|wed|thu|fri|sat)`
	)
	switch is {
	case "id":
		return `^[a-z0-9-]{1,64}$`
	case "name":
		return `^[^.@*?!#/]{1,64}$`
	case "size":
		return `^\d{1,18}(\.\d{1,9})?[KMG]i?B$`
	case "duration":
		return `^(\d+d)?(\d+h)?(\d+m)?(\d+s)?$`
	case "date":
		return `^` + date + `$`
	case "moment":
		return `^` + date + `[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$`
	case "closed":
		return `^(` + date + `(\.\.` + date + `)?|@builtin/holidays-jp)$`
	case "days":
		return `^\s*` + day + `(-` + day + `)?(\s*,\s*` + day + `(-` + day + `)?)*\s*$`
	case "hours":
		return `^\s*` + clock + `-` + clock + `(\s*,\s*` + clock + `-` + clock + `)*\s*$`
	case "extension":
		return `^\.?[^./\\*?\s]+$`
	case "mime":
		return `^[^/\s]+/[^/\s]+`
	}
	return ""
}

// scalarSchema is the schema of a kind of scalar.
func scalarSchema(is string) schemaMap {
	if words := vocabulary(is); words != nil {
		fixed := schemaMap{"enum": words}
		if is == "file-type" {
			return anyOf(fixed, schemaMap{"type": "string", "pattern": `^[^/\s;]+/[^/\s;]+$`})
		}
		return fixed
	}
	m := free()
	if p := schemaPattern(is); p != "" {
		m["pattern"] = p
		switch is {
		case "size", "duration", "date", "moment", "closed", "hours", "mime":
			m["type"] = "string"
		}
		return m
	}
	switch is {
	case "text", "line", "word", "plain-word":
		m["minLength"], m["maxLength"] = 1, maxText
	case "expr":
		m["type"], m["minLength"], m["maxLength"] = "string", 1, maxExpr
	case "note":
		m["minLength"], m["maxLength"] = 1, maxNote
	case "pattern":
		m["minLength"], m["maxLength"] = 1, maxPattern
	case "entry", "zone", "path", "wait", "notify", "decider", "added", "bcc-to":
		m["minLength"] = 1
	}
	return m
}
