package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/check"
	"sekisho/server/policy"
)

var update = flag.Bool("update", false, "write the generated types anew")

const typesFile = "frontend/src/backend/api.gen.ts"

// TestTypesOfThePages holds the types that the pages are written against to what the bound methods take and give.
func TestTypesOfThePages(t *testing.T) {
	got := typeScript(reflect.TypeFor[Bound]())
	if *update {
		if err := os.WriteFile(typesFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(typesFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale; write it anew with: go test ./desktop -run TestTypesOfThePages -update", typesFile)
	}
}

// shared are the types that the checklist of addin/ui already has.
var shared = map[reflect.Type]string{
	reflect.TypeFor[policy.Verdict]():  "Verdict",
	reflect.TypeFor[check.Answers]():   "ConfirmationRequest",
	reflect.TypeFor[check.Gaps]():      "Missing",
	reflect.TypeFor[check.Decision]():  "Decision",
	reflect.TypeFor[time.Time]():       "string",
	reflect.TypeFor[json.RawMessage](): "unknown",
}

type writer struct {
	types []reflect.Type
	uses  []string
}

func typeScript(bound reflect.Type) []byte {
	w := &writer{}
	var methods strings.Builder
	for m := range bound.Methods() {
		fmt.Fprintf(&methods, "  %s(%s): Promise<%s>;\n", m.Name, w.arguments(m.Type), w.result(m.Type))
	}
	var types strings.Builder
	for i := 0; i < len(w.types); i++ { // grows while it is walked
		w.write(&types, w.types[i])
	}
	slices.Sort(w.uses)
	var all bytes.Buffer
	all.WriteString("// Made by the test of desktop/bindings_test.go from the Go types; do not edit.\n")
	fmt.Fprintf(&all, "import type { %s } from '@sekisho/ui';\n\n", strings.Join(w.uses, ", "))
	fmt.Fprintf(&all, "/** What Go does for the pages. */\nexport interface Bound {\n%s}\n%s", methods.String(), types.String())
	return all.Bytes()
}

func (w *writer) arguments(f reflect.Type) string {
	var all []string
	for in := range f.Ins() {
		all = append(all, fmt.Sprintf("arg%d: %s", len(all)+1, w.name(in)))
	}
	return strings.Join(all, ", ")
}

func (w *writer) result(f reflect.Type) string {
	if f.NumOut() == 0 || f.Out(0) == reflect.TypeFor[error]() {
		return "void"
	}
	return w.name(f.Out(0))
}

func (w *writer) write(to *strings.Builder, t reflect.Type) {
	fmt.Fprintf(to, "\nexport interface %s {\n", t.Name())
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if strings.HasPrefix(options, "omit") {
			name += "?"
		}
		fmt.Fprintf(to, "  readonly %s: %s;\n", name, w.name(f.Type))
	}
	to.WriteString("}\n")
}

func (w *writer) name(t reflect.Type) string {
	if name, ok := shared[t]; ok {
		if name != "string" && !slices.Contains(w.uses, name) {
			w.uses = append(w.uses, name)
		}
		return name
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.name(t.Elem())
	case reflect.Slice:
		return "readonly " + w.name(t.Elem()) + "[]"
	case reflect.Map:
		return fmt.Sprintf("Readonly<Record<%s, %s>>", w.name(t.Key()), w.name(t.Elem()))
	case reflect.Struct:
		if !slices.Contains(w.types, t) {
			w.types = append(w.types, t)
		}
		return t.Name()
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	default:
		return "number"
	}
}
