package policy

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

const (
	maxExpr  = 500     // characters of an expression
	exprCost = 100_000 // units of CEL's own cost model that judging one expression may use

	// exprCosts is what all expressions together may use in judging one mail: about a tenth of a second.
	exprCosts = 10 * exprCost
)

// exprVariable is a name that expressions know, and how it is read from the mail.
type exprVariable struct {
	name string
	typ  *cel.Type
}

// exprVariables are the names of the policy language in the order of its table. The place of a name is its number.
func exprVariables() []exprVariable {
	var all []exprVariable
	add := func(typ *cel.Type, names string) {
		for name := range strings.FieldsSeq(names) {
			all = append(all, exprVariable{name, typ})
		}
	}
	add(cel.IntType, "to cc bcc external internal domains companies files totalSize maxSize subjectLength bodyLength hour weekday")
	add(cel.StringType, "from account kind compose language")
	add(cel.ListType(cel.StringType), "codes groups")
	return all
}

// exprEnv is made when the first expression is read, so that a policy without any pays nothing for the language.
var exprEnv = sync.OnceValues(func() (*cel.Env, error) {
	options := []cel.EnvOption{
		cel.CrossTypeNumericComparisons(true), cel.ParserExpressionSizeLimit(4 * maxExpr), cel.ParserRecursionLimit(50),
		cel.ClearMacros(), cel.Macros(cel.AllMacro, cel.ExistsMacro, cel.ExistsOneMacro, cel.MapMacro, cel.MapFilterMacro, cel.FilterMacro),
	}
	for _, v := range exprVariables() {
		options = append(options, cel.Variable(v.name, v.typ))
	}
	return cel.NewEnv(options...)
})

// exprError is what is wrong with an expression and where in it.
type exprError struct {
	at           int // character, from 0; -1: the whole
	message, fix string
}

func (e *exprError) Error() string {
	if e.fix == "" {
		return e.message
	}
	return e.message + "; " + e.fix
}

// errNotBool is what an expression gives that is checked to be true or false and is neither; it cannot happen, and is no panic.
var errNotBool = errors.New("policy: an expression gave neither true nor false")

// checkExpr reads an expression and makes sure of its types.
func checkExpr(s string) (*cel.Ast, *exprError) {
	env, err := exprEnv()
	switch n := utf8.RuneCountInString(s); {
	case err != nil:
		return nil, &exprError{-1, err.Error(), ""}
	case strings.TrimSpace(s) == "":
		return nil, &exprError{-1, "an empty expression", "write one or leave the key out"}
	case n > maxExpr:
		return nil, &exprError{-1, fmt.Sprintf("an expression of %d characters", n), fmt.Sprintf("keep it to %d, or use conditions", maxExpr)}
	}
	ast, issues := env.Compile(s)
	if issues != nil && issues.Err() != nil {
		return nil, exprIssue(s, issues)
	}
	if t := ast.OutputType(); !t.IsExactType(types.BoolType) {
		return nil, &exprError{-1, "the expression gives " + exprTypeName(t) + ", not true or false", "compare it with something, such as external > 10"}
	}
	return ast, nil
}

// exprIssue turns the first of CEL's errors into one of ours: what, where, and what to write.
func exprIssue(s string, issues *cel.Issues) *exprError {
	first := issues.Errors()[0]
	for _, e := range issues.Errors() {
		if e.Location.Line() < first.Location.Line() || e.Location.Line() == first.Location.Line() && e.Location.Column() < first.Location.Column() {
			first = e
		}
	}
	wrong := &exprError{at: exprOffset(s, first.Location.Line(), first.Location.Column()), message: clip(firstLine(first.Message), 160)}
	if name, ok := strings.CutPrefix(wrong.message, "undeclared reference to '"); ok {
		name, _, _ = strings.Cut(name, "'")
		wrong.message, wrong.fix = fmt.Sprintf("the expression names %s, which is no variable or function", quoted(name)), exprNames(name)
		return wrong
	}
	if what, ok := strings.CutPrefix(wrong.message, "found no matching overload for '"); ok {
		operator, applied, _ := strings.Cut(what, "' applied to ")
		wrong.message = fmt.Sprintf("%s does not go with %s", strings.Trim(operator, "_"), strings.Trim(applied, "'"))
		wrong.fix = "compare numbers with numbers, texts with texts, and look into lists with in"
		return wrong
	}
	wrong.message = "the expression cannot be read: " + exprSyntax(wrong.message)
	wrong.fix = `write CEL, such as external > 10 && !("legal" in groups)`
	return wrong
}

// exprSyntax keeps of the parser's message what a reader can use.
func exprSyntax(s string) string {
	s = strings.TrimPrefix(s, "Syntax error: ")
	s, _, _ = strings.Cut(s, " expecting ")
	if strings.Contains(s, "<EOF>") {
		return "it ends where more is expected"
	}
	return s
}

// exprNames says which names there are.
func exprNames(name string) string {
	var names []string
	for _, v := range exprVariables() {
		names = append(names, v.name)
	}
	return oneOf(name, names)
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return strings.TrimSpace(s)
}

// exprOffset turns CEL's line, from 1, and column, from 0, into a number of characters.
func exprOffset(s string, line, column int) int {
	at := 0
	for i, l := range strings.SplitAfter(s, "\n") {
		if i+1 == line {
			return at + column
		}
		at += utf8.RuneCountInString(l)
	}
	return max(column, 0)
}

func exprTypeName(t *cel.Type) string {
	switch t.Kind() {
	case types.IntKind, types.UintKind, types.DoubleKind:
		return "a number"
	case types.StringKind:
		return "a text"
	case types.ListKind:
		return "a list"
	}
	return t.String()
}

// compiledExpr is an expression that is ready to be asked.
type compiledExpr struct {
	program   cel.Program
	written   string
	otherwise bool // what holds when it fails or costs too much
}

// expr compiles an expression; nil for none. One that fails counts as the stricter thing: the rule applies, unless it exempts.
func (c *compiler) expr(where, written string) *compiledExpr {
	if written == "" {
		return nil
	}
	ast, wrong := checkExpr(written)
	if wrong != nil {
		c.fail(where, wrong)
		return nil
	}
	env, err := exprEnv()
	if err != nil {
		c.fail(where, err)
		return nil
	}
	program, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize, cel.OptTrackCost), cel.CostLimit(exprCost))
	if err != nil {
		c.fail(where, fmt.Errorf("prepare %s: %w", quoted(clip(written, 60)), err))
		return nil
	}
	c.exprTests()
	return &compiledExpr{program: program, written: written, otherwise: c.strict}
}

// exprTests are the ranges whose recipients expressions can count.
type exprTests struct{ to, cc, bcc, external, internal int32 }

func (c *compiler) exprTests() {
	if c.p.exprTests != nil {
		return
	}
	counted := func(w who, fields uint8) int32 {
		return c.addTest(testKey{who: w, fields: fields, in: none, notIn: none}, &RecipientTest{})
	}
	c.p.exprTests = &exprTests{
		to: counted(whoAll, bitTo), cc: counted(whoAll, bitCc), bcc: counted(whoAll, bitBcc),
		external: counted(whoExternal, allFields), internal: counted(whoInternal, allFields),
	}
}
