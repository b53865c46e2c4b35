package policy

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
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
