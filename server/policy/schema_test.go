package policy

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatalf("the schema is no JSON: %v", err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy.json")
	if err != nil {
		t.Fatalf("the schema is no JSON Schema: %v", err)
	}
	return s
}

// instance is what an editor hands to a validator: the values of YAML 1.2's core schema.
func instance(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = instance(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			list = append(list, instance(c))
		}
		return list
	}
	if isNull(n) {
		return nil
	}
	if !isQuoted(n) {
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
		if n.Value == "true" || n.Value == "false" {
			return n.Value == "true"
		}
	}
	return n.Value
}

// TestSchemaDescribes: who writes a policy by the schema learns what a key's name and values do not say.
func TestSchemaDescribes(t *testing.T) {
	var schema struct {
		Properties map[string]struct{ Description string }
		Defs       map[string]struct {
			Description string
			Properties  map[string]struct{ Description string }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	if got := schema.Defs["Settings"].Properties["learnUntil"].Description; !strings.Contains(got, "last day") {
		t.Errorf("settings.learnUntil is described as %q", got)
	}
	if got := schema.Properties["words"].Description; !strings.Contains(got, "5000 words") {
		t.Errorf("words is described as %q, want how many a policy has at most", got)
	}
	described := schema.Defs["found"].Description
	for _, c := range Codes() {
		want := c.String() + " (" + strings.Join(c.Args, ", ") + ")"
		if len(c.Args) == 0 {
			want = c.String()
		}
		if !c.ByRule && !strings.Contains(described, want) {
			t.Errorf("what detectors find is described without %s", want)
		}
	}
}

func TestSchemaAcceptsGoodSamples(t *testing.T) {
	schema := compileSchema(t)
	files, _ := filepath.Glob("testdata/good/*.yaml")
	more, _ := filepath.Glob("testdata/good/*.json")
	for _, file := range append(files, more...) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		root, _, problem := parseNodes(file, data)
		if problem != nil {
			t.Fatal(problem)
		}
		if err := schema.Validate(instance(root)); err != nil {
			t.Errorf("%s: %#v", file, err)
		}
		doc, err := Load(file, data, openSample)
		if err != nil {
			t.Fatal(err)
		}
		canonical, _, problem := parseNodes(file+" in canonical form", Canonical(doc))
		if problem != nil {
			t.Fatal(problem)
		}
		if err := schema.Validate(instance(canonical)); err != nil {
			t.Errorf("%s in canonical form: %#v", file, err)
		}
	}
}

// beyondSchema are broken samples in which only what no schema can say is wrong: names, order, repetition, contents of files,
// the spelling of YAML. All others the schema must refuse.
var beyondSchema = []string{
	"action-weaker", "alias", "all-no-test", "also-in-also", "anchor", "approve-escalate", "attachments-count-inside", "attachments-size-inside",
	"bool-yes", "calendar-closed", "calendar-day-twice", "calendar-zone", "confirm-question", "confirm-type", "confirm-word", "count-no-number",
	"entry-", "except-without", "exempt-", "expr-", "file-", "hold-adjust", "hold-both", "hold-calendar", "hold-long", "hold-no-block", "hold-nothing",
	"hold-short", "confirm-countdown", "id-baseline", "id-double", "json-double", "key-double", "merge-key", "name-double", "notify", "approve-by", "change-add", "change-bcc-to",
	"number-exponent", "number-never", "number-two", "number-zero", "partner-double", "partner-file", "personal-both", "personal-bounds", "personal-nothing", "personal-records-confidence", "personal-records-number", "quote-", "scope-block", "second-document", "setting-learn", "setting-type-word",
	"tag", "test-attachment.", "test-attachment-file", "test-expect-empty", "test-hold", "test-rule", "text-nothing", "text-pattern", "text-placeholder",
	"text-within", "time-both", "time-undefined", "time-zone", "valid-", "word-", "test-code-rule",
}

func TestSchemaRefusesBrokenSamples(t *testing.T) {
	schema := compileSchema(t)
	files, _ := filepath.Glob("testdata/broken/*.*")
	refused := 0
	for _, file := range files {
		name := filepath.Base(file)
		if ext := filepath.Ext(name); ext != ".yaml" && ext != ".json" || slices.ContainsFunc(beyondSchema, func(p string) bool { return strings.HasPrefix(name, p) }) {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		root, _, problem := parseNodes(name, data)
		if problem != nil {
			continue // no document at all
		}
		if schema.Validate(instance(root)) == nil {
			t.Errorf("the schema takes %s", name)
		}
		refused++
	}
	if refused < 60 {
		t.Errorf("only %d broken samples reached the schema", refused)
	}
}

// TestSchemaKnowsTheKeysOfTheLoader compares three sets of keys: what the schema allows, what the loader asks for when it is
// told of an unknown key, and what the sample that uses everything has.
func TestSchemaKnowsTheKeysOfTheLoader(t *testing.T) {
	inSchema := map[string]bool{}
	var collect func(v any)
	collect = func(v any) {
		switch x := v.(type) {
		case map[string]any:
			if p, ok := x["properties"].(map[string]any); ok {
				for key := range p {
					inSchema[key] = true
				}
			}
			for _, one := range x {
				collect(one)
			}
		case []any:
			for _, one := range x {
				collect(one)
			}
		}
	}
	var root any
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	collect(root)

	inSample := map[string]bool{}
	for _, file := range []string{"testdata/good/everything.yaml", "testdata/good/office.yaml", "testdata/good/example.yaml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n, _, problem := parseNodes(file, data)
		if problem != nil {
			t.Fatal(problem)
		}
		eachKey(n, func(key string) { inSample[key] = true })
	}
	for key := range inSchema {
		if !inSample[key] {
			t.Errorf("the schema has the key %s, but no good sample uses it", key)
		}
	}
	loaderKeys := strings.TrimPrefix(loadError(t, minimal+"rules: {id: a, when: {x: y}, then: {action: block}}\n").Problems[0].Fix, "write one of ")
	def := root.(map[string]any)["$defs"].(map[string]any)["Block"].(map[string]any)["properties"].(map[string]any)
	if want := strings.Join(slices.Sorted(maps.Keys(def)), ", "); strings.Join(sortedFields(loaderKeys), ", ") != want {
		t.Errorf("conditions: the loader names %s, the schema has %s", loaderKeys, want)
	}
}

func sortedFields(s string) []string {
	list := strings.Split(s, ", ")
	slices.Sort(list)
	return list
}

func eachKey(n *yaml.Node, do func(string)) {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			do(c.Value)
			continue
		}
		eachKey(c, do)
	}
}

func TestSchemaIsStable(t *testing.T) {
	if a, b := Schema(), Schema(); !bytes.Equal(a, b) {
		t.Error("two calls gave different bytes")
	}
}
